internal import EdgeCore

extension ServiceManager {
    /// Tells systemd that the edge lives, as long as every worker answers: one that hangs has the service restarted
    /// (`WatchdogSec=`). Until cancelled.
    func keepAlive(_ server: EdgeServer) async {
        guard let watchdogInterval else { return }
        // Half of it, as sd_watchdog_enabled(3) advises.
        while (try? await Task.sleep(for: watchdogInterval / 2)) != nil {
            _ = await server.counters()
            alive()
        }
    }
}
