from .. import paths
from .target import Target


class H2O(Target):
    name = "h2o"
    version_command = ["h2o", "--version"]

    def configuration(self):
        return f"""
user: root
num-threads: {self.workers}
num-name-resolution-threads: 1
max-connections: 19000
tcp-fastopen: 0
http1-request-timeout: 300
http2-idle-timeout: 300
limit-request-body: 1073741824
ssl-session-resumption:
  mode: ticket
listen:
  host: 127.0.0.1
  port: {self.plain_port}
listen:
  host: 127.0.0.1
  port: {self.tls_port}
  ssl:
    certificate-file: {paths.CERTIFICATE}
    key-file: {paths.KEY}
    minimum-version: TLSv1.3
    ocsp-update-interval: 0
    neverbleed: OFF
hosts:
  default:
    paths:
      /:
        proxy.reverse.url: http://127.0.0.1:{self.upstream_port}/
        proxy.preserve-host: ON
        proxy.timeout.keepalive: 300000
        proxy.timeout.io: 3600000
        proxy.websocket: ON
        proxy.websocket.timeout: 3600000
"""

    def command(self, file):
        return ["h2o", "-m", "worker", "-c", file]
