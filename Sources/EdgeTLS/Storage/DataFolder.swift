/// Where the data folder is.
public enum DataFolder {
    /// The folder named, else `$EDGE_DATA`, else `$STATE_DIRECTORY` (systemd), else `$XDG_DATA_HOME/edge`, else
    /// `~/.local/share/edge`. `nil` where none of them says anything.
    public static func locate(_ explicit: String?, environment: (String) -> String?) -> String? {
        func value(_ name: String) -> String? { environment(name).flatMap { $0.isEmpty ? nil : $0 } }
        if let explicit, !explicit.isEmpty { return explicit }
        if let data = value("EDGE_DATA") { return data }
        // systemd names several, with colons, where a unit has several.
        if let state = value("STATE_DIRECTORY") { return state.split(separator: ":").first.map(String.init) }
        // The specification has relative paths ignored.
        if let data = value("XDG_DATA_HOME"), data.hasPrefix("/") { return data + "/edge" }
        return value("HOME").map { $0 + "/.local/share/edge" }
    }
}
