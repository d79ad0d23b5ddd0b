"""A real nginx with deploy/nginx.conf, on a port of its own and over a folder of the test's."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.conftest import ROOT
from tests.debian import program

CONFIG = ROOT / "deploy/nginx.conf"
README = ROOT / "deploy/README.md"
MAIN = """\
{user}
daemon off;
worker_processes 2;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""


def find_nginx() -> str | None:
    """nginx, from Debian where it may be installed."""
    return program("nginx-light", "nginx")


def site_config(server: Path, port: int, below: str = "") -> str:
    """deploy/nginx.conf for *server* and *port*; *below* a path as deploy/README.md tells to do it."""
    text = CONFIG.read_text("utf-8")
    if below:
        sed = re.search(r"^sed -E '(.*)'", README.read_text("utf-8"), re.MULTILINE)
        assert sed
        command = ["sed", "-E", sed[1].replace("panhuo/", f"{below}/")]
        text = subprocess.run(command, input=text, check=True, capture_output=True, text=True).stdout
    text = text.replace("/srv/panhuo", str(server)).replace("    listen [::]:80;\n", "")
    return text.replace("listen 80;", f"listen 127.0.0.1:{port};")


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@contextmanager
def serving(server: Path, folder: Path, below: str = "") -> Iterator[str]:
    """The address of nginx over the deployments in *server*; *folder* keeps its files while it runs."""
    nginx, port = find_nginx(), free_port()
    assert nginx
    folder.mkdir(parents=True, exist_ok=True)
    user = "user root;" if os.geteuid() == 0 else ""  # its workers read a folder that is the tester's alone
    (folder / "nginx.conf").write_text(MAIN.format(folder=folder, user=user))
    (folder / "site.conf").write_text(site_config(server, port, below), "utf-8")
    process = subprocess.Popen([nginx, "-c", folder / "nginx.conf", "-e", folder / "error.log"])
    try:
        _wait(port, process, folder / "error.log")
        yield f"http://127.0.0.1:{port}/" + (f"{below}/" if below else "")
    finally:
        process.terminate()
        process.wait(10)


def _wait(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(100):
        assert process.poll() is None, log.read_text()
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("nginx does not answer")
