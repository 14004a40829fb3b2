import Foundation
import GANCore
import GANModule

/// Reads the logs of a run as far as a checkpoint says that they go.
package struct LogInspection {
    private let paths: RunPaths
    private let logs: CheckpointState.Logs
    private let position: StepPosition

    package init(of paths: RunPaths, at checkpoint: Checkpoint) {
        (self.paths, logs, position) = (paths, checkpoint.state.logs, checkpoint.state.position)
    }

    /// What is wrong with each log, on one line without a full stop; nil for a whole one. Of a whole one, the remark says how much stands after
    /// the part that the checkpoint knows. Logs that are not there, and need not be, are left out: an imported run has none.
    package var found: [(path: String, defect: String?, remark: String)] {
        let events = paths.path(of: logs.eventFile.isEmpty ? RunPaths.eventsName : logs.eventFile)
        let all: [(path: String, defect: String?, known: Int)] = [
            (paths.metrics, metricsDefect, logs.metrics), (events, eventsDefect(events), logs.events),
            (paths.times, timesDefect, knownTimes),
        ]
        return all.compactMap { log in
            let size = try? SystemFile.statusOfLink(log.path).size
            guard log.defect != nil || size != nil else { return nil }
            return (path: log.path, defect: log.defect, remark: Self.remark((size ?? 0) - log.known))
        }
    }

    private static func remark(_ later: Int) -> String {
        later > 0
            ? "\(counted(later, "byte")) after the newest checkpoint \(later == 1 ? "is" : "are") cut off by the next training"
            : ""
    }

    private var knownTimes: Int {
        (try? RunContents.read(paths.times)).map { TimesFile.length(of: $0, upTo: position) } ?? 0
    }

    private var timesDefect: String? {
        guard (try? SystemFile.statusOfLink(paths.times)) != nil else { return nil }
        do throws(UnreadableFile) {
            return TimesFile.defect(of: try RunContents.read(paths.times), upTo: position)
        } catch { return "it cannot be read: \(error.reason)" }
    }

    private var metricsDefect: String? {
        let lines: [ArraySlice<UInt8>]
        do throws(UnreadableFile) {
            let bytes = try RunContents.read(paths.metrics)
            guard bytes.count >= logs.metrics else { return Self.tooShort(bytes.count, logs.metrics) }
            let known = bytes.prefix(logs.metrics)
            guard known.last ?? LogLines.end == LogLines.end else {
                return "no line ends where the newest checkpoint says"
            }
            lines = try LogLines(known).all
        } catch { return logs.metrics == 0 ? nil : "it cannot be read: \(error.reason)" }
        var last = -1
        for (index, line) in lines.enumerated() {
            guard let step = (try? JSONDecoder().decode(Line.self, from: Data(line)))?.step, step > last else {
                return "line \(index + 1) is not a record of a later step"
            }
            last = step
        }
        return nil
    }

    private struct Line: Decodable {
        let step: Int
    }

    private func eventsDefect(_ path: String) -> String? {
        do throws(SystemError) {
            let file = try SystemFile.reading(path, followsLinks: false)
            let status = try file.status()
            guard status.isRegular else { return "it is a \(status.kind)" }
            guard status.size >= logs.events else { return Self.tooShort(status.size, logs.events) }
            guard try EventRecord.ends(at: logs.events, in: file) else {
                return "no record ends where the newest checkpoint says"
            }
            return try EventRecord.damage(upTo: logs.events, in: file).map {
                "the record at byte \($0) does not match its checksum"
            }
        } catch { return logs.events == 0 ? nil : "it cannot be read: \(error.reason)" }
    }

    private static func tooShort(_ size: Int, _ expected: Int) -> String {
        "it has \(counted(size, "byte")), but the newest checkpoint expects \(counted(expected, "byte"))"
    }
}
