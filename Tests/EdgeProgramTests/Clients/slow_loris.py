"""Slow clients in every phase, beside one that is in no hurry and must not notice.

slow_loris.py HTTPS_PORT NAME CERTIFICATE SINK_PORT COUNT

Prints `ready` once the sink listens, waits for a line, and prints what became of everybody as JSON.
"""
import http.client
import json
import multiprocessing
import socket
import ssl
import sys
import threading
import time

port, name, certificate, sink_port, count = int(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5])
tick = 0.25
patience = 40


def context():
    made = ssl.create_default_context(cafile=certificate)
    made.set_alpn_protocols(["http/1.1"])
    return made


def sink():
    """Takes bodies and never answers."""
    server = socket.create_server(("127.0.0.1", sink_port), backlog=1024)

    def drain(connection):
        try:
            while connection.recv(65536):
                pass
        except OSError:
            pass

    def accept():
        while True:
            connection, _ = server.accept()
            threading.Thread(target=drain, args=(connection,), daemon=True).start()

    threading.stack_size(128 * 1024)
    threading.Thread(target=accept, daemon=True).start()


# Who is in no hurry.

def ask(connection):
    begin = time.monotonic()
    connection.request("GET", "/small", headers={"Host": name})
    answer = connection.getresponse()
    body = answer.read()
    assert answer.status == 200 and body == b"small", (answer.status, body[:80])
    return time.monotonic() - begin


def connect():
    connection = http.client.HTTPSConnection(name, port, timeout=20, context=context())
    raw = socket.create_connection(("127.0.0.1", port), timeout=20)
    raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    connection.sock = context().wrap_socket(raw, server_hostname=name)
    return connection


def live(results, stop):
    kept, times, failures, number = connect(), [], [], 0
    while not stop.is_set():
        number += 1
        try:
            times.append(ask(kept))
            if number % 20 == 0:
                fresh = connect()
                ask(fresh)
                fresh.close()
        except Exception as error:
            failures.append(repr(error))
            kept = connect()
        time.sleep(0.01)
    times.sort()
    results.put({"requests": len(times), "failures": failures[:5], "p99_ms": round(times[int(len(times) * 0.99)] * 1000, 2)})


def watched(seconds_or_work):
    results, stop = multiprocessing.Queue(), multiprocessing.Event()
    process = multiprocessing.Process(target=live, args=(results, stop))
    process.start()
    outcome = seconds_or_work()
    stop.set()
    seen = results.get()
    process.join()
    return seen, outcome


# Who is slow.

def plain():
    made = socket.create_connection(("127.0.0.1", port), timeout=20)
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return made


def encrypted(receive_buffer=None):
    made = socket.socket()
    if receive_buffer:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    made.settimeout(20)
    made.connect(("127.0.0.1", port))
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return shared.wrap_socket(made, server_hostname=name)


shared = context()


def hello_bytes():
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    session = shared.wrap_bio(incoming, outgoing, server_hostname=name)
    try:
        session.do_handshake()
    except ssl.SSLWantReadError:
        pass
    return outgoing.read()


class Slow:
    """A connection that sends a byte a tick, or takes nothing."""

    def __init__(self, phase):
        self.cut = None
        self.place = 0
        if phase == "hello":
            self.socket, self.drips = plain(), hello_bytes()
        elif phase == "head":
            self.socket = encrypted()
            self.socket.sendall(b"GET / HTTP/1.1\r\n")
            self.drips = b"X-Slow: " + b"a" * 1000
        elif phase == "body":
            self.socket = encrypted()
            self.socket.sendall(f"POST /sink HTTP/1.1\r\nHost: {name}\r\nContent-Length: 100000\r\n\r\n".encode())
            self.drips = b"b" * 1000
        else:
            self.socket = encrypted(receive_buffer=4096)
            self.socket.sendall(f"GET /large HTTP/1.1\r\nHost: {name}\r\n\r\n".encode())
            self.drips = b""
        self.begin = time.monotonic()

    def turn(self):
        if self.cut is not None:
            return
        established = 1
        if self.socket.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0] == established:
            try:
                if self.drips:
                    self.socket.send(self.drips[self.place:self.place + 1])
                    self.place += 1
                return
            except OSError:
                pass
        self.cut = time.monotonic() - self.begin


def besiege():
    phases = {}
    for phase in ["hello", "head", "body", "unread"]:
        slow = [Slow(phase) for _ in range(count)]
        begin = time.monotonic()
        while time.monotonic() - begin < patience and any(each.cut is None for each in slow):
            turn = time.monotonic()
            for each in slow:
                each.turn()
            time.sleep(max(0, tick - (time.monotonic() - turn)))
        cuts = sorted(each.cut for each in slow if each.cut is not None)
        phases[phase] = {
            "cut": len(cuts), "first": round(cuts[0], 1) if cuts else -1, "last": round(cuts[-1], 1) if cuts else -1}
        for each in slow:
            each.socket.close()
    return phases


sink()
print("ready", flush=True)
sys.stdin.readline()
before, _ = watched(lambda: time.sleep(4))
during, phases = watched(besiege)
print(json.dumps({"before": before, "during": during, "phases": phases}), flush=True)
