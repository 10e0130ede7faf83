from .. import paths
from .target import Target


class HAProxy(Target):
    name = "haproxy"
    version_command = ["/usr/sbin/haproxy", "-v"]

    def configuration(self):
        return f"""
global
    nbthread {self.workers}
    maxconn 9500
    ssl-default-bind-options ssl-min-ver TLSv1.3
defaults
    mode http
    timeout connect 5s
    timeout client 5m
    timeout server 5m
    timeout tunnel 1h
    http-reuse always
    option http-keep-alive
    option forwardfor
frontend front
    http-request set-header X-Forwarded-Proto %[ssl_fc,iif(https,http)]
    http-request set-header X-Forwarded-Host %[req.hdr(host)]
    http-request set-header X-Real-IP %[src]
    bind 127.0.0.1:{self.plain_port} backlog 4096
    bind 127.0.0.1:{self.tls_port} ssl crt {paths.WORK}/both.pem alpn h2,http/1.1 backlog 4096
    default_backend back
backend back
    server upstream 127.0.0.1:{self.upstream_port} pool-max-conn -1 pool-purge-delay 300s
"""

    def command(self, file):
        return ["/usr/sbin/haproxy", "-db", "-f", file]
