/// Something that is timed in turn with what it is compared to.
protocol Contender {
    /// Times calls for about `seconds`, at least one, and returns when the processor is idle again.
    mutating func round(_ seconds: Double) throws -> [Double]
}

/// A call in this process.
struct LocalContender: Contender {
    private let call: () -> Void
    private var lastDuration = 0.0

    /// Seconds of unmeasured calls at the start: memory is mapped, the clock rises.
    private static let warmUp = 0.1

    init(_ call: @escaping () -> Void) {
        self.call = call
        lastDuration = Self.timedCalls(of: call, for: Self.warmUp).last ?? 0
        Processor.waitUntilIdle()
    }

    mutating func round(_ seconds: Double) -> [Double] {
        // The others had the caches meanwhile; to a long call that makes no difference.
        if lastDuration < Self.warmUp { call() }
        let times = Self.timedCalls(of: call, for: seconds)
        lastDuration = times.last ?? 0
        Processor.waitUntilIdle()
        return times
    }

    /// At least one.
    static func timedCalls(of call: () -> Void, for seconds: Double) -> [Double] {
        let clock = ContinuousClock()
        let start = clock.now
        var times: [Double] = []
        repeat {
            times.append(clock.measure(call) / .seconds(1))
        } while (clock.now - start) / .seconds(1) < seconds
        return times
    }
}
