"""Slow clients in every phase, beside one that is in no hurry and must not notice.

slow_loris.py HTTPS_PORT NAME CERTIFICATE SINK_PORT COUNT DRIP HOLD

Each of COUNT connections sends a byte every DRIP seconds, or takes nothing; the one in no hurry is watched for HOLD seconds
while all of them are held, and until the last one is cut. Connections that are only idle come first, to compare with. Prints
`ready` once the sink listens, waits for a line, and prints what became of everybody as JSON. At the end of each phase it waits for
a line or the end of its input before whoever is left is closed: time to count at the edge.

What the slow ones cost by themselves is kept low: one loop, which sleeps unless bytes are due, behind everything else that wants
to run.
"""
import json
import multiprocessing
import os
import resource
import select
import socket
import ssl
import sys
import time

port, name, certificate, sink_port, count = int(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5])
drip, hold = float(sys.argv[6]), float(sys.argv[7])
tick = 0.1
patience = 120


def context():
    made = ssl.create_default_context(cafile=certificate)
    made.set_alpn_protocols(["http/1.1"])
    return made


shared = context()
# Whoever outlives it ends by itself.
parent = os.getpid()


def waiting(server):
    """All who wait to be accepted."""
    while True:
        try:
            yield server.accept()[0]
        except BlockingIOError:
            return


def sink(server):
    """Takes bodies and never answers."""
    os.nice(19)
    server.setblocking(False)
    poller = select.epoll()
    poller.register(server, select.EPOLLIN)
    open_ones = {}
    while os.getppid() == parent:
        for descriptor, _ in poller.poll(1):
            if descriptor == server.fileno():
                for made in waiting(server):
                    open_ones[made.fileno()] = made
                    poller.register(made, select.EPOLLIN)
                continue
            try:
                is_over = not open_ones[descriptor].recv(65536)
            except OSError:
                is_over = True
            if is_over:
                open_ones.pop(descriptor).close()
        # Many bytes at a time, each of which would otherwise wake it.
        time.sleep(0.05)


# Who is in no hurry.

class Patient:
    """Asks for the same small thing again and again."""

    def __init__(self):
        raw = socket.create_connection(("127.0.0.1", port), timeout=20)
        raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket = shared.wrap_socket(raw, server_hostname=name)
        self.request = f"GET /small HTTP/1.1\r\nHost: {name}\r\n\r\n".encode()

    def ask(self):
        begin = time.monotonic()
        self.socket.sendall(self.request)
        got = b""
        while not got.endswith(b"\r\n\r\nsmall"):
            more = self.socket.recv(65536)
            assert more and len(got) < 10_000, got[:80]
            got += more
        assert got.startswith(b"HTTP/1.1 200 "), got[:80]
        return time.monotonic() - begin


def live(pipe):
    kept, times, failures, number = Patient(), [], [], 0
    while os.getppid() == parent:
        if pipe.poll():
            if pipe.recv() == "end":
                return
            pipe.send((times, failures))
            times, failures = [], []
        number += 1
        try:
            times.append(kept.ask())
            if number % 20 == 0:
                fresh = Patient()
                fresh.ask()
                fresh.socket.close()
        except Exception as error:
            failures.append(repr(error))
            time.sleep(0.1)
            try:
                kept = Patient()
            except OSError:
                pass
        time.sleep(0.005)


class Watch:
    def __init__(self):
        self.pipe, other = multiprocessing.Pipe()
        self.process = multiprocessing.Process(target=live, args=(other,), daemon=True)
        self.process.start()
        time.sleep(1)
        self.seen()

    def seen(self):
        """What has been seen since the last time."""
        self.pipe.send("tell")
        times, failures = self.pipe.recv()
        times.sort()
        at = lambda part: round(times[int(len(times) * part)] * 1000, 2) if times else -1
        return {
            "requests": len(times), "failures": failures[:5], "median_ms": at(0.5), "p99_ms": at(0.99),
            "worst_ms": round(times[-1] * 1000, 2) if times else -1}


# Who is slow.

def connect(receive_buffer=None):
    made = socket.socket()
    if receive_buffer:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    made.settimeout(60)
    made.connect(("127.0.0.1", port))
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return made


def encrypted(receive_buffer=None):
    return shared.wrap_socket(connect(receive_buffer), server_hostname=name)


def hello_bytes():
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    session = shared.wrap_bio(incoming, outgoing, server_hostname=name)
    try:
        session.do_handshake()
    except ssl.SSLWantReadError:
        pass
    return outgoing.read()


