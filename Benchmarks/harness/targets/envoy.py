from .. import packages, paths
from .target import Target


class Envoy(Target):
    name = "envoy"
    version_command = [str(packages.ENVOY), "--version"]

    def _listener(self, name, port, transport_socket=""):
        return f"""
  - name: {name}
    address: {{ socket_address: {{ address: 127.0.0.1, port_value: {port} }} }}
    tcp_backlog_size: 4096
    filter_chains:
    - filters:
      - name: envoy.filters.network.http_connection_manager
        typed_config:
          "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
          stat_prefix: bench
          codec_type: AUTO
          use_remote_address: true
          generate_request_id: false
          stream_idle_timeout: 0s
          upgrade_configs: [ {{ upgrade_type: websocket }} ]
          http_filters:
          - name: envoy.filters.http.router
            typed_config:
              "@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router
              dynamic_stats: false
          route_config:
            virtual_hosts:
            - name: all
              domains: ["*"]
              routes: [ {{ match: {{ prefix: "/" }}, route: {{ cluster: upstream, timeout: 0s }} }} ]
{transport_socket}"""

    def configuration(self):
        tls = f"""
      transport_socket:
        name: envoy.transport_sockets.tls
        typed_config:
          "@type": type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext
          common_tls_context:
            alpn_protocols: [h2, http/1.1]
            tls_params: {{ tls_minimum_protocol_version: TLSv1_3, tls_maximum_protocol_version: TLSv1_3 }}
            tls_certificates:
            - certificate_chain: {{ filename: {paths.CERTIFICATE} }}
              private_key: {{ filename: {paths.KEY} }}
"""
        return f"""
static_resources:
  listeners:
{self._listener("plain", self.plain_port)}
{self._listener("tls", self.tls_port, tls)}
  clusters:
  - name: upstream
    type: STATIC
    connect_timeout: 5s
    circuit_breakers:
      thresholds: [ {{ max_connections: 20000, max_pending_requests: 20000, max_requests: 20000 }} ]
    load_assignment:
      cluster_name: upstream
      endpoints:
      - lb_endpoints:
        - endpoint: {{ address: {{ socket_address: {{ address: 127.0.0.1, port_value: {self.upstream_port} }} }} }}
"""

    def command(self, file):
        return [packages.ENVOY, "--concurrency", self.workers, "--use-dynamic-base-id", "--log-level", "error",
                "--config-yaml", file.read_text()]
