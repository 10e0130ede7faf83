/// `Timeouts` as the data plane uses them: nanoseconds, converted once.
package struct WorkerTimeouts: Sendable {
    package let readHead: Interval
    package let readBody: Interval
    package let write: Interval
    package let idle: Interval
    package let connect: Interval
    package let responseHead: Interval
    package let hold: Interval
    package let upstreamIdle: Interval
    package let linger: Interval
    package let drainWindow: Interval

    package init(_ timeouts: Timeouts) {
        readHead = Interval(timeouts.readHead)
        readBody = Interval(timeouts.readBody)
        write = Interval(timeouts.write)
        idle = Interval(timeouts.idle)
        connect = Interval(timeouts.connect)
        responseHead = Interval(timeouts.responseHead)
        hold = Interval(timeouts.hold)
        upstreamIdle = Interval(timeouts.upstreamIdle)
        linger = Interval(timeouts.linger)
        drainWindow = Interval(timeouts.drainWindow)
    }
}
