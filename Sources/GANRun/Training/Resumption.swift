import Foundation
import GANCore
import GANModule
import GANRecipe
import GANTrain

/// The state that a run continues from.
struct Resumption {
    /// Nil for a new run.
    let checkpoint: Checkpoint?
    /// The run's class names in its order; empty for a new run and for data without classes.
    let classOrder: [String]
    /// Lines to print: damaged checkpoints, changed plugins, and the checkpoint that the run continues from.
    let notes: [String]

    /// - Parameter resumes: whether an existing run in the folder is resumed.
    /// - Throws: `RunError` if there is a run and `resumes` is false, or if its recipe, arithmetic or plugins differ.
    package init(_ recipe: CheckedRecipe, _ folder: RunFolder, resumes: Bool, _ plugins: LoadedPlugins) throws {
        guard resumes else {
            guard folder.isEmpty else {
                throw RunError.failed("\(folder.path) is not empty", fixes: [.resume, .anotherFolder])
            }
            (checkpoint, classOrder, notes) = (nil, [], [])
            return
        }
        let (newest, problems) = folder.checkpoints.newest()
        checkpoint = newest
        let manifest = newest == nil ? nil : try Self.manifest(of: folder)
        classOrder = manifest?.data.info.classNames ?? []
        if let newest, let refusal = Self.refusal(of: newest, folder.path) { throw refusal }
        if newest == nil, !folder.letsARunBegin { throw Self.refusal(of: folder, problems) }
        let beginning =
            newest.map { "resuming from \($0.path)" } ?? "no checkpoint in \(folder.path): starting a new run"
        let changes = manifest.map { PluginChange.all(since: $0, plugins.files) } ?? []
        guard changes.isEmpty || plugins.mayHaveChanged else { throw Self.refusal(of: changes, folder.path) }
        let unused = manifest.map { PluginChange.unused(since: $0, plugins.files) } ?? []
        notes =
            problems + changes.map { "warning: a plugin of the run changed: " + $0.text }
            + unused.map { "note: a plugin changed; no weight of the run depends on it: " + $0.text } + [beginning]
            + (manifest.flatMap(Self.noteOfPlace).map { [$0] } ?? [])
        let isKnown = FileManager.default.fileExists(atPath: folder.paths.resolvedRecipe)
        if newest != nil || isKnown { try Self.compare(recipe, folder) }
    }

    /// The reason why no training continues from a checkpoint, whatever the recipe and the data; nil if there is none.
    static func refusal(of checkpoint: Checkpoint, _ folder: String) -> RunError? {
        if checkpoint.isImported {
            return .failed(
                "\(folder) was imported: it has weights but no training state, so it cannot be resumed",
                fixes: [.transfer])
        }
        if let refusal = checkpoint.arithmeticRefusal {
            return .failed(refusal, fixes: [.other("resume with the version that trained it"), .transfer])
        }
        guard checkpoint.identity["data"] == nil else { return nil }
        return .failed(
            "\(checkpoint.path) does not say which data it was trained on, so the run cannot be resumed",
            fixes: [.transfer])
    }

    /// A note if the run goes on where the same arithmetic gives other bits.
    private static func noteOfPlace(_ manifest: RunManifest) -> String? {
        guard let before = manifest.device ?? manifest.processor else { return nil }
        let now = ProgramBuild.device ?? ProgramBuild.processor
        guard before != now else { return nil }
        return
            "note: the run was trained on \(before.onOneLine) and continues on \(now): from here its bits differ from those of an unbroken run"
    }

    /// The run's description; nil without run.json. The data are compared by their fingerprint in any case.
    /// - Throws: `RunError` if run.json cannot be read.
    private static func manifest(of folder: RunFolder) throws -> RunManifest? {
        guard FileManager.default.fileExists(atPath: folder.paths.manifest) else { return nil }
        return try RunManifest(of: folder.contents, folder: folder.path)
    }

