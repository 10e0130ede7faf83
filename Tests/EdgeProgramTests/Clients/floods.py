"""Floods, one kind after the other, from clients that read nothing.

floods.py HTTPS_PORT NAME CERTIFICATE SECONDS

Prints what was sent as JSON, by kind.
"""
import json
import socket
import ssl
import struct
import sys
import threading
import time

port, name, certificate, seconds = int(sys.argv[1]), sys.argv[2], sys.argv[3], float(sys.argv[4])
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


def block(*more):
    fields = [(b":method", b"POST"), (b":scheme", b"https"), (b":path", b"/"), (b":authority", name.encode())]
    return b"".join(b"\0" + text(key) + text(value) for key, value in fields + list(more))


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


kinds = {
    "pings": ("h2", lambda: (frame(6, 0, 0, b"\0" * 8) * 50 for _ in range(100))),
    "settings": ("h2", lambda: (frame(4, 0, 0, struct.pack(">HI", 1, number)) for number in range(5000))),
    "resets": ("h2", lambda: (frame(1, 5, stream, block()) + frame(3, 0, stream, b"\0\0\0\x08") for stream in streams)),
    "streams": ("h2", lambda: (frame(1, 4, stream, block()) for stream in streams)),
    "bodies": ("h2", lambda: (frame(1, 4, stream, block()) + frame(0, 0, stream, b"a" * 16384) for stream in streams)),
    "continuations": ("h2", lambda: (frame(1 if not n else 9, 0, 1, block() if not n else b"\0\1a\1b" * 100) for n in range(5000))),
    "priorities": ("h2", lambda: (frame(2, 0, stream, b"\0\0\0\0\x09") * 20 for stream in streams)),
    "windows": ("h2", lambda: (frame(8, 0, 0, b"\0\0\0\1") * 50 for _ in range(1000))),
    "unknown": ("h2", lambda: (frame(0xBB, 0, 0, b"a" * 16384) for _ in range(1000))),
    "bomb": ("h2", bomb),
    "pipeline": ("http/1.1", lambda: (f"GET /large HTTP/1.1\r\nHost: {name}\r\n\r\n".encode() * 20 for _ in range(1000))),
    "heads": ("http/1.1", lambda: (b"GET / HTTP/1.1\r\n" + b"X: " + b"a" * 30000 for _ in range(1000))),
    "handshakes": ("http/1.1", lambda: ()),
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


report = {}
for kind, (protocol, make) in kinds.items():
    counts = [[0, 0] for _ in range(clients)]
    end = time.monotonic() + seconds
    least = 0 if kind == "handshakes" else enough
    threads = [threading.Thread(target=flood, args=(protocol, make, end, sent, least)) for sent in counts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    report[kind] = {"bytes": sum(sent[0] for sent in counts), "connections": sum(sent[1] for sent in counts)}
print(json.dumps(report), flush=True)
