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
            let (store, state) = try checkpoint(in: folder)
            try write(Array(emptyState.utf8), to: state)
            guard let found = store.newest().checkpoint else { throw Refusal(description: "no checkpoint") }
            let inspection = LogInspection(of: RunPaths(folder), at: found)
            return { input in
                try write(input, to: RunPaths(folder).times)
                _ = inspection.found
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
                for file in files {
                    try write(input, to: file)
                    for choice in choices {
                        _ = try? choice.rows(AskedLabels(file: file), atMost: 16, option: "the labels")
                    }
                }
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

    private static var emptyState: String {
        let state =
            #"{"arithmetic":\#(Arithmetic.current),"best":{"all":[]},"checksums":{},"format":2,"identity":{},"#
            + #""isReported":true,"logs":{"eventFile":"","events":0,"metrics":0},"means":{"entries":[]},"#
            + #""position":{"step":0,"update":0},"spread":{"points":[],"stride":1,"ticks":0},"unfinished":[]}"#
        return "[\(state),\n\(Checksum.of(Array(state.utf8)))]\n"
    }
}
