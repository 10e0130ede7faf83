extension DownstreamConnection {
    /// A PROXY header in front of everything else.
    enum Preamble: Equatable {
        /// The peer sends none.
        case none
        case awaited
        case read
    }

    /// Looks at what has come without taking it, and takes exactly the header once it is whole: what follows is the
    /// transport's to read.
    func readPreamble() -> Bool {
        let limit = worker.limits.proxyHeaderBytes
        let scratch = worker.scratch
        var room = scratch.room(from: 0)
        switch wire.peek(into: &room) {
        case .bytes(let count):
            switch ProxyHeaderParser.parse(scratch.bytes(count), limit: limit) {
            case .header(let header): return accept(header)
            case .malformed(let phrase): refusePreamble(phrase)
            // No further edge comes after the end.
            case .needsMore: if wire.endIsNear { close() }
            }
        case .wouldBlock: break
        case .endOfStream, .failed: close()
        }
        return false
    }

    private func accept(_ header: ProxyHeader) -> Bool {
        guard takeHeader(header.length) else {
            close()
            return false
        }
        preamble = .read
        if let ends = header.ends {
            peer = ends.source
            wire.noteDestination(ends.destination)
        }
        startClock()
        // Who was behind the proxy is known only now.
        guard isAdmitted() else {
            close()
            return false
        }
        return true
    }

    private func takeHeader(_ length: Int) -> Bool {
        let scratch = worker.scratch
        var left = length
        while left > 0 {
            var room = scratch.room(from: scratch.capacity - min(left, scratch.capacity))
            guard case .bytes(let count) = wire.receive(into: &room) else { return false }
            left -= count
        }
        return true
    }

    private func refusePreamble(_ phrase: StaticString) {
        worker.note(.warning, "connection without a usable PROXY header closed", detail: "\(phrase)", peer: peer)
        close()
    }
}
