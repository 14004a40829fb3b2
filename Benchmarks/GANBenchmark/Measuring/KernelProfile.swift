import GANTensor
import Synchronization

/// Time, calls and bytes of each of a backend's kernels.
package final class KernelProfile: Sendable {
    /// The share of one kernel in one call of a benchmark.
    package struct Line: Hashable, Sendable {
        package var kernel: String
        package var calls: Double
        package var seconds: Double
        /// Share of the benchmark's time.
        package var share: Double
        /// Bytes read and written; data that is updated in place counts twice.
        package var bytes: Double
    }

    private struct Entry {
        var calls = 0.0
        var seconds = 0.0
        var bytes = 0.0
        var operations = 0.0

        mutating func add(_ other: Entry) {
            calls += other.calls
            seconds += other.seconds
            bytes += other.bytes
            operations += other.operations
        }
    }

    private struct State {
        var entries: [String: Entry] = [:]
        /// Weight of the current part.
        var weight = 1.0
    }

    private let state = Mutex(State())

    package init() {}

    package func watching(_ backend: any Backend) -> WrappingBackend {
        WrappingBackend(backend) { call, body in
            let duration = ContinuousClock().measure(body)
            self.note(call, seconds: duration / .seconds(1))
        }
    }

    /// The trial, with the kernels of its parts weighted like the parts.
    func weighing(_ trial: Trial) -> Trial {
        Trial(
            parts: trial.parts.map { part in
                Trial.Part(weight: part.weight) {
                    self.state.withLock { $0.weight = part.weight }
                    try part.run()
                }
            })
    }

    /// In one call of `trial`: floating-point operations of convolutions and products, by the direct algorithm, and calls of kernels.
    package static func totals(of trial: Trial, on backend: CPUBackend) throws -> (operations: Double, calls: Double) {
        let profile = KernelProfile()
        _ = try Backends.with(profile.watching(backend)) { try profile.weighing(trial).time() }
        return profile.state.withLock { state in
            state.entries.values.reduce((0, 0)) { ($0.0 + $1.operations, $0.1 + $1.calls) }
        }
    }

    private func note(_ call: KernelCall, seconds: Double) {
        let bytes = (call.reads + call.writes + call.updates + call.updates).reduce(0) { $0 + $1.byteCount }
        state.withLock { state in
            let weight = state.weight
            state.entries["\(call.name)", default: Entry()].add(
                Entry(
                    calls: weight, seconds: seconds * weight, bytes: Double(bytes) * weight,
                    operations: call.operations * weight))
        }
    }

    /// Sorted by time, most expensive first; time outside of kernels comes last.
    /// - Parameters:
    ///   - total: the seconds of `calls` calls of the benchmark, including kernels.
    package func lines(total: Double, calls: Int) -> [Line] {
        let perCall = 1 / Double(max(calls, 1))
        var lines = state.withLock { $0.entries }.map { kernel, entry in
            Line(
                kernel: kernel, calls: entry.calls * perCall, seconds: entry.seconds * perCall,
                share: entry.seconds / total, bytes: entry.bytes * perCall)
        }
        lines.sort { ($1.seconds, $0.kernel) < ($0.seconds, $1.kernel) }
        let outside = total - lines.reduce(0) { $0 + $1.seconds } / perCall
        lines.append(
            Line(kernel: "(outside)", calls: 0, seconds: outside * perCall, share: outside / total, bytes: 0))
        return lines
    }
}

extension KernelProfile.Line {
    /// Printed below the benchmark's row.
    package var text: String {
        let padding = String(repeating: " ", count: max(0, 26 - kernel.count))
        guard calls > 0 else { return "    \(kernel)\(padding)\(short(seconds * 1000)) ms, \(percent(share))" }
        let rate = bytes / max(seconds, 1e-9) * 1e-9
        return "    \(kernel)\(padding)\(short(seconds * 1000)) ms, \(percent(share)), \(short(calls)) calls, "
            + "\(short(bytes * 1e-6)) MB, \(short(rate)) GB/s"
    }
}
