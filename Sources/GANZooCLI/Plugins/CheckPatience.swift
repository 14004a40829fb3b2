/// Waits for the check of a component, and says which rule runs for long: a component may never end.
struct CheckPatience {
    let component: String

    /// Seconds between two notes.
    static let interval = 60

    /// - Parameters:
    ///   - hasEnded: waits for the end, at most so many seconds; whether it came.
    ///   - rule: the rule that is being checked; nil before the first.
    ///   - say: gets the notes.
    func wait(
        _ hasEnded: (_ seconds: Int) throws -> Bool, rule: () throws -> String?, say: (String) -> Void
    ) rethrows {
        var seconds = 0
        while try !hasEnded(Self.interval) {
            seconds += Self.interval
            let rule = try rule() ?? "settings"
            say("note: `\(rule)` of \(component) has not ended after \(seconds) s; Ctrl-C stops the check")
        }
    }
}
