"""A hundred downloads of 100 MiB on one HTTP/2 connection of which nothing is taken: http2_stalled.py PORT NAME CA-FILE. Prints
`stalled` when nothing more comes, and holds the connection until its standard input closes."""

import sys

from http2_client import Client

DOWNLOADS = 100


def main(port, name, authority):
    client = Client(int(port), name, authority)
    client.http.increment_flow_control_window(2**31 - 1 - 65535)
    for _ in range(DOWNLOADS):
        client.open([(":method", "GET"), (":path", "/download")], [], end_stream=True)
    client.flush()
    client.wire.settimeout(1)
    received = 0
    try:
        while data := client.wire.recv(1 << 20):
            received += len(data)
    except TimeoutError:
        pass
    # Every stream has filled its own window of 64 KiB, and no more.
    assert received >= DOWNLOADS * 65535, received
    print("stalled", flush=True)
    sys.stdin.read()


main(*sys.argv[1:])
