import Foundation
import GANCore
import GANMetrics
import GANModule
import GANRecipe
import GANRun
import GANTrain

/// A run that is watched. Of its files, only those that changed are read again, and of its logs only what was added.
struct WatchedRun {
    /// The path below the folder of runs: `mine`, `sweep/mine-0`.
    let name: String
    let folder: String
    /// Changes with everything that the run's page shows.
    private(set) var generation = 0
    /// The reason why the folder cannot be read as a run; nil if it can.
    private(set) var refusal: String?
    private(set) var manifest: RunManifest?
    private(set) var recipe: CheckedRecipe?
    private(set) var planned: Double?
    private(set) var metrics = RunMetrics()
    private(set) var times = RunTimes()
    private(set) var evaluations: [(name: String, report: EvaluationReport)] = []
    /// The newest sheet of generated images; nil if there is none.
    private(set) var sheet: Int?
    /// When something was written last; in nanoseconds since 1970.
    private(set) var written = 0

    private var timesFile = GrowingFile()
    private var marks: [String: FileMark] = [:]
    private var problems: [String: [String]] = [:]

    init(_ name: String, in folder: String) { (self.name, self.folder) = (name, "\(folder)/\(name)") }

    /// Reads what changed.
    mutating func update() {
        let contents: RunContents
        do {
            guard try !SystemFile.statusOfLink(folder).isLink else { throw RunError.failed("the folder is a link") }
            contents = try .checked(folder)
            try updateDescription(contents)
            refusal = nil
        } catch {
            if refusal == nil { generation += 1 }
            refusal = words(error).split(separator: "\n").first.map(String.init)
            return
        }
        guard let manifest else { return }
        if hasChanged(contents.paths.metrics) {
            metrics.update(from: contents.paths.metrics, manifest.data.info, planned: planned)
        }
        _ = hasChanged(contents.paths.path(of: .checkpoints))
        if hasChanged(contents.paths.times) { updateTimes(contents.paths.times) }
        if hasChanged(contents.paths.path(of: .samples)) { sheet = RunPageParts.newestSheet(in: contents) }
        // Scores are also computed of runs that stopped.
        if hasChanged(contents.paths.path(of: .evaluation), isOfTraining: false) { updateEvaluations() }
    }

    /// Whether a file or folder is another one than at the last call.
    private mutating func hasChanged(_ path: String, isOfTraining: Bool = true) -> Bool {
        let mark = (try? SystemFile.statusOfLink(path)).map(FileMark.init)
        guard mark != marks[path] else { return false }
        marks[path] = mark
        generation += 1
        if isOfTraining { written = max(written, mark?.modified ?? 0) }
        return true
    }

    /// Run.json, the recipe, and what follows from them.
    private mutating func updateDescription(_ contents: RunContents) throws {
        let (manifestChanged, recipeChanged) = (
            hasChanged(contents.paths.manifest), hasChanged(contents.paths.resolvedRecipe)
        )
        guard manifestChanged || recipeChanged || refusal != nil else { return }
        let manifest = try RunManifest(of: contents, folder: folder)
        (self.manifest, recipe) = (manifest, nil)
        problems["recipe"] = attempt { recipe = try RunRecipe(folder).checkedAlone(plugins: manifest.plugins) }
        planned = try digest(contents, manifest, history: nil).planned
        (metrics, marks[contents.paths.metrics]) = (RunMetrics(), nil)
    }

    private mutating func updateTimes(_ path: String) {
        var new = times
        try? timesFile.read(path) {
            new = RunTimes()
        } _: { line in
            new.add(line)
        }
        times = new
    }

    private mutating func updateEvaluations() {
        var found: [(String, EvaluationReport)] = []
        let known = Dictionary(evaluations.map { ($0.name, $0.report) }) { first, _ in first }
        var words: [String] = []
        for path in ((try? EvaluationFile.paths(in: folder)) ?? []).prefix(RunDigest.mostReports) {
            let name = path.lastPathPart
            if !hasChanged(path), let report = known[name] {
                found.append((name, report))
            } else {
                words += attempt { found.append((name, try EvaluationFile.read(path))) } ?? []
            }
        }
        (evaluations, problems["evaluation"]) = (found, words)
    }

    /// - Returns: the error in words; nil if there is none.
    private func attempt(_ work: () throws -> Void) -> [String]? {
        do {
            try work()
            return nil
        } catch { return [words(error)] }
    }

    /// Without the place of the folder on this machine.
    private func words(_ error: any Error) -> String {
        "\(error)".replacing(folder, with: name)
    }

    // MARK: Pages

    /// What is damaged or missing, in words.
    var warnings: [String] {
        problems.keys.sorted().flatMap { problems[$0] ?? [] } + (metrics.problem.map { [$0] } ?? [])
    }

    /// The run as pages show it; nil if it cannot be read.
    /// - Throws: `RunError`.
    func digest() throws -> RunDigest? {
        guard let manifest, refusal == nil else { return nil }
        var damaged: [String] = []
        let history: MetricHistory?
        do {
            let lines = metrics.lines
            history =
                lines.count == 0
                ? nil
                : try MetricHistory(lines: lines.text, of: "the curves", mostPoints: ThinnedLines.mostLines + 1) { _ in
                    damaged = ["damaged lines of the metrics are left out"]
                }
        } catch { (history, damaged) = (nil, ["\(error)"]) }
        return try digest(RunContents.checked(folder), manifest, history: history, damaged)
    }

    private func digest(
        _ contents: RunContents, _ manifest: RunManifest, history: MetricHistory?, _ damaged: [String] = []
    ) throws -> RunDigest {
        try RunDigest(contents, manifest, recipe, history, evaluations, problems: warnings + damaged)
    }

    /// The bytes of the newest sheet; nil if there is none.
    func newestSheet() -> [UInt8]? {
        guard let sheet, let contents = try? RunContents.checked(folder) else { return nil }
        return try? RunContents.read(RunPageParts.sheet(ofStep: sheet, in: contents), limit: Self.largestSheet)
    }

    private static let largestSheet = 1 << 26
}

/// What changes when a file is written or replaced.
private struct FileMark: Hashable {
    let identity: FileIdentity
    let size: Int
    let modified: Int

    init(_ status: FileStatus) { (identity, size, modified) = (status.identity, status.size, status.modified) }
}
