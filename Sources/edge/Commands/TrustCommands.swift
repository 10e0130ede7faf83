internal import ArgumentParser
internal import EdgeTLS

struct TrustCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trust",
        abstract: "Put the local authority's root into this machine's trust stores.",
        discussion: "Into the system's store, and into those of Chromium and Firefox (NSS) where certutil is installed.")

    @OptionGroup var place: PlaceOptions

    func run() throws {
        do {
            let authority = try CertificateMaterials(dataFolder: place.dataFolder()).authority()
            try TrustReport.show(TrustStore().install(authority))
        } catch {
            try fail(error)
        }
    }
}

struct UntrustCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "untrust", abstract: "Take the local authority's root out of this machine's trust stores.")

    @OptionGroup var place: PlaceOptions

    func run() throws {
        do {
            let authority = try CertificateMaterials(dataFolder: place.dataFolder()).authority()
            try TrustReport.show(TrustStore().uninstall(authority))
        } catch {
            try fail(error)
        }
    }
}
