"""An HTTP/2 client for the scripts beside it."""

import socket
import ssl

import h2.config
import h2.connection
import h2.events
import h2.settings


class Client:
    """One connection. Blocks, for at most ten seconds at a time."""

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
        """Takes what comes until the condition holds."""
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

    def open(self, pseudo, fields, end_stream=False):
        stream = self.http.get_next_available_stream_id()
        pseudo = pseudo + [(":scheme", "https"), (":authority", self.name)]
        self.http.send_headers(stream, pseudo + fields, end_stream=end_stream)
        return stream
