import GANCore
import GANMetrics
import GANRecipe
import GANTrain

/// What the folder of a run says about the run. What is missing or damaged there is a problem to report, and no error.
package struct RunDigest {
    package let folder: String
    package let contents: RunContents
    package let manifest: RunManifest
    package let recipeFile: RunRecipe
    /// Nil if it cannot be read.
    package let recipe: CheckedRecipe?
    /// Nil if there are no figures.
    package let history: MetricHistory?
    /// Of the files in the folder, the newest first: their names and reports.
    package let evaluations: [(name: String, report: EvaluationReport)]
    /// What is damaged or missing.
    package let problems: [PageWarning]

    /// - Parameters:
    ///   - folder: the run's folder.
    ///   - moved: new paths of what the run's recipe names.
    /// - Throws: `RunError` if it is no run, or if something in it is a link.
    init(_ folder: String, moved: [String] = []) throws {
        self.folder = folder
        let contents = try RunContents.checked(folder)
        let (manifest, recipeFile) = (
            try RunManifest(of: contents, folder: folder), try RunRecipe(folder, moved: moved)
        )
        (self.contents, self.manifest, self.recipeFile) = (contents, manifest, recipeFile)
        var problems: [PageWarning] = []
        // The error is for who runs the program.
        func attempt<Value>(_ path: String, _ problem: StaticString, _ work: () throws -> Value) -> Value? {
            do { return try work() } catch {
                Log.warning("\(error)")
                problems.append(PageWarning(contents.name(of: path), problem))
                return nil
            }
        }
        recipe = attempt(contents.paths.resolvedRecipe, Self.unreadable) {
            try recipeFile.checked(alone: recipeFile.text(), plugins: manifest.plugins)
        }
        var damaged: [PageWarning] = []
        if manifest.imported == nil {
            history = attempt(contents.paths.metrics, Self.unreadable) {
                try MetricHistory(run: folder) { line in
                    let name = RunPaths.metricsName
                    damaged.append(PageWarning("\(name): line \(line) is not an object of numbers: it is left out"))
                }
            }
        } else {
            history = nil
        }
        var evaluations: [(String, EvaluationReport)] = []
        for path in try EvaluationFile.paths(in: folder).prefix(Self.mostReports) {
            if let report = attempt(path, Self.noReport, { try EvaluationFile.read(path) }) {
                evaluations.append((path.lastPathPart, report))
            }
        }
        self.evaluations = evaluations
        self.problems = problems + damaged
    }

    /// Parts that were read before.
    package init(
        _ contents: RunContents, _ manifest: RunManifest, _ recipe: CheckedRecipe?, _ history: MetricHistory?,
        _ evaluations: [(name: String, report: EvaluationReport)], problems: [PageWarning]
    ) throws {
        folder = contents.paths.folder
        recipeFile = try RunRecipe(folder)
        (self.contents, self.manifest, self.recipe, self.history) = (contents, manifest, recipe, history)
        (self.evaluations, self.problems) = (evaluations, problems)
    }

    /// Problems of files, for pages.
    package static let unreadable: StaticString = "it cannot be read; `ganzoo run check` says why"
    package static let noReport: StaticString = "it is no report that can be read; `ganzoo run check` says why"

    /// Of a run that is evaluated at every checkpoint, the newest ones.
    package static let mostReports = 60

    /// The name of the folder.
    package var name: String { folder.lastPathPart }

    /// Thousands of training images at a step, with the unit; the step itself without a recipe.
    package func place(ofStep step: Int) -> String {
        recipe?.place(ofStep: step) ?? "step \(grouped(step))"
    }

    /// Thousands of images that the run is to see; nil without a recipe.
    package var planned: Double? {
        recipe.map { $0.section(TrainSettings.self) }.map { $0.kimgSeen(after: $0.steps) }
    }

    /// Whether the last figures are those of the last step.
    package var isFinished: Bool {
        guard let done = history?.kimg.last, let planned else { return false }
        return done >= planned
    }

    /// How far the training has come.
    var progress: String {
        if let imported = manifest.imported { return "imported from \(listed(imported.map(\.lastPathPart)))" }
        guard let done = history?.kimg.last else { return "no figures yet" }
        let seen = "\(plainNumber(done)) \(planned.map { "of \(plainNumber($0)) " } ?? "")kimg"
        return isFinished ? "\(seen), finished" : "\(seen), not finished: stopped, or still training"
    }
}
