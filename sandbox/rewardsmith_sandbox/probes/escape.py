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
