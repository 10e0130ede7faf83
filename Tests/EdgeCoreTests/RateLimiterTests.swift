import Testing

@testable import EdgeCore

private func at(_ milliseconds: Int) -> Instant { Instant(nanoseconds: Int64(milliseconds) * 1_000_000) }

@Suite("Rate limits")
struct RateLimiterTests {
    private let client = ClientKey(.ipv4(0xC000_0201, port: 1))

    @Test("so many at once, then as many as are earned again, and the wait is told")
    func bucket() {
        let limiter = RateLimiter()
        let terms = RateLimiter.Terms(RateLimit(5, per: .seconds(60)))
        for _ in 0..<5 { #expect(limiter.spend(terms, by: client, at: at(0)) == nil) }
        #expect(limiter.spend(terms, by: client, at: at(0)) == .seconds(12))
        #expect(limiter.spend(terms, by: client, at: at(11_000)) == .seconds(1))
        #expect(limiter.spend(terms, by: client, at: at(12_000)) == nil)
        #expect(limiter.spend(terms, by: client, at: at(12_000)) == .seconds(12))
        // A long quiet time fills the bucket, and no more than that.
        for _ in 0..<5 { #expect(limiter.spend(terms, by: client, at: at(1_000_000)) == nil) }
        #expect(limiter.spend(terms, by: client, at: at(1_000_000)) != nil)
    }

    @Test("a burst of its own is what may come at once")
    func burst() {
        let limiter = RateLimiter()
        let terms = RateLimiter.Terms(RateLimit(1, per: .seconds(1), burst: 3))
        for _ in 0..<3 { #expect(limiter.spend(terms, by: client, at: at(0)) == nil) }
        #expect(limiter.spend(terms, by: client, at: at(0)) == .seconds(1))
    }

    @Test("clients and limits are counted apart, an IPv6 /64 together")
    func apart() throws {
        let limiter = RateLimiter()
        let one = RateLimiter.Terms(RateLimit(1, per: .seconds(60), name: "one"))
        let other = RateLimiter.Terms(RateLimit(1, per: .seconds(60), name: "other"))
        #expect(limiter.spend(one, by: client, at: at(0)) == nil)
        #expect(limiter.spend(one, by: client, at: at(0)) != nil)
        #expect(limiter.spend(other, by: client, at: at(0)) == nil)
        #expect(limiter.spend(one, by: ClientKey(.ipv4(1, port: 1)), at: at(0)) == nil)
        let neighbours = try ["2001:db8::1", "2001:db8::2"].map { ClientKey(try #require(SocketAddress(literal: $0))) }
        #expect(limiter.spend(one, by: neighbours[0], at: at(0)) == nil)
        #expect(limiter.spend(one, by: neighbours[1], at: at(0)) != nil)
    }

    @Test("a million addresses take no more memory than a few, and one who is limited stays so beside them")
    func flood() {
        let limiter = RateLimiter(capacity: 16 * 1024)
        let terms = RateLimiter.Terms(RateLimit(10, per: .seconds(600)))
        for _ in 0..<10 { _ = limiter.spend(terms, by: client, at: at(0)) }
        for address in 0..<1_000_000 { _ = limiter.spend(terms, by: ClientKey(.ipv4(UInt32(address), port: 1)), at: at(1)) }
        #expect(limiter.footprint <= 16 * 1024 * 16)
        // What is nearest to full goes first: an empty bucket outlasts the flood.
        #expect(limiter.spend(terms, by: client, at: at(1)) != nil)
    }

    @Test("absurd terms do not overflow")
    func absurd() {
        let limiter = RateLimiter()
        let terms = RateLimiter.Terms(RateLimit(1, per: .seconds(Int64.max / 2), burst: .max))
        #expect(limiter.spend(terms, by: client, at: at(0)) == nil)
        let quick = RateLimiter.Terms(RateLimit(.max, per: .nanoseconds(1)))
        #expect(limiter.spend(quick, by: client, at: at(0)) == nil)
    }

    @Test("nothing is allocated before the first limited request")
    func unused() { #expect(RateLimiter().footprint == 0) }
}
