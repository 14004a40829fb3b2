import GANTensor
import Synchronization

/// Time, calls and bytes of each of a backend's kernels.
package final class KernelProfile: Sendable {
    /// One kernel's part in one call of a figure.
    package struct Line: Hashable, Sendable {
        package var kernel: String
        package var calls: Double
        package var seconds: Double
        /// Of the figure's time.
        package var share: Double
        /// Read, written, and both for what is updated in place.
        package var bytes: Double
    }

    private struct Entry {
        var calls = 0
        var duration = Duration.zero
        var bytes = 0
    }

    private let entries = Mutex<[String: Entry]>([:])

    package init() {}

    package func watching(_ backend: any Backend) -> WrappingBackend {
        WrappingBackend(backend) { call, body in
            let duration = ContinuousClock().measure(body)
            self.note(
                "\(call.name)", duration,
                bytes: (call.reads + call.writes + call.updates + call.updates).reduce(0) { $0 + $1.byteCount })
        }
    }

    private func note(_ kernel: String, _ duration: Duration, bytes: Int) {
        entries.withLock { entries in
            entries[kernel, default: Entry()].calls += 1
            entries[kernel, default: Entry()].duration += duration
            entries[kernel, default: Entry()].bytes += bytes
        }
    }

    /// The most expensive kernel first, what lies outside all kernels last.
    /// - Parameters:
    ///   - total: the seconds that `calls` calls of the figure took, kernels included.
    package func lines(total: Double, calls: Int) -> [Line] {
        let perCall = 1 / Double(max(calls, 1))
        var lines = entries.withLock { $0 }.map { kernel, entry in
            let seconds = entry.duration / .seconds(1)
            return Line(
                kernel: kernel, calls: Double(entry.calls) * perCall, seconds: seconds * perCall,
                share: seconds / total, bytes: Double(entry.bytes) * perCall)
        }
        lines.sort { ($1.seconds, $0.kernel) < ($0.seconds, $1.kernel) }
        let outside = total - lines.reduce(0) { $0 + $1.seconds } / perCall
        lines.append(
            Line(kernel: "(outside)", calls: 0, seconds: outside * perCall, share: outside / total, bytes: 0))
        return lines
    }
}

extension KernelProfile.Line {
    /// Under the figure's row.
    package var text: String {
        let padding = String(repeating: " ", count: max(0, 26 - kernel.count))
        guard calls > 0 else { return "    \(kernel)\(padding)\(short(seconds * 1000)) ms, \(percent(share))" }
        let rate = bytes / max(seconds, 1e-9) * 1e-9
        return "    \(kernel)\(padding)\(short(seconds * 1000)) ms, \(percent(share)), \(short(calls)) calls, "
            + "\(short(bytes * 1e-6)) MB, \(short(rate)) GB/s"
    }
}