    private static func refusal(of changes: [PluginChange], _ folder: String) -> RunError {
        let (same, moved) = (changes.filter(\.isOfSameFile), changes.filter { !$0.isOfSameFile })
        let fixes: [RunFix] =
            (same.isEmpty ? [] : [.restorePlugins(same.map(\.before.path))])
            + (moved.isEmpty ? [] : [.loadPlugins(moved.map(\.before.path))])
        return .unfit(
            "\(folder) was trained with another version of \(changes.count == 1 ? "a plugin" : "its plugins"), and other"
                + " code would compute the weights from here on; checksum of the run → loaded:\n"
                + changes.map {
                    "  \($0.text)\($0.isOfSameFile ? ": the file changed since, for example by a new build" : "")"
                }
                .joined(separator: "\n"),
            fixes: fixes + [.acceptChangedPlugins, .newRun])
    }

    /// A new run would overwrite the content of the folder.
    private static func refusal(of folder: RunFolder, _ problems: [String]) -> RunError {
        guard problems.isEmpty else {
            return .failed(
                "\(folder.path): the run has no valid checkpoint, and a new run would overwrite it"
                    + problems.map { "\n  \($0)" }.joined(),
                fixes: [.other("restore a checkpoint from a copy"), .newRun])
        }
        return .failed(
            "\(folder.path) is not empty and contains no run that can be resumed: \(RunPaths.manifestName) or a checkpoint is missing",
            fixes: [.other("give the folder of a run"), .anotherFolder])
    }

    /// Keys that may change when a run is resumed, besides paths of data: its length, its reports, and the path of the same data. `data.label` is free because its
    /// default changed; the fingerprint shows whether the data are the same.
    private static let free = reportingKeys.union(["train.kimg"])

    /// Keys of reports, and of the path of the same data.
    static let reportingKeys: Set<String> = [
        "train.tick_kimg", "train.sample_kimg", "train.checkpoint_minutes", "train.checkpoint_kimg",
        "train.keep.last", "train.keep.every_kimg", "train.keep.best",
        "data.path", "data.root", "data.label", "data.label_path", "data.memory", "data.disk_cache",
    ]

    private static func compare(_ recipe: CheckedRecipe, _ folder: RunFolder) throws {
        guard FileManager.default.fileExists(atPath: folder.paths.resolvedRecipe) else {
            throw RunError.failed(
                "\(folder.paths.resolvedRecipe) is missing, so nobody knows with which recipe the run was started",
                fixes: [.other("restore the file from a copy"), .newRun])
        }
        let differences = try differences(recipe, folder.contents)
        guard !differences.isEmpty else { return }
        throw RunError.unfit(
            "\(folder.path) was started with a different recipe:\n"
                + differences.map { "  \($0.description)" }.joined(separator: "\n"),
            fixes: [.other("use the same recipe and overrides"), .newRun])
    }

    /// The keys whose change gives other weights, between a run's recipe and another one.
    /// - Throws: `RunError` if the run's recipe cannot be read.
    static func differences(_ recipe: CheckedRecipe, _ run: RunContents) throws -> [RecipeDifference] {
        let old: RecipeNode
        do { old = try RecipeLoader(.linked).check(path: run.paths.resolvedRecipe, overrides: []).resolved } catch {
            throw RunError(error, fixes: [.other("restore the file from a copy"), .newRun])
        }
        let places = Set(recipe.paths(.linked).map(\.key).filter { $0.hasPrefix("data.") })
        return RecipeDifference.between(old, and: recipe.resolved).filter {
            !free.contains($0.path) && !places.contains($0.path) && !$0.path.hasPrefix("about")
                && !$0.path.hasPrefix("evaluate.")
        }
    }

    /// The identity of the run: data and program.
    /// - Throws: `RunError` if the data differ from those that the run was started with.
    package func identity(of composition: Composition) throws -> [String: String] {
        let data: String
        do { data = try DataFingerprint.of(composition.data) } catch { throw RunError.failed(error.words) }
        if let before = checkpoint?.identity["data"], before != data {
            throw RunError.failed(
                "the data differ from those that the run was started with",
                fixes: [.other("restore the data"), .newRun])
        }
        return ["data": data, "program": ABIFingerprint.own.description]
    }
}
