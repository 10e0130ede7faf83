"""A chat server that is well or not: patient.py STATUS. Answers /api/health with it (`stranger`: well, and no Chatalot), takes files with 401, and WebSockets at /ws
unless STATUS is `blocked`. Prints its port; serves until its standard input closes."""

import base64
import hashlib
import http.server
import json
import sys
import threading

status = sys.argv[1]


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def answer(self, code, value):
        body = json.dumps(value).encode()
        self.send_response(code)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        if self.path == "/ws" and self.headers.get("Upgrade") == "websocket" and status != "blocked":
            digest = hashlib.sha1((self.headers["Sec-WebSocket-Key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode())
            self.send_response(101)
            self.send_header("Upgrade", "websocket")
            self.send_header("Connection", "Upgrade")
            self.send_header("Sec-WebSocket-Accept", base64.b64encode(digest.digest()).decode())
            self.end_headers()
            self.close_connection = True
        elif self.path == "/api/health":
            well = status != "degraded"
            chatalot = {} if status == "stranger" else {"db_healthy": well, "version": "0.20.0", "uptime_secs": 60}
            self.answer(200, {"status": "ok" if well else "degraded", **chatalot})
        else:
            self.answer(404, {})

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.answer(401, {})


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
print("port", server.server_address[1], flush=True)
sys.stdin.read()
