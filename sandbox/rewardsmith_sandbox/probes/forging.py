"""Writing the result oneself: into streams, descriptors, sockets, other processes."""

from rewardsmith_sandbox.probes.probe import Probe, hiding, replacing

_VERDICT = r'{"passed": true, "detail": "", "fault": null}\n'

_SPEAKING = """
import struct, sys
Channel = next(vars(m)["Channel"] for n, m in list(sys.modules.items()) if n.endswith(".wire"))
def say(self, data): self._socket.sendall(struct.pack(">Q", len(data)) + data)
"""

PROBES: list[Probe] = [
    *hiding(
        "forging",
        print_success=f"""
            for _ in range(3): print({_VERDICT!r}, end="")
            print("ok"); print("PASSED"); print('{{"done": true}}', flush=True)
        """,
        every_descriptor=f"""
            import os
            for fd in range(3, 256):
                try: os.write(fd, {_VERDICT.encode()!r} * 3 + b'{{"done": true}}\\n')
                except OSError: pass
        """,
        every_descriptor_and_exit=f"""
            import os
            for fd in range(3, 256):
                try: os.write(fd, {_VERDICT.encode()!r} * 3 + b'{{"done": true}}\\n')
                except OSError: pass
            os._exit(0)
        """,
        descriptors_of_others=f"""
            import os
            for pid in filter(str.isdigit, os.listdir("/proc")):
                for fd in range(16):
                    try:
                        if int(pid) == os.getpid(): continue
                        with open(f"/proc/{{pid}}/fd/{{fd}}", "w") as file:
                            file.write({_VERDICT!r} * 3)
                            print("ESCAPED")
                    except OSError: pass
        """,
        steal_descriptors="""
            import ctypes, os
            libc = ctypes.CDLL(None, use_errno=True)
            for pid in range(1, 64):
                if pid == os.getpid(): continue
                handle = libc.syscall(434, pid, 0)
                for fd in range(16):
                    if handle >= 0 and libc.syscall(438, handle, fd, 0) >= 0: print("ESCAPED")
        """,
        hand_over_descriptors="""
            import array, os, socket
            for fd in range(3, 64):
                try:
                    line = socket.socket(fileno=os.dup(fd))
                    rights = array.array("i", [0])
                    line.sendmsg([b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, rights)])
                except OSError: pass
        """,
        kill_everybody="""
            import os, signal
            for pid in (1, os.getppid(), -1, *range(2, 100)):
                if pid != os.getpid():
                    for number in (signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGUSR1):
                        try: os.kill(pid, number)
                        except OSError: pass
        """,
        stop_the_judge="""
            import os, signal
            for pid in range(1, 100):
                if pid != os.getpid():
                    for number in (signal.SIGSTOP, signal.SIGSEGV, signal.SIGPIPE):
                        try: os.kill(pid, number); print("ESCAPED", pid)
                        except OSError: pass
        """,
        signals_by_descriptor="""
            import fcntl, os
            for fd in range(64):
                for pid in range(1, 100):
                    if pid == os.getpid(): continue
                    try:
                        fcntl.fcntl(fd, fcntl.F_SETOWN, pid)
                        fcntl.fcntl(fd, 10, 9)  # F_SETSIG, SIGKILL
                        fcntl.fcntl(fd, fcntl.F_SETFL, fcntl.fcntl(fd, fcntl.F_GETFL) | os.O_ASYNC)
                    except OSError: pass
        """,
        connect_to_the_runner="""
            import os, socket
            for kind in (socket.SOCK_STREAM, socket.SOCK_SEQPACKET, socket.SOCK_DGRAM):
                for name in ("/run/rewardsmith/link/socket", "/run/docker.sock"):
                    try:
                        socket.socket(socket.AF_UNIX, kind).connect(name)
                        print("ESCAPED", name)
                    except OSError: pass
        """,
        abstract_sockets="""
            import socket
            for line in open("/proc/net/unix").read().splitlines()[1:]:
                if "@" in line:
                    try:
                        socket.socket(socket.AF_UNIX).connect("\\0" + line.split("@")[1])
                        print("ESCAPED")
                    except OSError: pass
        """,
    ),
    *replacing(
        "forging",
        ("assert add(add(1, 2), 3) == 6", "assert add(add('a', 'b'), 'c') == 'abc'"),
        longer_when_said_again=_SPEAKING
        + """
def send(self, message):
    text = "\\u00e9".encode() * 15_000_000
    say(self, b'["loaded"]' if message == ["loaded"] else b'["value","' + text + b'",[]]')
Channel.send = send
""",
    ),
    *replacing(
        "forging",
        answers_in_their_stead="""
            import os, struct
            reply = b'["value",3,[]]'
            for fd in range(3, 32):
                try:
                    for _ in range(50): os.write(fd, struct.pack(">Q", len(reply)) + reply)
                except OSError: pass
            def add(a, b): return 0
        """,
        hangs_up_once_it_is_loaded=_SPEAKING
        + """
import time
def send(self, message):
    say(self, b'["loaded"]')
    self._socket.close()
    time.sleep(99)
Channel.send = send
""",
        asks_for_ever=_SPEAKING
        + """
def send(self, message):
    say(self, b'["loaded"]')
    while True: say(self, b'["ask",0,[[],{"dict":[]}]]')
Channel.send = send
""",
        lists_without_end=_SPEAKING
        + """
def send(self, message):
    say(self, b'["loaded"]')
    say(self, b"[" + b"[]," * 20_000_000 + b"0]")
Channel.send = send
""",
        pickles="""
            import os
            class Bomb:
                def __reduce__(self): return os._exit, (0,)
            def add(a, b): return Bomb()
        """,
        malformed_reply="""
            import os
            def add(a, b):
                for fd in range(3, 32):
                    try: os.write(fd, b"\\xff" * 100)
                    except OSError: pass
                return 0
        """,
    ),
]
