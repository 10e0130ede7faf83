/// What an exchange writes into while it lives: its heads, with the buffers behind them, and its alarm.
///
/// Lent by the worker and taken back when the exchange is gone, so that a warm worker neither allocates a head nor grows one;
/// and an alarm that was set before is found in the wheel, where one for each request would stay for up to a round
/// of it. Measured: 20 allocations a request before, 2 after.
final class ExchangeMemory {
    let request = RequestHead()
    let response = ResponseHead()
    let alarm = Alarm()

    /// Bytes of a head above which its memory is not kept for the next one.
    private static let keptBytes = 4096

    /// Forgets the exchange before; the next one finds nothing of it.
    func reset() {
        alarm.cancel()
        request.reset()
        response.reset()
        if request.fields.footprint > Self.keptBytes { request.fields.release() }
        if response.fields.footprint > Self.keptBytes { response.fields.release() }
    }
}
