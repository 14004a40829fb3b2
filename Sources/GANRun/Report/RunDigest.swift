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
    /// What is damaged or missing, in words.
    package private(set) var problems: [String] = []

    /// - Parameters:
    ///   - folder: the run's folder.
    ///   - moved: new paths of what the run's recipe names.
    /// - Throws: `RunError` if it is no run, or if something in it is a link.
    init(_ folder: String, moved: [String] = []) throws {
        self.folder = folder
        contents = try .checked(folder)
        let (manifest, recipeFile) = (
            try RunManifest(of: contents, folder: folder), try RunRecipe(folder, moved: moved)
        )
        (self.manifest, self.recipeFile) = (manifest, recipeFile)
        var problems: [String] = []
        func attempt<Value>(_ work: () throws -> Value) -> Value? {
            do { return try work() } catch {
                problems.append("\(error)")
                return nil
            }
        }
        recipe = attempt { try recipeFile.checked(alone: recipeFile.text(), plugins: manifest.plugins) }
        var damaged: [String] = []
        if manifest.imported == nil {
            history = attempt { try MetricHistory(run: folder) { damaged.append("\($0): it is left out") } }
        } else {
            history = nil
        }
        var evaluations: [(String, EvaluationReport)] = []
        for path in try EvaluationFile.paths(in: folder).prefix(Self.mostReports) {
            let name = path.lastPathPart
            if let report = attempt({ try EvaluationFile.read(path) }) { evaluations.append((name, report)) }
        }
        self.evaluations = evaluations
        self.problems = problems + damaged
    }

    /// Parts that were read before.
    package init(
        _ contents: RunContents, _ manifest: RunManifest, _ recipe: CheckedRecipe?, _ history: MetricHistory?,
        _ evaluations: [(name: String, report: EvaluationReport)], problems: [String]
    ) throws {
        folder = contents.paths.folder
        recipeFile = try RunRecipe(folder)
        (self.contents, self.manifest, self.recipe, self.history) = (contents, manifest, recipe, history)
        (self.evaluations, self.problems) = (evaluations, problems)
    }

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
