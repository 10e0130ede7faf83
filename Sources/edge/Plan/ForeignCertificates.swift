import Glibc

/// Where other ACME clients keep what they have obtained.
struct ForeignCertificates: Sendable {
    struct Files: Hashable, Sendable {
        let certificate: String
        let key: String
    }

    private let home: String
    private let dataFolder: String

    init(home: String, dataFolder: String) {
        self.home = home
        self.dataFolder = dataFolder
    }

    /// certbot's own folder where this user may read the key in it, else the copies that the deploy hook makes.
    ///
    /// - Parameter names: the address's own, then the site's others: certbot keeps a certificate of several names under one.
    func certbot(_ names: [String]) -> Files {
        let folders = names.flatMap { name in
            // A wildcard is kept under what stands behind it.
            let name = name.hasPrefix("*.") ? String(name.dropFirst(2)) : name
            return ["/etc/letsencrypt/live/\(name)", "\(dataFolder)/certbot/\(name)"]
        }
        let candidates = folders.map { Files(certificate: "\($0)/fullchain.pem", key: "\($0)/privkey.pem") }
        return Self.first(candidates)
    }

    /// What acme.sh keeps for the name: the ECDSA pair before the RSA pair.
    ///
    /// - Parameter names: as for certbot.
    func acmeSh(_ names: [String]) -> Files {
        let candidates = names.flatMap { name in
            ["\(home)/.acme.sh/\(name)_ecc", "\(home)/.acme.sh/\(name)"].map {
                Files(certificate: "\($0)/fullchain.cer", key: "\($0)/\(name).key")
            }
        }
        return Self.first(candidates)
    }

    /// The first that can be read, else the first that is there, else the first: that one the error is about.
    private static func first(_ candidates: [Files]) -> Files {
        candidates.first { unsafe access($0.key, R_OK) == 0 && access($0.certificate, R_OK) == 0 }
            ?? candidates.first { unsafe access($0.key, F_OK) == 0 } ?? candidates[0]
    }
}
