"""A hundred WebSockets on one HTTP/2 connection (RFC 8441): http2_sockets.py PORT NAME CA-FILE. Prints `ok` at the end."""

import sys

from http2_client import Client

SOCKETS = 100


def frame(text):
    """A masked text frame; a key of zeros leaves the payload readable."""
    return bytes([0x81, 0x80 | len(text), 0, 0, 0, 0]) + text


def main(port, name, authority):
    client = Client(int(port), name, authority)
    client.until(lambda: client.http.remote_settings.enable_connect_protocol == 1)
    tunnels = []
    for _ in range(SOCKETS):
        # The key and its answer are HTTP/1.1's alone (RFC 8441 §5).
        connect = [(":method", "CONNECT"), (":protocol", "websocket"), (":path", "/ws")]
        tunnels.append(client.open(connect, [("sec-websocket-version", "13")]))
        client.flush()
    client.until(lambda: all(client.statuses.get(stream) == "200" for stream in tunnels))
    for number, stream in enumerate(tunnels):
        client.http.send_data(stream, frame(b"hello %d" % number))
    client.flush()
    expected = {stream: b"hello %d" % number for number, stream in enumerate(tunnels)}
    client.until(lambda: all(client.received.get(s, b"")[2:] == expected[s] for s in tunnels))
    print("ok")


main(*sys.argv[1:])
