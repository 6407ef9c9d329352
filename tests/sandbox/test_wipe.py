"""An emptied directory is empty, whatever was in it, and nothing outside is touched."""

from __future__ import annotations

import os

from rewardsmith_sandbox.runner.wipe import is_empty, wipe


def test_deep_closed_and_odd(tmp_path):
    root, outside = tmp_path / "root", tmp_path / "outside"
    root.mkdir()
    outside.mkdir()
    (outside / "kept").touch()
    (root / "link").symlink_to(outside)
    (root / "closed").mkdir()
    (root / "closed" / "file").touch()
    (root / "closed" / "link").symlink_to(outside)
    (root / ".wiped-0").mkdir()
    for name in (b"\n", b"\xff", b"-rf", b"*", b"a" * 255):
        (root / os.fsdecode(name)).touch()
    here = os.open(root, os.O_RDONLY)
    for _ in range(1500):  # a path far longer than PATH_MAX
        os.mkdir("d" * 20, dir_fd=here)
        below = os.open("d" * 20, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)
    (root / "closed").chmod(0)
    wipe(str(root), owned=False)
    assert is_empty(str(root))
    assert (outside / "kept").exists()
