import Foundation
import GANData
import GANPictures

/// The logs of a run: metrics.jsonl, and the same for TensorBoard.
struct RunLogs {
    private var metrics: MetricsFile
    private var events: EventFile
    private let eventFile: String

    /// Creates the files, or opens those of a checkpoint.
    init(_ folder: RunFolder, from state: CheckpointState.Logs) throws {
        metrics = try MetricsFile(appendingTo: folder.metrics, at: state.metrics)
        eventFile = state.eventFile.isEmpty ? EventFile.name(time: Self.now) : state.eventFile
        events = try EventFile(appendingTo: folder.file(eventFile), at: state.events, time: Self.now)
    }

    private static var now: Double { Date().timeIntervalSince1970 }

    /// The lengths of the files.
    var state: CheckpointState.Logs {
        .init(metrics: metrics.offset, events: events.offset, eventFile: eventFile)
    }

    /// Writes a record of the steps since the last one.
    mutating func write(_ tick: MetricsRecord) throws {
        var (line, summary) = (JSONLine(), EventSummary())
        line.add("step", tick.step)
        for (name, value) in tick.numbers + tick.details {
            line.add(name, value)
            summary.add(Self.tag(name), scalar: value)
        }
        try metrics.append(line)
        try events.append(summary, step: tick.step, time: Self.now)
    }

    /// Writes an image for TensorBoard.
    mutating func write(_ picture: RasterImage, named name: String, step: Int) throws {
        var summary = EventSummary()
        summary.add(
            name,
            image: EventImage(
                height: picture.height, width: picture.width, channels: picture.channels, png: try picture.png()))
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
