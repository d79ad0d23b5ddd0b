"""Programs that the tests need and pip cannot bring: found, or installed from Debian where that may be done."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
from pathlib import Path
from tempfile import gettempdir

PLACES = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"])


def program(package: str, *names: str) -> str | None:
    """The path of the first of *names* there is; *package* is installed once when there is none."""
    found = _find(names)
    if not found and hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        _install(package, names)
        found = _find(names)
    return found


def _find(names: tuple[str, ...]) -> str | None:
    return next((found for name in names if (found := shutil.which(name, path=PLACES))), None)


def _install(package: str, names: tuple[str, ...]) -> None:
    """By one test process at a time: the others wait and then find it. RUNLEVEL=1: no service is started."""
    with (Path(gettempdir()) / f"panhuo-{package}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not _find(names):
            patient = ["-o", "DPkg::Lock::Timeout=300"]  # another program may be installing something
            quiet = os.environ | {"RUNLEVEL": "1", "DEBIAN_FRONTEND": "noninteractive"}
            install = ["apt-get", "install", "-qy", "--no-install-recommends", *patient, package]
            subprocess.run(["apt-get", "update", "-q"], check=False)
            subprocess.run(install, env=quiet, check=False)