class Slow:
    """A connection that sends a byte now and then, or takes nothing, or does nothing at all."""

    def __init__(self, phase, begin):
        self.cut = None
        self.place = 0
        self.drips = b""
        # The edge's clocks begin later, if only by a little.
        self.begin = begin
        if phase == "hello":
            self.socket, self.drips = connect(), hello
        elif phase == "head":
            self.socket, self.drips = encrypted(), b"X-Slow: " + b"a" * 1000
            self.socket.sendall(b"GET / HTTP/1.1\r\n")
        elif phase == "body":
            self.socket, self.drips = encrypted(), b"b" * 1000
            self.socket.sendall(f"POST /sink HTTP/1.1\r\nHost: {name}\r\nContent-Length: 100000\r\n\r\n".encode())
        elif phase == "unread":
            self.socket = encrypted(receive_buffer=4096)
            self.socket.sendall(f"GET /large HTTP/1.1\r\nHost: {name}\r\n\r\n".encode())
        else:
            self.socket = encrypted()
            self.socket.sendall(f"GET /small HTTP/1.1\r\nHost: {name}\r\n\r\n".encode())
            if not self.socket.recv(65536):
                raise ConnectionError("closed before its answer")
        self.socket.setblocking(False)

    def send(self):
        try:
            self.socket.send(self.drips[self.place:self.place + 1])
            self.place += 1
        except OSError:
            pass

    def end(self):
        self.cut = time.monotonic() - self.begin
        self.socket.close()


class Crowd:
    """All of one phase."""

    def __init__(self, phase, size):
        self.poller = select.epoll()
        self.members = {}
        self.turn = []
        self.due = 0.0
        self.cuts = []
        # How they were cut that had not come to what they are slow at.
        self.early = []
        # The longest time for which nobody looked who was cut: how late a cut may have been noticed.
        self.late = 0.0
        self.opened = self.looked = time.monotonic()
        self.next = self.opened + tick
        for _ in range(size):
            self.add(phase)
            if time.monotonic() > self.next:
                self.step()
        self.opened = time.monotonic() - self.opened

    def add(self, phase):
        begin = time.monotonic()
        try:
            made = Slow(phase, begin)
        except OSError as error:
            # Where the machine is so busy that a handshake outlives the deadline of the head.
            self.early.append(repr(error))
            self.cuts.append(time.monotonic() - begin)
            return
        self.members[made.socket.fileno()] = made
        self.poller.register(made.socket, select.EPOLLRDHUP)
        self.turn.append(made)

    def step(self):
        """Whoever's byte is due sends it, and whoever was cut is noted."""
        for descriptor, _ in self.poller.poll(0):
            gone = self.members.pop(descriptor)
            gone.end()
            self.cuts.append(gone.cut)
        now = time.monotonic()
        self.late = max(self.late, now - self.looked)
        self.looked = now
        self.due += len(self.turn) * max(0, now - self.next + tick) / drip
        self.next = now + tick
        size = min(int(self.due), len(self.turn))
        self.due -= size
        first, self.turn = self.turn[:size], self.turn[size:]
        for each in first:
            if each.cut is None:
                if each.drips:
                    each.send()
                self.turn.append(each)

    def run(self, seconds):
        """For so much time, even if all are gone before."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.turn_over()

    def run_out(self, seconds):
        """Until all are gone, or so much time has passed."""
        end = time.monotonic() + seconds
        while self.members and time.monotonic() < end:
            self.turn_over()

    def turn_over(self):
        time.sleep(max(0, self.next - time.monotonic()))
        self.step()

    def end(self):
        for each in self.members.values():
            each.socket.close()


def besiege():
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    phases = {}
    for phase in ["idle", "hello", "head", "body", "unread"]:
        watched.seen()
        time.sleep(hold)
        quiet = watched.seen()
        # A body has a descriptor at the upstream's side too.
        size = min(count, (limit - 200) // 2) if phase == "body" else min(count, limit - 100)
        crowd = Crowd(phase, size)
        opening = watched.seen()
        crowd.run(hold)
        held, during = len(crowd.members), watched.seen()
        if phase != "idle":
            crowd.run_out(patience)
        cutting = watched.seen()
        cuts = sorted(crowd.cuts)
        phases[phase] = {
            "size": size, "opened_s": round(crowd.opened, 1), "held": held, "cut": len(cuts), "late": round(crowd.late, 1),
            "early": len(crowd.early), "early_errors": sorted(set(crowd.early))[:3],
            "first": round(cuts[0], 1) if cuts else -1, "last": round(cuts[-1], 1) if cuts else -1,
            "before": quiet, "opening": opening, "during": during, "cutting": cutting}
        print(json.dumps({phase: phases[phase]}), flush=True)
        sys.stdin.readline()
        crowd.end()
    return phases


resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
listening = socket.create_server(("127.0.0.1", sink_port), backlog=4096)
multiprocessing.Process(target=sink, args=(listening,), daemon=True).start()
hello = hello_bytes()
print("ready", flush=True)
sys.stdin.readline()
watched = Watch()
os.nice(19)
print(json.dumps({"phases": besiege()}), flush=True)
watched.pipe.send("end")
