"""Requests through the program itself, over loopback: of a system call callgrind sees no more than that it is made.

A client sends one request after the other and waits for each answer, so that every run takes the same way through the loop.
"""
import base64
import contextlib
import os
import signal
import socket
import ssl
import struct
import subprocess
import threading
import time

from . import profile

REQUESTS, BATCHES = 400, 100
# Part of the names of what a worker's thread does.
LOOP = "8EdgeCore9EventLoopC"
SITES, ROUTES = 200, 20
START_SECONDS = 120
FRAME = b"\x82\xfe\x00\x80\x01\x02\x03\x04" + bytes(128)
FRAMES = 32
STREAMS = 16
HEADERS, RST_STREAM, SETTINGS, GOAWAY = 1, 3, 4, 7


def configuration(plain, routed, tls, upstream, folder):
    routes = "".join(f"    handle /part{route}/* {{\n        respond \"{route}\"\n    }}\n" for route in range(ROUTES))
    sites = "".join(f"http://site{site}.example.com:{routed} {{\n{routes}}}\n" for site in range(SITES))
    return f"""http://chat.example.com:{plain} -> 127.0.0.1:{upstream}
http://short.example.com:{plain} {{
    respond "0"
}}
https://chat.example.com:{tls} {{
    tls {folder}/cert.pem {folder}/key.pem
    respond "hello"
}}
{sites}"""


def head(host, path="/rooms/general/42", extra=""):
    """A browser's, about 468 bytes."""
    return (f"GET {path} HTTP/1.1\r\nHost: {host}\r\n"
            "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0\r\n"
            "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8\r\n"
            "Accept-Language: en-US,en;q=0.5\r\nAccept-Encoding: gzip, deflate, br, zstd\r\n"
            "Cookie: session=8f14e45fceea167a5a36dedd4bea2543; theme=dark\r\n"
            f"Upgrade-Insecure-Requests: 1\r\nPriority: u=0, i\r\nX-Requested-With: XMLHttpRequest\r\n{extra}\r\n").encode()


# MARK: The upstream


def serve(listener):
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        threading.Thread(target=answer, args=(connection,), daemon=True).start()


def answer(connection):
    """1 KiB for every request; after an upgrade what was sent, in as many frames, once all of it is there."""
    body = b"x" * 1024
    response = (b"HTTP/1.1 200 OK\r\nServer: upstream\r\nContent-Type: text/plain; charset=utf-8\r\n"
                b"Content-Length: 1024\r\nCache-Control: no-store\r\n\r\n") + body
    with contextlib.suppress(OSError), connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while request := read_until(connection, b"\r\n\r\n"):
            if b"\r\nUpgrade:" in request:
                connection.sendall(b"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n")
                while read_exactly(connection, len(FRAME) * FRAMES):
                    connection.sendall((b"\x82\x7e\x00\x80" + bytes(128)) * FRAMES)
                return
            connection.sendall(response)


def read_until(connection, mark):
    data = b""
    while not data.endswith(mark):
        more = connection.recv(65536)
        if not more:
            return b""
        data += more
    return data


def read_exactly(connection, count):
    data = b""
    while len(data) < count:
        more = connection.recv(count - len(data))
        if not more:
            return b""
        data += more
    return data


# MARK: The client's side: each gives a function that does it once


def connect(port):
    connection = socket.create_connection(("127.0.0.1", port), timeout=START_SECONDS)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def read_response(connection):
    data = b""
    while b"\r\n\r\n" not in data:
        data += received(connection)
    start, rest = data.split(b"\r\n\r\n", 1)
    length = int(start.lower().split(b"content-length:")[1].split(b"\r\n")[0])
    while len(rest) < length:
        rest += received(connection)
    return start, rest


def received(connection):
    more = connection.recv(65536)
    if not more:
        raise SystemExit("✘ the edge has closed the connection")
    return more


def http1(port, host, path, wanted):
    connection, request = connect(port), head(host, path)

    def once():
        connection.sendall(request)
        start, body = read_response(connection)
        if not start.startswith(b"HTTP/1.1 200 ") or body != wanted:
            raise SystemExit(f"✘ {host}{path} was answered with {start!r} {body!r}")

    return once


