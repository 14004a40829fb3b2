import GANTensor

/// One thing that is measured.
package struct Benchmark {
    package let name: String
    /// What one call does, for the reader of a table.
    package let summary: String
    package let work: Work
    /// Makes the operands on the current backend and returns what is timed.
    let prepare: (CPUBackend) throws -> Trial

    init(name: String, summary: String, work: Work, trial: @escaping (CPUBackend) throws -> Trial) {
        (self.name, self.summary, self.work, prepare) = (name, summary, work, trial)
    }

    /// - Parameter prepare: makes the operands and returns the call to time.
    init(name: String, summary: String, work: Work, prepare: @escaping (CPUBackend) throws -> () throws -> Void) {
        self.init(name: name, summary: summary, work: work, trial: { Trial(try prepare($0)) })
    }

    /// What bounds it: OpenBLAS's product or plain copying. Nothing bounds the bounds.
    package var yardstick: Yardstick? {
        guard let yardstick = work.yardstick, yardstick.benchmark.name != name else { return nil }
        return yardstick
    }
}

/// What one call gets done.
package enum Work: Hashable, Sendable {
    /// Floating-point operations of the direct algorithm, 2 per multiply-add.
    case operations(Double)
    /// Bytes that must be read and written at least.
    case bytes(Double)
    case numbers(Double)
    /// Images of a network's call, whose operations are counted as they come.
    case images(Int)
    /// Images that are fetched, not computed.
    case samples(Int)
    /// What is done once: how long it takes counts, not how often it could be done.
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

    /// In `unit`, of a call that takes so many seconds.
    func value(seconds: Double) -> Double { self == .once ? seconds : amount / seconds }

    /// One call's work, in what `unit` counts per second.
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
    /// Every benchmark, in the order in which they are measured and printed.
    package static var all: [Benchmark] {
        [sgemm] + products + convolutions + [memcpy, memcpyOnOneThread] + memoryPasses + resamplings + updates
            + networks
    }
}
