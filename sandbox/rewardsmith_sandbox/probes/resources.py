"""Taking so much that others, or the verdict, suffer."""

from rewardsmith_sandbox.probes.probe import Probe, hiding, replacing

PROBES: list[Probe] = [
    *hiding(
        "resources",
        fork_bomb="""
            import os
            for _ in range(10000):
                try: os.fork()
                except OSError: pass
        """,
        thread_bomb="""
            import threading, time
            for _ in range(5000):
                try: threading.Thread(target=time.sleep, args=(99,), daemon=True).start()
                except RuntimeError: break
        """,
        memory="held = []\nwhile True: held.append(bytearray(1 << 22))",
        memory_of_many="""
            import os
            for _ in range(8): os.fork()
            held = []
            while True: held.append(bytearray(1 << 20))
        """,
        memory_without_owner="""
            import os
            for _ in range(5):
                try: os.fork()
                except OSError: pass
            for number in range(200):
                try: os.pwrite(os.memfd_create("x"), b"x" * (1 << 24), 0)
                except OSError: pass
        """,
        socket_buffers="""
            import os, socket
            for _ in range(5):
                try: os.fork()
                except OSError: pass
            held = []
            try:
                while True:
                    held.append(socket.socketpair())
                    held[-1][0].setblocking(False)
                    try:
                        while True: held[-1][0].send(b"x" * 65536)
                    except BlockingIOError: pass
            except OSError: pass
        """,
        many_that_look_innocent="""
            import os
            for _ in range(60):
                try: child = os.fork()
                except OSError: break
                if child == 0: break
            try: open("/proc/self/oom_score_adj", "w").write("0")
            except OSError: pass
            held = []
            while True: held.append(bytearray(1 << 18))
        """,
        shared_memory_without_a_name="""
            import mmap, os
            for _ in range(5):
                try: os.fork()
                except OSError: pass
            held = []
            try:
                while True:
                    held.append(mmap.mmap(-1, 1 << 22))
                    held[-1].write(b"x" * (1 << 22))
            except (OSError, ValueError): pass
        """,
        wide_pipes="""
            import fcntl, os
            held = []
            try:
                while True:
                    held.append(os.pipe())
                    try: fcntl.fcntl(held[-1][1], 1031, 1 << 20)
                    except OSError: pass
                    os.set_blocking(held[-1][1], False)
                    try:
                        while True: os.write(held[-1][1], b"x" * 65536)
                    except BlockingIOError: pass
            except OSError: pass
        """,
        timers_and_watches="""
            import ctypes
            libc = ctypes.CDLL(None)
            handle = ctypes.c_void_p()
            for _ in range(100000):
                if libc.timer_create(1, None, ctypes.byref(handle)): break
            watch = libc.inotify_init()
            for number in range(100000):
                if libc.inotify_add_watch(watch, b"/proc/%d" % number, 0xFFF) < 0: break
        """,
        disk="""
            for folder in ("/tmp", ".", "/dev/shm"):
                for number in range(300):
                    try: open(f"{folder}/{number}", "wb").write(b"x" * (1 << 20))
                    except OSError: break
        """,
        inodes="""
            for number in range(100000):
                try: open(f"/tmp/{number}", "w").close()
                except OSError: break
        """,
        floods_output="while True: print('x' * 10000)",
        floods_errors="import sys\nwhile True: sys.stderr.write('x' * 10000)",
        spins="while True: pass",
        sleeps="import time; time.sleep(1000)",
        one_long_sum="9 ** 9 ** 9",
        ignores_the_processor_limit="""
            import signal
            signal.signal(signal.SIGXCPU, signal.SIG_IGN)
            while True: pass
        """,
        deep_recursion="""
            import sys
            sys.setrecursionlimit(10**9)
            def down(): return [*map(lambda _: down(), [0])]
            down()
        """,
        descriptors="""
            import os
            try:
                while True: os.dup(0)
            except OSError: pass
        """,
    ),
    *replacing(
        "resources",
        endless_answer="""
            class Endless:
                def __iter__(self):
                    while True: yield 3
            def add(a, b): return Endless()
        """,
        huge_answer="""
            def add(a, b): return [0] * 10**8
        """,
        deep_answer="""
            def add(a, b):
                value = []
                for _ in range(100000): value = [value]
                return value
        """,
        doubling_answer="""
            def add(a, b):
                value = [0]
                for _ in range(60): value = [value, value]
                return value
        """,
        colliding_answer="""
            def add(a, b): return {i * (2**61 - 1) for i in range(40000)}
        """,
        long_number="""
            def add(a, b): return 1 << 10**9
        """,
    ),
    *replacing(
        "resources",
        ("values = [3, 1]\nassert add(values, 0) == [1, 3]", "assert add([2, 0], 0) == [0, 2]"),
        grows_its_argument="""
            def add(a, b):
                a.extend(range(10**7))
                return a
        """,
        puts_its_argument_into_itself="""
            def add(a, b):
                a.append(a)
                return a
        """,
    ),
]
