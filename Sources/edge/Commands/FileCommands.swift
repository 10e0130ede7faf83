internal import ArgumentParser
internal import Edgefile
import Glibc

struct ValidateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate", abstract: "Check an Edgefile; say everything that is wrong with it; exit 1 if something is.")

    @Argument(help: "The Edgefile, as with --config.")
    var path: String?

    @OptionGroup var file: FileOptions
    @OptionGroup var place: PlaceOptions

    func run() throws {
        do {
            let path = try file.path(path)
            let plan = try ConfigurationSource.file(
                path, Overrides(), CertificateMaterials(dataFolder: try place.dataFolder())
            ).load()
            for warning in plan.warnings { Terminal.write("\(warning)\n") }
            print("\(path) is valid: \(plan.entries.count) \(plan.entries.count == 1 ? "address" : "addresses")")
        } catch let errors as EdgefileErrors {
            Terminal.write("\(errors)\n")
            throw ExitStatus.cannotStart
        } catch {
            try fail(error)
        }
    }
}

struct FormatCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fmt", abstract: "Print an Edgefile laid out the standard way; --write puts it back into the file.")

    @Argument(help: "The Edgefile; - reads standard input. Default: ./Edgefile, else /etc/edge/Edgefile.")
    var path: String?

    @OptionGroup var file: FileOptions

    @Flag(name: .shortAndLong, help: "Replace the file.")
    var write = false

    @Flag(name: .long, help: "Print nothing; exit 1 if the file is not laid out the standard way.")
    var check = false

    func run() throws {
        do {
            let path = try path ?? file.path()
            let bytes = try path == "-" ? EdgefileReader.standardInput() : EdgefileReader.bytes(of: path)
            let formatted = try EdgefileFormatter.format(bytes, file: path == "-" ? "standard input" : path).get()
            if check {
                if formatted != bytes { throw ExitStatus.cannotStart }
            } else if write, path != "-" {
                if formatted != bytes { try EdgefileReader.replace(path, with: formatted) }
            } else {
                print(String(decoding: formatted, as: UTF8.self), terminator: "")
            }
        } catch let errors as EdgefileErrors {
            Terminal.write("\(errors)\n")
            throw ExitStatus.cannotStart
        } catch {
            try fail(error)
        }
    }
}

struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Print the configuration as it takes effect, with every default.")

    @Argument(help: "The Edgefile, as with --config.")
    var path: String?

    @OptionGroup var file: FileOptions
    @OptionGroup var place: PlaceOptions

    @Flag(help: "JSON for programs.")
    var json = false

    func run() throws {
        do {
            let plan = try ConfigurationSource.file(
                try file.path(path), Overrides(), CertificateMaterials(dataFolder: try place.dataFolder())
            ).load()
            for warning in plan.warnings { Terminal.write("\(warning)\n") }
            let explanation = Explanation(plan)
            print(json ? try ControlCoding.line(explanation) : explanation.text)
        } catch let errors as EdgefileErrors {
            Terminal.write("\(errors)\n")
            throw ExitStatus.cannotStart
        } catch {
            try fail(error)
        }
    }
}
