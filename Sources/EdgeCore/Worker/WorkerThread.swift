internal import CLinux
import Glibc

/// A worker's thread. Blocking in epoll would starve the cooperative pool, so a worker has a thread of its own.
package enum WorkerThread {
    /// Starts a named thread; `body` runs on it to its end.
    package static func start(name: String, _ body: @escaping @Sendable () -> Void) {
        let start = Start(name: name, body: body)
        let context = unsafe Unmanaged.passRetained(start).toOpaque()
        var thread = pthread_t()
        let status = unsafe pthread_create(
            &thread, nil,
            { context in
                let start = unsafe Unmanaged<Start>.fromOpaque(context!).takeRetainedValue()
                unsafe edge_name_thread(start.name)
                edge_block_pipe_signal()
                start.body()
                return nil
            }, context)
        precondition(status == 0, "no thread could be started: \(status)")
        pthread_detach(thread)
    }

    /// Has the calling thread keep what OpenSSL frees for what it asks for next, while `body` runs. Where OpenSSL's memory is not
    /// ours this keeps nothing.
    static func keepingFreeBlocks(_ body: () -> Void) {
        edge_tls_keep_blocks(1)
        body()
        edge_tls_keep_blocks(0)
    }

    /// Has the calling thread wait for the processor behind all others.
    static func standBack() { _ = edge_lower_thread_priority() }

    private final class Start: Sendable {
        let name: String
        let body: @Sendable () -> Void

        init(name: String, body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }
    }
}
