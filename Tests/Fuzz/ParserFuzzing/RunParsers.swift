import GANCore
import GANMetrics
import GANModule
import GANRun
import GANTrain

extension FuzzedParser {
    static let runs = [
        FuzzedParser("run-json") { folder in
            let contents = try RunContents.checked(folder)
            return { input in
                try write(input, to: contents.paths.manifest)
                let manifest = try RunManifest(of: contents, folder: folder)
                _ = try manifest.text()
                let labels = LabelChoice(manifest.data)
                _ = labels.notes(about: labels.all(atMost: 16))
            }
        },
        FuzzedParser("state-json") { folder in
            let (store, state) = try checkpoint(in: folder)
            return { input in
                // The checksum of an input would never fit.
                try write(Array("[".utf8) + input + Array(",\n\(Checksum.of(input))]\n".utf8), to: state)
                let (found, problems) = store.newest()
                guard let found else { throw Refusal(description: problems.joined(separator: "\n")) }
                _ = LogInspection(of: RunPaths(folder), at: found).found
                _ = found.arithmeticRefusal
            }
        },
        FuzzedParser("metrics") { folder in
            let metrics = RunPaths(folder).metrics
            return { input in
                try write(input, to: metrics)
                _ = MetricPlots(try MetricHistory(run: folder)).plots
            }
        },
        FuzzedParser("times") { folder in
            let (store, path) = try checkpoint(in: folder)
            try write(Array(state(ofEvents: 0).utf8), to: path)
            guard let found = store.newest().checkpoint else { throw Refusal(description: "no checkpoint") }
            let inspection = LogInspection(of: RunPaths(folder), at: found)
            return { input in
                try write(input, to: RunPaths(folder).times)
                try refuse(inspection.found)
            }
        },
        FuzzedParser("events") { folder in
            let (store, path) = try checkpoint(in: folder)
            let paths = RunPaths(folder)
            let events = paths.path(of: RunPaths.eventsName)
            return { input in
                try write(withRecordChecksums(input), to: events)
                try write(Array(state(ofEvents: input.count).utf8), to: path)
                guard let found = store.newest().checkpoint else { throw Refusal(description: "no checkpoint") }
                try refuse(LogInspection(of: paths, at: found).found)
                _ = try EventFile(appendingTo: events, at: input.count, time: 0)
            }
        },
        FuzzedParser("report", file: "a.json") { path in
            let report = try EvaluationFile.read(path)
            _ = (report.orderedScores, report.classScores.map(\.headToTail))
            _ = RunComparison(reports: [("a", report), ("b", report)])
        },
        FuzzedParser("labels") { folder in
            let choices = [DatasetInfo.LabelKind.attributes, .vectors].map { kind in
                let info = DatasetInfo(
                    count: 4, channels: 1, height: 4, width: 4, labelKind: kind, labelSize: 2,
                    classNames: ["round", "red"])
                return LabelChoice(DatasetInfoFile(info))
            }
            let files = ["\(folder)/a.txt", "\(folder)/a.csv"]
            return { input in
                var refusals: [any Error] = []
                for file in files {
                    try write(input, to: file)
                    for choice in choices {
                        do { _ = try choice.rows(AskedLabels(file: file), atMost: 16, option: "the labels") } catch {
                            refusals.append(error)
                        }
                    }
                }
                // A label of one kind is none of the other.
                if let refusal = refusals.first, refusals.count == files.count * choices.count { throw refusal }
            }
        },
    ]

    /// A run's checkpoint of step 0 without tensors, as far as it does not depend on the input.
    /// - Returns: the checkpoints, and the path of the state.
    private static func checkpoint(in folder: String) throws -> (CheckpointStore, state: String) {
        let store = CheckpointStore(RunPaths(folder).path(of: .checkpoints))
        let own = "\(store.folder)/000000"
        try makeFolder(own)
        for file in [RunPaths.CheckpointFile.weights, .trainer] {
            try SafetensorsWriter().write(to: RunPaths.path(of: file, inCheckpoint: own))
        }
        return (store, RunPaths.path(of: .state, inCheckpoint: own))
    }

    private static func refuse(_ logs: [(path: String, defect: String?, remark: String)]) throws {
        if let defect = logs.compactMap(\.defect).first { throw Refusal(description: defect) }
    }

    /// The state of a checkpoint that knows so many bytes of TensorBoard's events.
    private static func state(ofEvents count: Int) -> String {
        let state =
            #"{"arithmetic":\#(Arithmetic.current),"best":{"all":[]},"checksums":{},"format":2,"identity":{},"#
            + #""isReported":true,"logs":{"eventFile":"","events":\#(count),"metrics":0},"means":{"entries":[]},"#
            + #""position":{"step":0,"update":0},"spread":{"points":[],"stride":1,"ticks":0},"unfinished":[]}"#
        return "[\(state),\n\(Checksum.of(Array(state.utf8)))]\n"
    }
}

/// Records of TFRecord files with the checksums of their lengths and data: those of a changed input would never fit.
private func withRecordChecksums(_ records: [UInt8]) -> [UInt8] {
    var (records, start) = (records, 0)
    func put(_ checksum: UInt32, at place: Int) {
        for byte in 0..<4 { records[place + byte] = UInt8(truncatingIfNeeded: checksum >> (8 * UInt32(byte))) }
    }
    while start + 12 <= records.count {
        let length = records[start..<(start + 8)]
        let count = length.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        put(CRC32C.masked(length), at: start + 8)
        let data = start + 12
        guard let end = Int(exactly: count).map({ $0.addingReportingOverflow(data) }), !end.overflow,
            end.partialValue <= records.count - 4
        else { break }
        put(CRC32C.masked(records[data..<end.partialValue]), at: end.partialValue)
        start = end.partialValue + 4
    }
    return records
}
