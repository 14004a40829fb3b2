import Foundation
import GANCore

/// The newest numbers of `times.jsonl`. A missing or damaged line loses its numbers and nothing else.
package struct RunTimes: Sendable {
    private struct Line: Decodable {
        let seconds: Double?
        let imagesPerSecond: Double?
        let peakMemory: Double?

        private enum CodingKeys: String, CodingKey {
            case seconds
            case imagesPerSecond = "images_per_second"
            case peakMemory = "peak_memory_mb"
        }
    }

    /// Of training, over all parts of the run; nil if no line has it.
    package private(set) var seconds: Double?
    package private(set) var imagesPerSecond: Double?
    /// Of the process, in megabytes.
    package private(set) var peakMemory: Double?
    /// Seconds between the last two records of metrics; nil before the second one.
    package private(set) var interval: Double?
    /// At the last record of metrics. Lines of checkpoints are none.
    private var recorded: Double?

    package init() {}

    /// - Parameter lines: of the file, in their order.
    init(_ lines: some Sequence<ArraySlice<UInt8>>) { for line in lines { add(line) } }

    /// Adds the next line.
    package mutating func add(_ bytes: some Collection<UInt8>) {
        guard let line = try? JSONDecoder().decode(Line.self, from: Data(bytes)) else { return }
        seconds = Self.plausible(line.seconds) ?? seconds
        imagesPerSecond = Self.plausible(line.imagesPerSecond) ?? imagesPerSecond
        peakMemory = Self.plausible(line.peakMemory) ?? peakMemory
        guard line.imagesPerSecond != nil, let now = Self.plausible(line.seconds) else { return }
        if let recorded, now > recorded { interval = now - recorded }
        recorded = now
    }

    /// Nil for numbers that no run has.
    private static func plausible(_ value: Double?) -> Double? {
        value.flatMap { (0...1e12).contains($0) ? $0 : nil }
    }

    /// "7 minutes", "3 h 20 min".
    package static func duration(_ seconds: Double) -> String {
        let minutes = Int((seconds / 60).rounded())
        if minutes == 0 { return "\(digits(seconds)) seconds" }
        return minutes < 60 ? counted(minutes, "minute") : "\(grouped(minutes / 60)) h \(minutes % 60) min"
    }
}
