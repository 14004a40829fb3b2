import GANCore

extension CheckpointState {
    /// Describes a value that no run writes; nil if there is none. The checksum of state.json detects damage, not manipulation:
    /// a checkpoint may come from a stranger, and its names and numbers become files, indices and arithmetic.
    var defect: String? {
        numberDefect ?? nameDefect ?? spread.defect ?? pictures.sheets.defect ?? pictures.logged.defect
            ?? (position.update == 0 && !unfinished.isEmpty
                ? "it has metrics of an update, but the step has no updates" : nil)
    }

    private var numberDefect: String? {
        guard arithmetic >= 1 else { return "`arithmetic` is \(arithmetic), which is not above 0" }
        if let seconds = secondsOfFormat1, !seconds.isFinite || seconds < 0 {
            return "`seconds` is \(seconds), which is not a duration"
        }
        let numbers =
            [(logs.metrics, "logs.metrics"), (logs.events, "logs.events")] + best.all.map { ($0.step, "best.step") }
        return position.defect ?? numbers.lazy.compactMap { RunNumber.defect(of: $0, $1) }.first ?? means.defect
    }

    private var nameDefect: String? {
        guard logs.eventFile.isEmpty || EventFile.isName(logs.eventFile) else {
            return "`logs.eventFile` is `\(logs.eventFile.shortened(to: 80))`, which is not the name of an event file"
        }
        let metrics = unfinished.map(\.name) + means.names
        if let wrong = metrics.first(where: { !Self.isMetric($0) }) {
            return "`\(wrong.shortened(to: 80))` is not the name of a metric"
        }
        if let scoring = best.scoring, scoring.wholeMatch(of: /[a-z0-9 ]{1,200}/) == nil {
            return "`best.scoring` is `\(scoring.shortened(to: 80))`, which is no hash"
        }
        let scores = best.all.map(\.name)
        return scores.first { $0.wholeMatch(of: /[A-Za-z0-9_.\-]{1,100}/) == nil }.map {
            "`\($0.shortened(to: 80))` is not the name of a score"
        }
    }

    /// `regularizers.r1.slope`. Plugins choose the last part; it is printed and logged.
    private static func isMetric(_ name: String) -> Bool {
        (1...200).contains(name.utf8.count) && !name.unicodeScalars.contains(where: \.isControl)
    }
}
