"""Which files of this machine make a minimal image that runs Python, and C where gcc is here?

For machines without a registry.  Everything keeps its path; links are followed; shared libraries
are found by ``ldd``.  Nothing but language runtimes gets in: no packages but numpy, no settings.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import Any, cast

PACKAGES = "/opt/rewardsmith/packages"
"""Where numpy lies inside the image."""

_LEFT_OUT = frozenset({
    "site-packages", "dist-packages", "test", "tests", "idlelib", "turtledemo", "tkinter",
    "ensurepip", "lib2to3", "pydoc_data", "include",
})  # fmt: skip
_C_HEADERS = (
    "assert", "complex", "ctype", "errno", "fenv", "float", "inttypes", "iso646", "limits",
    "locale", "math", "setjmp", "signal", "stdalign", "stdarg", "stdatomic", "stdbool", "stddef",
    "stdint", "stdio", "stdlib", "stdnoreturn", "string", "strings", "tgmath", "threads", "time",
    "uchar", "unistd", "wchar", "wctype", "sys/types", "sys/time", "sys/stat", "pthread",
)  # fmt: skip
_C_FILES = (
    "crt1.o", "Scrt1.o", "crti.o", "crtn.o", "crtbegin.o", "crtbeginS.o", "crtend.o", "crtendS.o",
    "libgcc.a", "libgcc_s.so", "libgcc_s.so.1", "libc.so", "libc_nonshared.a", "libm.so", "libm.a",
    "libmvec.so", "libpthread.a", "liblto_plugin.so",
)  # fmt: skip
_EMPTY_DIRECTORIES = (
    "tmp",
    "proc",
    "sys",
    "dev",
    "etc",
    "run/rewardsmith",
    "opt/rewardsmith/packages",
)
_BLOCK_BYTES = 1 << 20


def python_path() -> str:
    """Which interpreter runs inside the image?"""
    base = cast("str", getattr(sys, "_base_executable", sys.executable))
    return str(Path(base).resolve())


def collect() -> dict[str, Path]:
    """Which files go where?  Path inside the image to path here."""
    files = _python_files() | _numpy_files()
    if compiler := shutil.which("gcc"):
        files |= _compiler_files(compiler)
    inside = {str(path.resolve()) for path in files.values()}
    for library in libraries(files.values()):
        if str(Path(library).resolve()) not in inside:
            files[library] = Path(library)
    return files


def content_hash(files: dict[str, Path]) -> str:
    """What identifies these contents?  Paths, sizes and times, not a read of every byte.

    Compiled modules do not count: they come and go as this machine's Python is used.
    """
    digest = hashlib.sha256(python_path().encode())
    for place in sorted(place for place in files if "/__pycache__/" not in place):
        stat = files[place].stat()
        digest.update(f"{place}\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:16]


def tar_stream(files: dict[str, Path]) -> Iterator[bytes]:
    """The image's file system as an uncompressed tar, a block at a time."""
    blocks: SimpleQueue[bytes | None] = SimpleQueue()
    Thread(target=_write_tar, args=(files, blocks), daemon=True).start()
    while (block := blocks.get()) is not None:
        yield block


class _Blocks:
    """A file object that hands what is written on to a queue."""

    def __init__(self, blocks: SimpleQueue[bytes | None]) -> None:
        self._blocks = blocks

    def write(self, data: bytes) -> int:
        """Hand this on."""
        self._blocks.put(bytes(data))
        return len(data)


def _write_tar(files: dict[str, Path], blocks: SimpleQueue[bytes | None]) -> None:
    try:
        sink = cast("Any", _Blocks(blocks))
        with tarfile.open(mode="w|", fileobj=sink, bufsize=_BLOCK_BYTES, dereference=True) as tar:
            for directory in _directories(files):
                info = tarfile.TarInfo(directory)
                info.type, info.mode = tarfile.DIRTYPE, 0o755
                tar.addfile(info)
            for place in sorted(files):
                tar.add(files[place], place.lstrip("/"), recursive=False, filter=_public)
    finally:
        blocks.put(None)


