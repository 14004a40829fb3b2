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
    /// Another one whenever something changed that the run's page shows.
    private(set) var generation = UUID()
    /// The reason why the folder cannot be read as a run; nil if it can.
    private(set) var refusal: String?
    private(set) var manifest: RunManifest?
    /// The text of the recipe; nil if it cannot be read. A checked recipe could not go from one thread to another.
    private var recipe: String?
    private(set) var planned: Double?
    private(set) var metrics = RunMetrics()
    private(set) var times = RunTimes()
    private(set) var evaluations: [(name: String, report: EvaluationReport)] = []
    /// The steps of the sheets of generated images, ascending.
    private(set) var sheets: [Int] = []
    /// When something was written last; in nanoseconds since 1970.
    private(set) var written = 0

    private var timesFile = GrowingFile()
    private var marks: [String: FileMark] = [:]
    private var problems: [String: [PageWarning]] = [:]

    init(_ name: String, in folder: String) { (self.name, self.folder) = (name, "\(folder)/\(name)") }

    /// Reads what changed.
    mutating func update() {
        let contents: RunContents
        do {
            guard try !SystemFile.statusOfLink(folder).isLink else { throw RunFolderError.link(path: folder) }
            contents = try RunContents(folder)
        } catch { return refuse(warning(error)) }
        do { try updateDescription(contents) } catch {
            return refuse(PageWarning("\(name)/\(RunPaths.manifestName)", RunDigest.unreadable))
        }
        if refusal != nil { (refusal, generation) = (nil, UUID()) }
        guard let manifest else { return }
        if hasChanged(contents.paths.metrics) {
            metrics.update(from: contents.paths.metrics, manifest.data.info, planned: planned)
        }
        _ = hasChanged(contents.paths.path(of: .checkpoints))
        if hasChanged(contents.paths.times) { updateTimes(contents.paths.times) }
        if hasChanged(contents.paths.path(of: .samples)) { sheets = RunPageParts.sheets(in: contents) }
        // Scores are also computed of runs that stopped.
        if hasChanged(contents.paths.path(of: .evaluation), isOfTraining: false) { updateEvaluations() }
    }

    private mutating func refuse(_ warning: PageWarning) {
        if refusal == nil { generation = UUID() }
        refusal = warning.text
    }

    /// Whether a file or folder is another one than at the last call.
    private mutating func hasChanged(_ path: String, isOfTraining: Bool = true) -> Bool {
        let mark = (try? SystemFile.statusOfLink(path)).map(FileMark.init)
        guard mark != marks[path] else { return false }
        marks[path] = mark
        generation = UUID()
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
        var checked: CheckedRecipe?
        problems["recipe"] = Self.attempt(RunPaths.resolvedRecipeName, RunDigest.unreadable) {
            let text = try RunRecipe(folder).text()
            checked = try RunRecipe(folder).checked(alone: text, plugins: manifest.plugins)
            recipe = text
        }
        planned = try RunDigest(contents, manifest, checked, nil, [], problems: []).planned
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
        var damaged: [PageWarning] = []
        for path in ((try? EvaluationFile.paths(in: folder)) ?? []).prefix(RunDigest.mostReports) {
            let name = path.lastPathPart
            if !hasChanged(path), let report = known[name] {
                found.append((name, report))
            } else {
                damaged += Self.attempt("\(RunPaths.Subfolder.evaluation.rawValue)/\(name)", RunDigest.noReport) {
                    found.append((name, try EvaluationFile.read(path)))
                }
            }
        }
        (evaluations, problems["evaluation"]) = (found, damaged)
    }

    /// - Returns: a warning of the file if there is an error, whose words may quote it.
    private static func attempt(_ file: String, _ problem: StaticString, _ work: () throws -> Void) -> [PageWarning] {
        do {
            try work()
            return []
        } catch { return [PageWarning(file, problem)] }
    }

    /// The warning of a folder that is no longer that of a run.
    func warning(_ error: any Error) -> PageWarning { PageWarning(name, error, in: folder) }

    // MARK: Pages

    /// What is damaged or missing.
    var warnings: [PageWarning] {
        problems.keys.sorted().flatMap { problems[$0] ?? [] } + (metrics.problem.map { [$0] } ?? [])
    }

    /// The run as pages show it; nil if it cannot be read.
    /// - Throws: `RunFolderError`; `RunError` for a recipe that could be read before.
    func digest() throws -> RunDigest? {
        guard let manifest, refusal == nil else { return nil }
        let contents = try RunContents(folder)
        var damaged: [PageWarning] = []
        let history: MetricHistory?
        do {
            let lines = metrics.lines
            history =
                lines.count == 0
                ? nil
                : try MetricHistory(lines: lines.text, of: "the curves", mostPoints: ThinnedLines.mostLines + 1) { _ in
                    damaged = [PageWarning(RunPaths.metricsName, "damaged lines are left out")]
                }
        } catch { (history, damaged) = (nil, [PageWarning(RunPaths.metricsName, RunDigest.unreadable)]) }
        let checked = try recipe.map { try RunRecipe(folder).checked(alone: $0, plugins: manifest.plugins) }
        return try RunDigest(contents, manifest, checked, history, evaluations, problems: warnings + damaged)
    }

    /// A sheet; nil if it cannot be read or is no PNG file, or the run has none of that step.
    func sheet(ofStep step: Int) -> SentFile? {
        guard sheets.contains(step), let contents = try? RunContents.checked(folder) else { return nil }
        let (path, signature) = (RunPageParts.sheet(ofStep: step, in: contents), RunPageParts.sheetSignature)
        guard let (file, size) = try? RunContents.open(path, limit: Self.largestSheet),
            (try? file.read(signature.count, at: 0, as: UInt8.self)) == signature
        else { return nil }
        return SentFile(file, size: size)
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
