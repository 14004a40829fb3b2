/// The result of one benchmark.
package struct Outcome {
    package var benchmark: String
    /// The rate at the median time, in `unit`.
    package var value: Double
    package var unit: String
    package var ofSgemm: Double?
    package var ofMemcpy: Double?
    package var ofPyTorch: Double?
    /// Peak memory of tensors and scratch space, in 10⁶ bytes.
    package var peakMegabytes: Double?
    /// Kernel calls of one call, for networks.
    package var kernelCalls: Double?
    package var median: Double
    package var minimum: Double
    /// The interquartile range of the times divided by the median.
    package var spread: Double
    package var repetitions: Int

    /// - Parameter operations: floating-point operations of one call, if `benchmark` does not state them.
    package init(_ benchmark: Benchmark, _ timings: Timings, beside yardstick: Timings?, operations: Double? = nil) {
        (self.benchmark, unit) = (benchmark.name, benchmark.work.unit)
        value = benchmark.work.value(seconds: timings.median)
        (median, minimum, spread) = (timings.median, timings.minimum, timings.spread)
        repetitions = timings.count
        guard let yardstick, let kind = benchmark.yardstick else { return }
        let amount = operations.map { $0 * 1e-9 } ?? benchmark.work.amount
        let fraction = timings.speed(relativeTo: yardstick) * amount / kind.benchmark.work.amount
        switch kind {
        case .sgemm: ofSgemm = fraction
        case .memcpy: ofMemcpy = fraction
        }
    }

    package var jsonLine: String {
        var line = JSONLine()
        line.add("benchmark", benchmark)
        line.add("value", value)
        line.add("unit", unit)
        line.add("of_sgemm", ofSgemm)
        line.add("of_memcpy", ofMemcpy)
        line.add("of_pytorch", ofPyTorch)
        line.add("peak_mb", peakMegabytes)
        line.add("kernel_calls", kernelCalls)
        line.add("ms", median * 1000)
        line.add("min_ms", minimum * 1000)
        line.add("spread", spread)
        line.add("repetitions", repetitions)
        return line.text
    }
}
