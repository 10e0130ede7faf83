/// `Timeouts` as the data plane uses them: nanoseconds, converted once.
package struct WorkerTimeouts: Sendable {
    package let readHead: Interval
    package let readBody: Interval
    package let write: Interval
    /// An upstream that is slow to take a body is not cut off for it, one that takes nothing is.
    package let upstreamTakingPace: PaceClock.Terms
    /// The pace of a request's body, and of a client taking a response.
    package let bodyPace: PaceClock.Terms
    package let takingPace: PaceClock.Terms
    package let idle: Interval
    package let connect: Interval
    package let responseHead: Interval
    package let hold: Interval
    package let probe: Interval
    package let slowStart: Interval
    package let upstreamIdle: Interval
    package let linger: Interval
    package let drainWindow: Interval

    package init(_ timeouts: Timeouts, limits: Limits) {
        readHead = Interval(timeouts.readHead)
        readBody = Interval(timeouts.readBody)
        write = Interval(timeouts.write)
        let window = Interval(timeouts.minimumRateWindow)
        bodyPace = PaceClock.Terms(
            silence: readBody, bytesPerSecond: limits.minimumBytesPerSecond, window: window)
        takingPace = PaceClock.Terms(silence: write, bytesPerSecond: limits.minimumBytesPerSecond, window: window)
        upstreamTakingPace = PaceClock.Terms(silence: write, bytesPerSecond: 0, window: window)
        idle = Interval(timeouts.idle)
        connect = Interval(timeouts.connect)
        responseHead = Interval(timeouts.responseHead)
        hold = Interval(timeouts.hold)
        probe = Interval(timeouts.probe)
        slowStart = Interval(timeouts.slowStart)
        upstreamIdle = Interval(timeouts.upstreamIdle)
        linger = Interval(timeouts.linger)
        // What is told last needs time for its answer before the grace ends.
        drainWindow = max(.seconds(0), min(Interval(timeouts.drainWindow), Interval(timeouts.grace) - Tunnel.closeAnswer))
    }
}
