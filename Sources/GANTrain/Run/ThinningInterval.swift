/// When lines of a run's log are due. The interval doubles whenever the run has doubled in length, so that a run of months has
/// few more lines than one of a day.
struct ThinningInterval {
    /// The first interval, in steps.
    let steps: Int
    /// The number of lines before the interval doubles.
    static let full = 1000

    func isDue(at step: Int) -> Bool { step.isMultiple(of: interval(at: step)) }

    private func interval(at step: Int) -> Int {
        var interval = steps
        while step > Self.full * interval { interval *= 2 }
        return interval
    }
}
