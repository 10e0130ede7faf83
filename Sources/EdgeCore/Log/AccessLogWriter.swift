import Glibc
internal import Logging
internal import Synchronization

/// Formats access-log entries and writes them, on a thread that may block. The destination may change with a reload.
final class AccessLogWriter: Sendable {
    private struct Destination {
        var log: AccessLog
        var descriptor: Int32
        var ownsDescriptor: Bool
        var formatter: AccessLogFormatter

        init(_ log: AccessLog, descriptor: Int32, owns: Bool) {
            self.log = log
            self.descriptor = descriptor
            ownsDescriptor = owns
            switch log.format {
            case .json: formatter = AccessLogFormatter(isJSON: true)
            case .console: formatter = AccessLogFormatter(isJSON: false)
            case .automatic: formatter = AccessLogFormatter(isJSON: isatty(descriptor) == 0)
            }
        }
    }

    private let destination = Mutex<Destination?>(nil)
    private let executor: BlockingExecutor
    private let logger: Logger

    init(executor: BlockingExecutor, logger: Logger) {
        self.executor = executor
        self.logger = logger
    }

    /// Directs the log; a file that cannot be opened is an error and leaves everything as it was.
    func direct(to log: AccessLog?) throws {
        guard let log else { return replace(with: nil) }
        if destination.withLock({ $0?.log == log }) { return }
        replace(with: try Self.open(log))
    }

    /// Opens the file again, after it was moved away.
    func reopen() {
        guard let log = destination.withLock({ $0?.log }) else { return }
        do { replace(with: try Self.open(log)) } catch {
            logger.error("the access log could not be opened again", metadata: ["error": "\(error)"])
        }
    }

    private func replace(with new: Destination?) {
        let old = destination.withLock { current in
            defer { current = new }
            return current
        }
        if let old, old.ownsDescriptor { close(old.descriptor) }
    }

    private static func open(_ log: AccessLog) throws -> Destination {
        switch log.output {
        case .standardError: return Destination(log, descriptor: STDERR_FILENO, owns: false)
        case .standardOutput: return Destination(log, descriptor: STDOUT_FILENO, owns: false)
        case .file(let path):
            let descriptor = unsafe Glibc.open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o640)
            guard descriptor >= 0 else {
                throw ConfigurationError(field: "log", message: "cannot write to \(path): \(IOError(code: errno).text)")
            }
            return Destination(log, descriptor: descriptor, owns: true)
        }
    }

    /// Writes one batch.
    func write(_ entries: [AccessLogEntry]) async {
        guard !entries.isEmpty else { return }
        try? await executor.run { [self] in
            destination.withLock { destination in
                guard let destination else { return }
                var text = ""
                for entry in entries { text += destination.formatter.line(entry) }
                Self.write(text, to: destination.descriptor)
            }
        }
    }

    private static func write(_ text: String, to descriptor: Int32) {
        var text = text
        text.withUTF8 { bytes in
            var offset = 0
            while offset < bytes.count {
                let count = unsafe Glibc.write(descriptor, bytes.baseAddress! + offset, bytes.count - offset)
                if count < 0, errno == EINTR { continue }
                // A full disk loses lines, not the server.
                guard count > 0 else { return }
                offset += count
            }
        }
    }
}
