from .. import paths
from .target import Target


class Caddy(Target):
    name = "caddy"
    serves_files = True
    version_command = ["caddy", "version"]

    def configuration(self):
        backend = f"""
    reverse_proxy 127.0.0.1:{self.upstream_port} {{
        transport http {{
            keepalive 5m
            keepalive_idle_conns 8192
            keepalive_idle_conns_per_host 8192
            compression off
        }}
    }}"""
        return f"""
{{
    admin off
    auto_https off
    default_sni localhost
    storage file_system {self.folder}/storage
    log {{
        level ERROR
    }}
}}
http://:{self.plain_port} {{
    bind 127.0.0.1
{backend}
}}
https://:{self.tls_port} {{
    bind 127.0.0.1
    tls {paths.CERTIFICATE} {paths.KEY} {{
        protocols tls1.3
    }}
{backend}
}}
https://:{self.files_port} {{
    bind 127.0.0.1
    tls {paths.CERTIFICATE} {paths.KEY} {{
        protocols tls1.3
    }}
    root * {paths.FILES}
    encode {{
        gzip 5
        match header Content-Type application/json*
    }}
    file_server
}}
http://:{self.plain_files_port} {{
    bind 127.0.0.1
    root * {paths.FILES}
    file_server
}}
"""

    def command(self, file):
        return ["caddy", "run", "--adapter", "caddyfile", "--config", file]

    def environment(self):
        return {"GOMAXPROCS": str(self.workers), "HOME": str(self.folder)}
