from .. import paths
from .target import Target


class Nginx(Target):
    name = "nginx"
    serves_files = True
    version_command = ["/usr/sbin/nginx", "-v"]

    def configuration(self):
        return f"""
worker_processes {self.workers};
worker_rlimit_nofile 20000;
daemon off;
user root;
pid {self.folder}/pid;
error_log {self.folder}/error.log crit;
events {{ worker_connections 19000; }}
http {{
    access_log off;
    server_tokens off;
    keepalive_timeout 300s;
    keepalive_requests 1000000000;
    client_max_body_size 0;
    client_body_temp_path {self.folder}/body;
    proxy_temp_path {self.folder}/proxy;
    fastcgi_temp_path {self.folder}/fastcgi;
    uwsgi_temp_path {self.folder}/uwsgi;
    scgi_temp_path {self.folder}/scgi;
    ssl_protocols TLSv1.3;
    ssl_certificate {paths.CERTIFICATE};
    ssl_certificate_key {paths.KEY};
    upstream backend {{
        server 127.0.0.1:{self.upstream_port};
        keepalive 8192;
        keepalive_requests 1000000000;
    }}
    proxy_http_version 1.1;
    # Its default spools a body to disk before the upstream sees it, which costs it twice the time.
    proxy_request_buffering off;
    proxy_max_temp_file_size 0;
    proxy_read_timeout 1h;
    server {{
        listen 127.0.0.1:{self.files_port} ssl http2 backlog=4096;
        root {paths.FILES};
        sendfile on;
        tcp_nopush on;
        gzip on;
        gzip_types application/json;
        gzip_comp_level 5;
        types {{ application/json json; application/octet-stream bin; }}
    }}
    server {{
        listen 127.0.0.1:{self.plain_files_port} backlog=4096;
        root {paths.FILES};
        sendfile on;
        tcp_nopush on;
        types {{ application/octet-stream bin; }}
    }}
    server {{
        listen 127.0.0.1:{self.plain_port} backlog=4096;
        listen 127.0.0.1:{self.tls_port} ssl http2 backlog=4096;
        location / {{
            proxy_set_header Connection "";
            proxy_set_header Host $http_host;
            proxy_set_header X-Real-IP $remote_addr;
            proxy_set_header X-Forwarded-For $remote_addr;
            proxy_set_header X-Forwarded-Proto $scheme;
            proxy_set_header X-Forwarded-Host $http_host;
            proxy_pass http://backend;
        }}
        location ~ ^/(echo|fan) {{
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection Upgrade;
            proxy_set_header Host $http_host;
            proxy_set_header X-Forwarded-For $remote_addr;
            proxy_set_header X-Forwarded-Proto $scheme;
            proxy_pass http://backend;
        }}
    }}
}}
"""

    def command(self, file):
        return ["/usr/sbin/nginx", "-p", self.folder, "-e", f"{self.folder}/error.log", "-c", file]


class NginxAgain(Nginx):
    """The same once more: how far it is from itself says how noisy the run was."""

    name = "nginx again"
