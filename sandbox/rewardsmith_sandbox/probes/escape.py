"""Getting more rights, out of the container, or onto the network."""

from rewardsmith_sandbox.probes.probe import Probe, standing

PROBES: list[Probe] = standing(
    "escape",
    become_root="""
        import os
        for name in ("setuid", "setgid", "seteuid"):
            try: getattr(os, name)(0); print("ESCAPED")
            except OSError: pass
        if 0 in (os.getuid(), os.geteuid(), os.getgid(), *os.getgroups()): print("ESCAPED")
    """,
    capabilities="""
        for line in open("/proc/self/status"):
            if line.startswith(("CapEff", "CapPrm", "CapAmb")) and int(line.split()[1], 16):
                print("ESCAPED")
    """,
    set_user_id_file="""
        import os, shutil, sys
        shutil.copy(sys.executable, "/tmp/py"); os.chmod("/tmp/py", 0o6755)
        os.system("/tmp/py -c 'import os; print(\\"ESCAPED\\" if os.geteuid() == 0 else 1)'")
    """,
    new_namespaces="""
        import ctypes
        libc = ctypes.CDLL(None)
        for flag in (0x10000000, 0x20000, 0x40000000, 0x8000000, 0x4000000, 0x20000000):
            if libc.unshare(flag) == 0: print("ESCAPED", hex(flag))
    """,
    clone_with_namespaces="""
        import ctypes, os
        libc = ctypes.CDLL(None)
        for flag in (0x10000000, 0x20000, 0x40000000, 0x8000000, 0x4000000, 0x2000000):
            pid = libc.syscall(56, flag | 17, 0, 0, 0, 0)
            if pid == 0: os.write(1, b"ESCAPED clone"); os._exit(0)
            request = (ctypes.c_uint64 * 11)(flag, 0, 0, 0, 17)
            pid = libc.syscall(435, request, 88)
            if pid == 0: os.write(1, b"ESCAPED clone3"); os._exit(0)
    """,
    mounts_the_new_way="""
        import ctypes
        libc = ctypes.CDLL(None)
        if libc.syscall(430, b"tmpfs", 0) >= 0: print("ESCAPED fsopen")
        if libc.syscall(428, -100, b"/", 1) >= 0: print("ESCAPED open_tree")
        if libc.syscall(433, -100, b"/", 0) >= 0: print("ESCAPED fspick")
        if libc.syscall(442, -100, b"/", 0, 0, 0) >= 0: print("ESCAPED mount_setattr")
    """,
    raises_its_importance="""
        import ctypes, os
        libc = ctypes.CDLL(None)
        for attempt in (
            lambda: os.setpriority(os.PRIO_PROCESS, 0, -5),
            lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1)),
            lambda: os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1)),
            lambda: os.write(os.open("/proc/self/oom_score_adj", os.O_WRONLY), b"-1000"),
            lambda: os.write(os.open("/proc/1/oom_score_adj", os.O_WRONLY), b"1000"),
        ):
            try: attempt(); print("ESCAPED")
            except OSError: pass
        if libc.mlockall(1) == 0 or libc.syscall(251, 1, 0, 1 << 13) == 0: print("ESCAPED")
    """,
    the_machine_itself="""
        import ctypes, os
        libc = ctypes.CDLL(None)
        if libc.sethostname(b"x", 1) == 0 or libc.setdomainname(b"x", 1) == 0: print("ESCAPED name")
        if libc.acct(b"/tmp/x") == 0 or libc.swapoff(b"/x") == 0: print("ESCAPED")
        if libc.clock_settime(0, (ctypes.c_long * 2)(0, 0)) == 0: print("ESCAPED clock")
        if libc.klogctl(3, ctypes.create_string_buffer(64), 64) > 0: print("ESCAPED log")
        for name in ("sysrq-trigger", "self/uid_map", "self/gid_map", "sys/vm/drop_caches",
                     "sys/kernel/hostname", "sys/kernel/randomize_va_space"):
            try: os.write(os.open("/proc/" + name, os.O_WRONLY), b"0"); print("ESCAPED", name)
            except OSError: pass
    """,
    mount="""
        import ctypes
        libc = ctypes.CDLL(None)
        if libc.mount(b"none", b"/tmp", b"tmpfs", 0, None) == 0: print("ESCAPED")
        if libc.umount(b"/tmp") == 0: print("ESCAPED")
    """,
    pivot_and_chroot="""
        import os
        try: os.chroot("/tmp"); print("ESCAPED")
        except OSError: pass
    """,
    devices="""
        import os
        try: os.mknod("/tmp/disk", 0o60666, os.makedev(254, 0)); print("ESCAPED")
        except OSError: pass
        for name in os.listdir("/dev"):
            if name.startswith(("sd", "vd", "nvme", "kvm", "mem", "loop")): print("ESCAPED", name)
    """,
    writes_the_root="""
        for name in ("/x", "/etc/x", "/usr/x", "/run/x", "/run/rewardsmith/code/x", "/opt/x",
                     "/proc/sys/kernel/core_pattern", "/sys/x"):
            try: open(name, "w").write("x"); print("ESCAPED", name)
            except OSError: pass
    """,
    control_groups="""
        import os
        levers = {"cgroup.procs", "release_agent", "memory.max", "pids.max"}
        for folder, _, names in os.walk("/sys/fs/cgroup"):
            for name in names:
                if name in levers:
                    try: open(os.path.join(folder, name), "w").write("0"); print("ESCAPED", name)
                    except OSError: pass
    """,
    network="""
        import socket
        for family in (socket.AF_INET, socket.AF_INET6):
            for address in ("10.0.0.1", "1.1.1.1", "169.254.169.254", "::1"):
                try:
                    line = socket.socket(family); line.settimeout(0.2); line.connect((address, 80))
                    print("ESCAPED", address)
                except OSError: pass
    """,
    interfaces="""
        import socket
        if [name for _, name in socket.if_nameindex() if name != "lo"]: print("ESCAPED")
    """,
    virtual_machine_sockets="""
        import socket
        for family in (40, socket.AF_NETLINK, socket.AF_PACKET, 38, 29):
            for kind in (socket.SOCK_STREAM, socket.SOCK_RAW, socket.SOCK_SEQPACKET):
                try: socket.socket(family, kind); print("ESCAPED", family)
                except OSError: pass
    """,
    kernel_interfaces="""
        import ctypes
        libc = ctypes.CDLL(None, use_errno=True)
        for number in (425, 321, 298, 323, 250, 175, 246, 169, 304):
            libc.syscall.restype = ctypes.c_long
            if libc.syscall(number, 0, 0, 0, 0, 0) >= 0: print("ESCAPED", number)
    """,
    raise_limits="""
        import resource
        for name in ("RLIMIT_NPROC", "RLIMIT_AS", "RLIMIT_FSIZE", "RLIMIT_NOFILE", "RLIMIT_CPU"):
            try:
                resource.setrlimit(getattr(resource, name), (resource.RLIM_INFINITY,) * 2)
                print("ESCAPED", name)
            except (OSError, ValueError): pass
    """,
    other_programs_places="""
        import os
        for name in os.listdir("/tmp"):
            path = os.path.join("/tmp", name)
            if os.stat(path).st_uid != os.getuid(): print("ESCAPED", name)
    """,
)
