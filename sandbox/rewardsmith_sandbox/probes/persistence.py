"""Living on into the next program's run.  What was left is found by the canary after each probe."""

from rewardsmith_sandbox.probes.probe import Probe, standing

PROBES: list[Probe] = standing(
    "persistence",
    daemon="""
        import os, time
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                for fd in range(3): os.close(fd)
                time.sleep(600)
            os._exit(0)
    """,
    keeps_forking="""
        import os
        while True:
            if os.fork(): os._exit(0)
            os.setsid()
    """,
    holds_standard_output="""
        import os, time
        print("x", flush=True)
        if os.fork() == 0: time.sleep(600)
        os._exit(0)
    """,
    files_everywhere="""
        import os
        for folder in ("/tmp", "/dev/shm", ".", "/var/tmp", "/run", "/"):
            try: open(os.path.join(folder, "left"), "w").write("x")
            except OSError: pass
    """,
    closed_directories="""
        import os
        os.makedirs("/tmp/a/b/c"); open("/tmp/a/b/c/d", "w").close()
        os.chmod("/tmp/a/b/c", 0); os.chmod("/tmp/a/b", 0); os.chmod("/tmp/a", 0)
    """,
    deep_directories="""
        import os
        os.chdir("/tmp")
        for _ in range(2000):
            try: os.mkdir("d" * 30); os.chdir("d" * 30)
            except OSError: break
    """,
    odd_names="""
        import os, socket
        for name in (b"\\n", b"-rf", b"\\xff\\xfe", b" ", b"a" * 255, b".wiped-0", b"*"):
            open(b"/tmp/" + name, "w").close()
        os.mkfifo("/tmp/pipe"); os.symlink("/", "/tmp/link"); os.symlink("/etc/passwd", "/tmp/file")
        socket.socket(socket.AF_UNIX).bind("/tmp/socket")
    """,
    links_for_the_sweeper="""
        import os
        os.mkdir("/tmp/x"); os.symlink("/run/rewardsmith/code", "/tmp/x/y")
        os.symlink("/tmp", "/tmp/z")
        os.link("/tmp/z", "/tmp/x/hard", follow_symlinks=False)
    """,
    shared_memory="""
        import ctypes
        libc = ctypes.CDLL(None)
        if any(libc.shmget(key, 4096, 0o1666) >= 0 for key in range(1, 9)): print("ESCAPED")
        if libc.semget(1, 1, 0o1666) >= 0 or libc.msgget(1, 0o1666) >= 0: print("ESCAPED")
    """,
    message_queue="""
        import ctypes
        rt = ctypes.CDLL(None)
        if rt.mq_open(b"/left", 0o102, 0o666, None) >= 0: print("ESCAPED")
    """,
    keyring="""
        import ctypes
        libc = ctypes.CDLL(None)
        if libc.syscall(248, b"user", b"left", b"x", 1, -4) >= 0: print("ESCAPED")
    """,
    abstract_socket="""
        import os, socket, time
        socket.socket(socket.AF_UNIX).bind("\\0left")
        if os.fork() == 0: time.sleep(600)
    """,
    attributes_and_lists="""
        import fcntl, os, struct
        os.mkdir("/tmp/a"); open("/tmp/a/b", "w").write("x"); open("/tmp/c", "w").write("x")
        everybody = struct.pack("<IHHIHHI", 2, 1, 0, 0xFFFFFFFF, 0x20, 0, 0xFFFFFFFF)
        for place in ("/tmp/a", "/tmp/a/b", "/tmp/c"):
            for name in ("user.left", "system.posix_acl_access", "system.posix_acl_default"):
                try: os.setxattr(place, name, everybody)
                except OSError: pass
            try: fcntl.ioctl(os.open(place, os.O_RDONLY), 0x40086602, struct.pack("l", 0x30))
            except OSError: pass
        os.chmod("/tmp/a", 0)
    """,
    descriptors_in_flight="""
        import array, socket
        for _ in range(100):
            near, far = socket.socketpair()
            rights = array.array("i", [near.fileno(), far.fileno()])
            try: near.sendmsg([b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, rights)])
            except OSError: break
            near.close(); far.close()
    """,
    locks_and_leases="""
        import fcntl, os, time
        for name in ("/tmp/x", "/dev/shm/y"):
            file = os.open(name, os.O_CREAT | os.O_RDWR)
            fcntl.flock(file, fcntl.LOCK_EX); fcntl.lockf(file, fcntl.LOCK_EX)
            try: fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_WRLCK)
            except OSError: pass
        if os.fork() == 0: time.sleep(600)
    """,
    waits_in_the_kernel="""
        import ctypes, os
        libc = ctypes.CDLL(None)
        os.mkfifo("/tmp/never")
        for _ in range(3):
            if libc.fork() == 0:
                libc.syscall(58) == 0 and libc.open(b"/tmp/never", 0)  # vfork, then a fifo
                libc.pause()
    """,
    stopped_child="""
        import os, signal
        if os.fork() == 0: os.kill(os.getpid(), signal.SIGSTOP)
    """,
    ignores_every_signal="""
        import signal, time
        for number in range(1, 65):
            try: signal.signal(number, signal.SIG_IGN)
            except (OSError, ValueError): pass
        time.sleep(600)
    """,
)
