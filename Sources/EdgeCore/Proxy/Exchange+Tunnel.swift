/// What an exchange does as a tunnel: `Tunnel` decides, these carry it out.
extension Exchange {
    /// The upstream has said 101.
    func becomeTunnel() {
        guard request.asksForUpgrade else { return fail(.unexpectedUpgrade) }
        ResponseForwarding.prepareUpgrade(response)
        editResponse(of: pool)
        phase = .tunnelling
        peer = (responder as? UpstreamConnection)?.peer
        begin(Tunnel(isWebSocket: request.fields.list(.upgrade, contains: "websocket")))
        stream?.switchProtocols(response)
        // An answer that is no acceptance of the key has ended it (HTTP/2).
        guard phase == .tunnelling else { return }
        // A tunnel lives for days; its heads are not needed any more.
        loggedHead = LoggedHead(request, target: way?.originalTarget)
        forgetHead()
        request.fields.release()
        response.fields.release()
        worker.tunnelOpened(self)
    }

    // MARK: Bytes

    func clientSentIntoTunnel(_ bytes: Span<UInt8>) {
        record.lastMove = worker.loop.now
        guard let passage = tunnel?.clientSent(bytes) else { return }
        if passage.count > 0 { passOn(bytes.extracting(0..<passage.count)) }
        if let close = passage.close { responder?.receiveBody(close.span) }
        settle(passage)
    }

    func upstreamSentIntoTunnel(_ bytes: Span<UInt8>, to stream: any ServerStream) {
        record.lastMove = worker.loop.now
        guard let passage = tunnel?.upstreamSent(bytes) else { return }
        if passage.count > 0 { send(bytes.extracting(0..<passage.count), on: stream) }
        if let close = passage.close {
            stream.sendBody(close.span)
            setTunnelClock(Tunnel.closeAnswer)
        }
        settle(passage)
    }

    private func settle(_ passage: Tunnel.Passage) {
        if passage.ends { return endTunnel() }
        // With one direction closed the other may go on, but not be forgotten.
        if passage.timesSilence { setTunnelClock(Tunnel.halfClosedSilence) }
    }

    // MARK: Ends

    func clientEndedTunnel() {
        guard let step = tunnel?.clientEnded() else { return }
        if step == .passOn { responder?.receiveEnd(trailers: FieldSection()) }
        follow(step)
    }

    func upstreamEndedTunnel() {
        guard let step = tunnel?.upstreamEnded() else { return }
        if step == .passOn { stream?.sendEnd(trailers: FieldSection()) }
        follow(step)
    }

    func upstreamBrokeTunnel(_ failure: Failure) {
        record.failure = failure
        guard let step = tunnel?.upstreamBroke() else { return }
        follow(step)
    }

    private func follow(_ step: Tunnel.OnEnd) {
        switch step {
        case .passOn: setTunnelClock(Tunnel.halfClosedSilence)
        case .tellInTurn:
            letResponderGo()
            endTunnel(with: .upstreamGone, at: worker.turnToHear(of: peer))
        case .end: endTunnel()
        case .breakOff:
            stream?.abort(.upstream)
            finish()
        case .nothing: break
        }
    }

    // MARK: Closing

    /// Has the tunnel end with these words at some time; for many that end together, one after the other.
    func endTunnel(with farewell: TunnelFarewell, at time: Instant) {
        guard phase == .tunnelling, tunnel?.plan(farewell, at: time) == true else { return }
        time > worker.loop.now ? worker.loop.set(alarm, for: self, at: time) : tunnelTimeReached()
    }

    /// The alarm has rung, which may be late.
    func tunnelAlarmRang() {
        if let turn = tunnel?.plannedTurn, let later = worker.farewellClock.postponement(of: turn, at: worker.loop.now) {
            return worker.loop.set(alarm, for: self, at: later)
        }
        tunnelTimeReached()
    }

    private func tunnelTimeReached() {
        guard let step = tunnel?.timeReached() else { return }
        switch step {
        case .close(let client, let upstream, let wait):
            worker.counters.farewells += 1
            if let client { stream?.sendBody(client.span) }
            if let upstream { responder?.receiveBody(upstream.span) }
            setTunnelClock(wait)
        case .end: endTunnel()
        case .breakOff: fail(.clientStalled)
        }
    }

    private func setTunnelClock(_ interval: Interval) {
        worker.loop.set(alarm, for: self, at: worker.loop.now + interval)
    }

    /// Everything is said: both sides' TCP ends behind it.
    private func endTunnel() {
        stream?.closeAfterResponse()
        stream?.sendEnd(trailers: FieldSection())
        responder?.receiveEnd(trailers: FieldSection())
        finish()
    }

    // MARK: Configurations

    /// Moves to another configuration, so that nothing of the one before is kept for days.
    ///
    /// - Returns: whether the tunnel's route still exists there: the listener is still there, a site still answers for the
    ///   host, and one of its routes still leads to where this tunnel leads.
    func moves(to adopted: AdoptedSnapshot) -> Bool {
        guard let listener = adopted.snapshot.listener(at: listener.address),
            let site = Router.site(forAuthority: loggedHead?.host ?? "", on: listener, isSecureByProxy: record.isSecureByProxy),
            site.leads(to: destination, in: adopted.snapshot)
        else { return false }
        self.adopted = adopted
        self.listener = listener
        self.site = site
        return true
    }

    private var destination: CompiledSite.Destination {
        peer.map { .upstream($0.address) } ?? .handler(responderName ?? "")
    }
}
