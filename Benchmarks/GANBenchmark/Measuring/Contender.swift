/// One side of a comparison; both sides are timed in turn.
protocol Contender {
    /// Times calls for about `seconds`, at least one call. Returns when the processor is idle again.
    mutating func round(_ seconds: Double) throws -> [Double]
}

/// A call in this process.
struct LocalContender: Contender {
    private let trial: Trial
    private var lastDuration = 0.0

    /// Seconds of unmeasured calls at the start, in which memory is mapped and the clock rate rises.
    private static let warmUp = 0.1

    init(_ trial: Trial) throws {
        self.trial = trial
        lastDuration = try Self.timedCalls(of: trial, for: Self.warmUp).last ?? 0
        Processor.waitUntilIdle()
    }

    mutating func round(_ seconds: Double) throws -> [Double] {
        // Others used the caches in the meantime; for a long call this makes no difference.
        if lastDuration < Self.warmUp { _ = try trial.time() }
        let times = try Self.timedCalls(of: trial, for: seconds)
        lastDuration = times.last ?? 0
        Processor.waitUntilIdle()
        return times
    }

    /// At least one call.
    static func timedCalls(of trial: Trial, for seconds: Double) throws -> [Double] {
        let clock = ContinuousClock()
        let start = clock.now
        var times: [Double] = []
        repeat {
            times.append(try trial.time())
        } while (clock.now - start) / .seconds(1) < seconds
        return times
    }
}