def web_socket(port):
    connection = connect(port)
    key = base64.b64encode(bytes(16)).decode()
    connection.sendall(head("chat.example.com", extra="Connection: Upgrade\r\nUpgrade: websocket\r\n"
                            f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n"))
    if not read_until(connection, b"\r\n\r\n").startswith(b"HTTP/1.1 101 "):
        raise SystemExit("✘ the WebSocket was refused")

    def once():
        connection.sendall(FRAME * FRAMES)
        if not read_exactly(connection, 132 * FRAMES):
            raise SystemExit("✘ the WebSocket was closed")

    return once


def http2_frame(kind, flags, stream, payload):
    return struct.pack(">I", len(payload))[1:] + bytes([kind, flags]) + struct.pack(">I", stream) + payload


def http2(port, folder):
    """A batch of streams in one write; all of their answers are awaited."""
    context = ssl.create_default_context(cafile=f"{folder}/cert.pem")
    context.set_alpn_protocols(["h2"])
    connection = context.wrap_socket(connect(port), server_hostname="chat.example.com")
    connection.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + http2_frame(SETTINGS, 0, 0, b""))
    # GET, https, the path and the host as literals that are not indexed, and what a browser sends besides.
    fields = b"\x82\x87" + literal(4, b"/rooms/general/42") + literal(1, b"chat.example.com")
    fields += literal(58, b"Mozilla/5.0 (X11; Linux x86_64; rv:128.0)") + literal(19, b"text/html,*/*;q=0.8")
    state = {"next": 1, "pending": b""}

    def once():
        batch = b""
        for _ in range(STREAMS):
            batch += http2_frame(HEADERS, 5, state["next"], fields)
            state["next"] += 2
        connection.sendall(batch)
        ended = 0
        while ended < STREAMS:
            kind, flags, payload = next_frame(connection, state)
            if kind in (RST_STREAM, GOAWAY):
                raise SystemExit(f"✘ the edge refused HTTP/2: {payload!r}")
            ended += kind <= HEADERS and flags & 1
    return once


def literal(index, value):
    prefix = bytes([index]) if index < 15 else bytes([15, index - 15])
    return prefix + bytes([len(value)]) + value


def next_frame(connection, state):
    while len(state["pending"]) < 9 or len(state["pending"]) < 9 + int.from_bytes(state["pending"][:3]):
        state["pending"] += received(connection)
    length = 9 + int.from_bytes(state["pending"][:3])
    frame, state["pending"] = state["pending"][:length], state["pending"][length:]
    if frame[3] == SETTINGS and not frame[4] & 1:
        connection.sendall(http2_frame(SETTINGS, 1, 0, b""))
    return frame[3], frame[4], frame[9:]


# MARK: Measuring


@contextlib.contextmanager
def edge(program, folder, plain, routed, tls, upstream):
    (folder / "Edgefile").write_text(configuration(plain, routed, tls, upstream, folder))
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=chat.example.com", "-addext", "subjectAltName=DNS:chat.example.com", "-keyout", folder / "key.pem",
         "-out", folder / "cert.pem"], check=True, stderr=subprocess.DEVNULL)
    log = (folder / "log").open("w")
    process = subprocess.Popen(
        ["valgrind", "--tool=callgrind", "--instr-atstart=no", "--separate-threads=yes",
         f"--callgrind-out-file={folder}/edge.out", "--quiet", program,
         "run", "--config", folder / "Edgefile", "--workers", "1", "--data", folder / "data"], stdout=log, stderr=log,
        env=os.environ | {"SWIFT_DETERMINISTIC_HASHING": "1"})
    try:
        wait_for(tls, process, folder)
        yield process
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()


def wait_for(port, process, folder):
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        with contextlib.suppress(OSError):
            return socket.create_connection(("127.0.0.1", port)).close()
        time.sleep(0.2)
    raise SystemExit(f"✘ the edge did not start:\n{(folder / 'log').read_text()}")


def control(process, *arguments):
    subprocess.run(["callgrind_control", *arguments, str(process.pid)], check=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)


def count(process, folder, once, units):
    """What a unit costs when everything is warm; `once` does so many units."""
    times = REQUESTS if units == 1 else BATCHES
    for _ in range(times):
        once()
    for file in folder.glob("edge.out*"):
        file.unlink()
    control(process, "-i", "on")
    for _ in range(times):
        once()
    control(process, "-i", "off")
    control(process, "-d")
    # The worker's thread alone: what the control plane does beside it has its own time.
    total = profile.read(file for file in folder.glob("edge.out*") if LOOP in file.read_text(errors="replace"))
    return {measure: value / times / units for measure, value in total.items()}


def measure(program, folder):
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)
    threading.Thread(target=serve, args=(listener,), daemon=True).start()
    plain, routed, tls = free_ports(3)
    with edge(program, folder, plain, routed, tls, listener.getsockname()[1]) as process:
        found = {
            "request proxied, HTTP/1.1": (lambda: http1(plain, "chat.example.com", "/rooms/general/42", b"x" * 1024), 1),
            "request answered, HTTP/1.1": (lambda: http1(plain, "short.example.com", "/part0/a", b"0"), 1),
            "request answered behind 200 × 20 routes": (
                lambda: http1(routed, f"site{SITES - 1}.example.com", f"/part{ROUTES - 1}/a", str(ROUTES - 1).encode()), 1),
            "request answered, HTTP/2": (lambda: http2(tls, folder), STREAMS),
            "WebSocket frame passed": (lambda: web_socket(plain), 2 * FRAMES),
        }
        return {name: count(process, folder, client(), units) for name, (client, units) in found.items()}


def free_ports(number):
    with contextlib.ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(number)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]
