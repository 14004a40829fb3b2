import GANTensor

/// One benchmark.
package struct Benchmark {
    package let name: String
    /// Description of one call, for the table.
    package let summary: String
    package let work: Work
    /// Makes the operands on the current backend, and returns the trial to time.
    let prepare: (CPUBackend) throws -> Trial

    init(name: String, summary: String, work: Work, trial: @escaping (CPUBackend) throws -> Trial) {
        (self.name, self.summary, self.work, prepare) = (name, summary, work, trial)
    }

    /// - Parameter prepare: makes the operands and returns the call to time.
    init(name: String, summary: String, work: Work, prepare: @escaping (CPUBackend) throws -> () throws -> Void) {
        self.init(name: name, summary: summary, work: work, trial: { Trial(try prepare($0)) })
    }

    /// The yardstick: OpenBLAS's product or plain copying; nil for the yardsticks themselves.
    package var yardstick: Yardstick? {
        guard let yardstick = work.yardstick, yardstick.benchmark.name != name else { return nil }
        return yardstick
    }
}

/// The work of one call.
package enum Work: Hashable, Sendable {
    /// Floating-point operations of the direct algorithm, 2 per multiply-add.
    case operations(Double)
    /// The least number of bytes that must be read and written.
    case bytes(Double)
    case numbers(Double)
    /// Images of a call of a network. Its operations are counted while it runs.
    case images(Int)
    /// Images that are read, not computed.
    case samples(Int)
    /// Work that happens once: the time counts, not a rate.
    case once

    package var unit: String {
        switch self {
        case .operations: "GFLOP/s"
        case .bytes: "GB/s"
        case .numbers: "M/s"
        case .images, .samples: "img/s"
        case .once: "s"
        }
    }

    /// The value in `unit` of a call that takes this many seconds.
    func value(seconds: Double) -> Double { self == .once ? seconds : amount / seconds }

    /// The work of one call, in the quantity that `unit` counts per second.
    package var amount: Double {
        switch self {
        case .operations(let count), .bytes(let count): count * 1e-9
        case .numbers(let count): count * 1e-6
        case .images(let count), .samples(let count): Double(count)
        case .once: 1
        }
    }

    var isOfImages: Bool {
        if case .images = self { true } else { false }
    }

    fileprivate var yardstick: Yardstick? {
        switch self {
        case .operations, .images: .sgemm
        case .bytes: .memcpy
        case .numbers, .samples, .once: nil
        }
    }
}

package enum Yardstick: Hashable, Sendable {
    case sgemm, memcpy

    var benchmark: Benchmark {
        switch self {
        case .sgemm: .sgemm
        case .memcpy: .memcpy
        }
    }
}

extension Benchmark {
    /// All benchmarks, in the order of measurement.
    package static var all: [Benchmark] {
        [sgemm] + products + convolutions + [memcpy, memcpyOnOneThread] + memoryPasses + resamplings + updates
            + networks
    }
}
