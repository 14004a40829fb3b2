import Foundation
import GANCore
import GANData
import GANPictures

/// The logs of a run: metrics.jsonl, the same for TensorBoard, and times.jsonl.
struct RunLogs {
    private var metrics: MetricsFile
    private var events: EventFile
    private var times: TimesFile
    private let eventFile: String

    /// Creates the files, or opens those of a checkpoint.
    init(_ paths: RunPaths, from state: CheckpointState.Logs, at position: StepPosition) throws {
        metrics = try MetricsFile(appendingTo: paths.metrics, at: state.metrics)
        eventFile = state.eventFile.isEmpty ? RunPaths.eventsName : state.eventFile
        events = try EventFile(appendingTo: paths.path(of: eventFile), at: state.events, time: Self.now)
        times = try TimesFile(appendingTo: paths.times, upTo: position)
    }

    private static var now: Double { Date().timeIntervalSince1970 }

    /// Training time up to the position at which the files were opened; nil if times.jsonl does not say.
    var seconds: Double? { times.seconds }

    /// The lengths of the files. That of times.jsonl is not among them: it differs between equal runs.
    var state: CheckpointState.Logs {
        .init(metrics: metrics.offset, events: events.offset, eventFile: eventFile)
    }

    /// Writes a record of the steps since the last one.
    mutating func write(_ tick: MetricsRecord) throws {
        var (line, summary) = (JSONLine(), EventSummary())
        line.add("step", tick.step)
        for (name, value) in tick.numbers + tick.details { line.add(name, value) }
        for (name, value) in tick.all + tick.details { summary.add(Self.tag(name), scalar: value) }
        try metrics.append(line)
        try events.append(summary, step: tick.step, time: Self.now)
        try times.append(StepPosition(step: tick.step), seconds: tick.seconds, rates: tick.rates + tick.exchanges)
    }

    /// Writes the training time up to a checkpoint.
    mutating func write(_ seconds: Double, at position: StepPosition) throws {
        try times.append(position, seconds: seconds)
    }

    /// Writes an image for TensorBoard.
    mutating func write(_ picture: EventImage, named name: String, step: Int) throws {
        var summary = EventSummary()
        summary.add(name, image: picture)
        try events.append(summary, step: step, time: Self.now)
    }

    /// Waits until everything is on disk.
    func synchronize() throws {
        try metrics.synchronize()
        try events.synchronize()
    }

    /// TensorBoard groups tags by the part before the slash: `loss/generator`.
    private static func tag(_ name: String) -> String {
        guard let point = name.firstIndex(of: ".") else { return "run/\(name)" }
        return "\(name[..<point])/\(name[name.index(after: point)...])"
    }
}
