/// A taking clock with its alarm: made when bytes wait for the first time, which of most connections they never do.
final class TakingWatch {
    let alarm = Alarm()
    var clock = TakingClock()
}
