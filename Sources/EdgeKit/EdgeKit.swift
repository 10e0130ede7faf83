/// Everything of the edge in one import: the server, TLS, and HTTP/2.
@_exported public import EdgeCore
@_exported public import EdgeHTTP2
@_exported public import EdgeTLS
