/// When a certificate is renewed. Pure: times are seconds since 1970, chance is an argument.
enum RenewalSchedule {
    /// Below this life half of it may pass, not two thirds: a CA that is away for a day is then survived even so.
    static let shortLife = 10 * 86_400

    /// By the certificate's own life: a third of it is left, half of it where it is short. Spread over a fiftieth, so that
    /// many certificates of one day do not renew in one minute.
    ///
    /// - Parameter notBefore: when its life with us began: CAs date certificates back, by an hour some.
    /// - Parameter chance: 0 to 1, the same for one certificate as long as it lives.
    static func time(notBefore: Int, notAfter: Int, chance: Double) -> Int {
        let life = max(0, notAfter - notBefore)
        let used = life < shortLife ? life / 2 : life * 2 / 3
        return notBefore + used - Int(Double(life) / 50 * chance)
    }

    /// As the CA wishes (RFC 9773 §4.2), unless that would be an emergency: a twentieth of the life is all that is left.
    static func time(of window: RenewalInfo, notBefore: Int, notAfter: Int, chance: Double) -> Int {
        let wished = window.start + Int(Double(window.end - window.start) * chance)
        return min(wished, emergency(notBefore: notBefore, notAfter: notAfter))
    }

    /// A CA may wish for the renewal of what it has just signed, and of the next one too: that must not become a loop.
    static func soonest(after begin: Int, notAfter: Int) -> Int { begin + min(3600, max(20, notAfter - begin) / 20) }

    static func emergency(notBefore: Int, notAfter: Int) -> Int { notAfter - max(1, (notAfter - notBefore) / 20) }
}
