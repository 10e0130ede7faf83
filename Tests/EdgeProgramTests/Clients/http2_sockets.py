"""A hundred WebSockets on one HTTP/2 connection (RFC 8441): http2_sockets.py PORT NAME CA-FILE. Prints `ok` at the end."""

import socket
import ssl
import sys

import h2.config
import h2.connection
import h2.events
import h2.settings

SOCKETS = 100


def frame(text):
    """A masked text frame; a key of zeros leaves the payload readable."""
    return bytes([0x81, 0x80 | len(text), 0, 0, 0, 0]) + text


class Client:
    def __init__(self, port, name, authority):
        trust = ssl.create_default_context(cafile=authority)
        trust.set_alpn_protocols(["h2"])
        self.wire = trust.wrap_socket(socket.create_connection(("127.0.0.1", port), 10), server_hostname=name)
        assert self.wire.selected_alpn_protocol() == "h2"
        self.name = name
        self.http = h2.connection.H2Connection(h2.config.H2Configuration(client_side=True, header_encoding="utf-8"))
        self.http.initiate_connection()
        self.statuses, self.received, self.ended = {}, {}, set()
        self.flush()

    def flush(self):
        self.wire.sendall(self.http.data_to_send())

    def until(self, condition):
        while not condition():
            data = self.wire.recv(65536)
            assert data, "the connection ended"
            for event in self.http.receive_data(data):
                if isinstance(event, h2.events.ResponseReceived):
                    self.statuses[event.stream_id] = dict(event.headers)[":status"]
                elif isinstance(event, h2.events.DataReceived):
                    self.received[event.stream_id] = self.received.get(event.stream_id, b"") + event.data
                    self.http.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
                elif isinstance(event, h2.events.StreamEnded):
                    self.ended.add(event.stream_id)
                elif isinstance(event, (h2.events.StreamReset, h2.events.ConnectionTerminated)):
                    raise AssertionError(event)
            self.flush()

    def open(self, pseudo, fields):
        stream = self.http.get_next_available_stream_id()
        pseudo += [(":scheme", "https"), (":path", "/ws"), (":authority", self.name)]
        self.http.send_headers(stream, pseudo + fields)
        return stream


def main(port, name, authority):
    client = Client(int(port), name, authority)
    client.until(lambda: client.http.remote_settings.enable_connect_protocol == 1)
    tunnels = []
    for _ in range(SOCKETS):
        # The key and its answer are HTTP/1.1's alone (RFC 8441 §5).
        tunnels.append(
            client.open([(":method", "CONNECT"), (":protocol", "websocket")], [("sec-websocket-version", "13")]))
        client.flush()
    client.until(lambda: all(client.statuses.get(stream) == "200" for stream in tunnels))
    for number, stream in enumerate(tunnels):
        client.http.send_data(stream, frame(b"hello %d" % number))
    client.flush()
    expected = {stream: b"hello %d" % number for number, stream in enumerate(tunnels)}
    client.until(lambda: all(client.received.get(s, b"")[2:] == expected[s] for s in tunnels))
    print("ok")


main(*sys.argv[1:])
