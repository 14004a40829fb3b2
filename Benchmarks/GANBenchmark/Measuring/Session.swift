import GANTensor

/// Measures benchmarks, each in turn with its yardstick and, if available, with PyTorch.
package struct Session {
    let threads: Int
    /// The minimum time spent in each benchmark's own calls.
    let seconds: Double
    let pyTorch: PyTorch?
    let profiles: Bool

    package struct Result {
        package var own: Outcome
        package var pyTorch: Outcome?
        /// The kernels of one call; empty unless requested.
        package var profile: [KernelProfile.Line] = []
    }

    private static let rounds = 5

    package init(threads: Int, seconds: Double, pyTorch: PyTorch?, profiles: Bool) {
        (self.threads, self.seconds, self.pyTorch, self.profiles) = (threads, seconds, pyTorch, profiles)
    }

    /// A separate backend, so that the allocator's peak belongs to this benchmark.
    package func measure(_ benchmark: Benchmark) throws -> Result {
        let backend = CPUBackend(threads: threads)
        return try Backends.with(backend) {
            let trial = try benchmark.prepare(backend)
            let own = try LocalContender(trial)
            let yardstick = try benchmark.yardstick.map { try LocalContender($0.benchmark.prepare(backend)) }
            let other = try pyTorch?.contender(benchmark.name)
            let timings = try takeTurns(own: own, yardstick: yardstick, pyTorch: other)
            let totals = try benchmark.work.isOfImages ? KernelProfile.totals(of: trial, on: backend) : nil
            let operations = totals?.operations
            var result = Result(
                own: Outcome(benchmark, timings.own, beside: timings.yardstick, operations: operations))
            result.own.kernelCalls = totals?.calls
            let peak = backend.allocator.statistics.peakBytesInUse
            result.own.peakMegabytes = peak > 0 ? Double(peak) * 1e-6 : nil
            if let other = timings.pyTorch {
                result.own.ofPyTorch = timings.own.speed(relativeTo: other)
                result.pyTorch = Outcome(benchmark, other, beside: timings.yardstick, operations: operations)
                result.pyTorch?.benchmark = "pytorch." + benchmark.name
                result.pyTorch?.peakMegabytes = pyTorch?.peakMegabytes
            }
            if profiles { result.profile = try profile(trial, on: backend) }
            return result
        }
    }

    private func takeTurns(
        own: LocalContender, yardstick: LocalContender?, pyTorch: PyTorch.Contender?
    ) throws -> (own: Timings, yardstick: Timings?, pyTorch: Timings?) {
        var (own, yardstick, pyTorch) = (own, yardstick, pyTorch)
        var ownTimings = Timings()
        var yardstickTimings: Timings? = yardstick == nil ? nil : Timings()
        var pyTorchTimings: Timings? = pyTorch == nil ? nil : Timings()
        let share = seconds / Double(Self.rounds)
        for _ in 0..<Self.rounds {
            if let times = try yardstick?.round(share / 2) { yardstickTimings?.append(times) }
            ownTimings.append(try own.round(share))
            if let times = try pyTorch?.round(share) { pyTorchTimings?.append(times) }
        }
        return (ownTimings, yardstickTimings, pyTorchTimings)
    }

    private func profile(_ trial: Trial, on backend: CPUBackend) throws -> [KernelProfile.Line] {
        let profile = KernelProfile()
        return try Backends.with(profile.watching(backend)) {
            let times = try LocalContender.timedCalls(
                of: profile.weighing(trial), for: seconds / Double(Self.rounds))
            return profile.lines(total: times.reduce(0, +), calls: times.count)
        }
    }
}