def _directories(files: dict[str, Path]) -> list[str]:
    parents = {str(parent) for place in files for parent in Path(place.lstrip("/")).parents}
    extra = {str(p) for name in _EMPTY_DIRECTORIES for p in (Path(name), *Path(name).parents)}
    return sorted((parents | extra) - {"."})


def _public(info: tarfile.TarInfo) -> tarfile.TarInfo:
    """Everybody may read, nobody owns."""
    info.uid = info.gid = 0
    info.uname = info.gname = "root"
    info.mode = 0o755 if info.mode & 0o111 else 0o644
    return info


def _tree(root: Path, place: str) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for folder, names, files in os.walk(root):
        names[:] = [n for n in names if n not in _LEFT_OUT and not n.startswith("config-")]
        for name in files:
            path = Path(folder, name)
            wanted = path.suffix not in (".a", ".pyi", ".h", ".exe") and "_tkinter" not in name
            if wanted and path.exists():
                found[f"{place}/{path.relative_to(root)}"] = path
    return found


def _python_files() -> dict[str, Path]:
    stdlib = sysconfig.get_path(
        "stdlib", vars={"installed_base": sys.base_prefix, "base": sys.base_prefix}
    )
    files = _tree(Path(stdlib), stdlib)
    platform = Path(
        sysconfig.get_path("platstdlib", vars={"platbase": sys.base_prefix}), "lib-dynload"
    )
    if platform.is_dir():
        files |= _tree(platform, str(platform))
    return files | {python_path(): Path(python_path())}


def _numpy_files() -> dict[str, Path]:
    spec = find_spec("numpy")
    if spec is None or spec.origin is None:
        return {}
    home = Path(spec.origin).parent
    files = _tree(home, f"{PACKAGES}/numpy")
    libraries = home.with_name("numpy.libs")
    return files | (_tree(libraries, f"{PACKAGES}/numpy.libs") if libraries.is_dir() else {})


def _compiler_files(compiler: str) -> dict[str, Path]:
    """The C compiler, assembler and linker, the start files, and the standard headers."""
    programs = [
        _ask(compiler, f"-print-prog-name={name}") for name in ("cc1", "collect2", "as", "ld")
    ]
    objects = [_ask(compiler, f"-print-file-name={name}") for name in _C_FILES]
    source = "\n".join(f"#include <{name}.h>" for name in _C_HEADERS)
    listing = _ask(compiler, "-M", "-O2", "-x", "c", "-", stdin=source)
    headers = re.findall(r"/\S+\.h\b", listing)
    scripts = [word for path in objects for word in _named_in_script(Path(path))]
    found = [compiler, *(shutil.which(p) or p for p in programs), *objects, *scripts, *headers]
    return {
        str(os.path.normpath(p)): Path(p) for p in found if p.startswith("/") and Path(p).is_file()
    }


def _named_in_script(path: Path) -> list[str]:
    """Which files does this text name to the linker?  ``libc.so`` is such a text, no library."""
    if path.suffix != ".so" or not path.is_file() or _is_elf(path):
        return []
    return re.findall(r"/[^\s()]+", path.read_text(encoding="utf-8", errors="replace"))


def libraries(files: Iterable[Path]) -> set[str]:
    """Which shared libraries do these need, from outside themselves?"""
    binaries = [str(path) for path in files if _is_elf(path)]
    listing = _ask("ldd", *binaries) if binaries else ""
    return {path for path in re.findall(r"(/\S+) \(0x", listing) if Path(path).exists()}


def _is_elf(path: Path) -> bool:
    if path.suffix in (".py", ".pyc", ".h", ".o"):
        return False
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


def _ask(*argv: str, stdin: str = "") -> str:
    """What does this tool print?  Its complaints are not ours: what is missing stays out."""
    done = subprocess.run(argv, input=stdin, capture_output=True, text=True, check=False)  # noqa: S603
    return done.stdout.strip()
