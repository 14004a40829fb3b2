import GANTrain

/// What a run says of itself: about forty lines, whatever its length, at most one a second.
struct ProgressLines {
    private let steps: Int
    private let batch: Int
    private let clock = ContinuousClock()
    private let start: ContinuousClock.Instant
    private var last: ContinuousClock.Instant
    private var lastStep = 0
    /// The newest value of each figure, in the order in which they first came: a lazy term's from the step it was due.
    private var latest = StepFigures()

    init(steps: Int, batch: Int) {
        (self.steps, self.batch) = (steps, batch)
        start = clock.now
        last = start
    }

    /// A line when it is time for one.
    mutating func line(after step: Int, _ figures: StepFigures) -> String? {
        latest = figures.updating(latest)
        let now = clock.now
        let isTime = step == steps || (step - lastStep >= max(steps / 40, 1) && now - last >= .seconds(1))
        guard isTime else { return nil }
        let rate = Double((step - lastStep) * batch) / max((now - last) / .seconds(1), 1e-9)
        (last, lastStep) = (now, step)
        let values = latest.values.map { "\($0.name) \(shortened($0.value))" }.joined(separator: "  ")
        let left = (now - start) / .seconds(1) / Double(step) * Double(steps - step)
        return "step \(step) of \(steps)  \(shortened(rate)) img/s  \(duration(left)) left  \(values)"
    }

    /// Four digits that count.
    private func shortened(_ value: Double) -> String {
        guard value.isFinite, value != 0 else { return "\(value)" }
        var scale = 1.0
        while (value * scale).magnitude < 1000, scale < 1e12 { scale *= 10 }
        return "\((value * scale).rounded() / scale)"
    }
}
