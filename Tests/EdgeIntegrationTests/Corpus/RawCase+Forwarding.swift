/// What strangers claim about themselves: served, and passed on in no form.
extension RawCase {
    private static let claims = [
        "X-Forwarded-For", "x-forwarded-for", "X_Forwarded_For", "X-Forwarded_For", "X-Real-IP", "X_Real_IP", "Forwarded",
        "CF-Connecting-IP", "cf_connecting_ip", "CF-Connecting-IPv6", "True-Client-IP", "True_Client_IP", "X-Client-IP",
        "X-Cluster-Client-IP", "Fastly-Client-IP", "Fly-Client-IP", "X-Original-Forwarded-For", "X-Remote-Addr",
        "X-Originating-IP", "X-Azure-ClientIP", "X-Envoy-External-Address", "Client-IP", "X-AppEngine-User-IP",
    ]

    static let forwarding: [RawCase] =
        claims.map { .line("RFC 7239 §8.1", "\($0) of a stranger", "\($0): 6.6.6.6", [200]) } + [
            .line("RFC 7239 §8.1", "X-Forwarded-For twice", "X-Forwarded-For: 6.6.6.6\r\nX-Forwarded-For: 6.6.6.6", [200]),
            .line("RFC 7239 §8.1", "X-Forwarded-For with a list", "X-Forwarded-For: 6.6.6.6, 127.0.0.1", [200]),
            .line("RFC 7239 §8.1", "a claim in an upgrade", "CF-Connecting-IP: 6.6.6.6\r\nX-Forwarded-For: 6.6.6.6\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", [101]),
            .line("CVE-2016-5385", "Proxy, which CGI takes for a variable of its own", "Proxy: http://6.6.6.6/", [200]),
            .init("RFC 7239 §8.1", "a claim in HTTP/1.0", "GET / HTTP/1.0\r\nHost: a\r\nX-Forwarded-For: 6.6.6.6\r\n\r\n", [200]),
        ]
}
