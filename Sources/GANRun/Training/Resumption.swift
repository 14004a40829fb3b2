import Foundation
import GANCore
import GANRecipe
import GANTrain

/// What a run goes on from.
struct Resumption {
    /// Nothing for a run that begins.
    let checkpoint: Checkpoint?
    /// Names of the run's classes, in its order; empty for a run that begins, or whose data have none.
    let classOrder: [String]
    /// Lines to print: damaged checkpoints, and what the run goes on from.
    let notes: [String]

    /// - Parameter resumes: whether a run that has begun in the folder is to go on.
    /// - Throws: `RunError` when there is one that is not to, or that another recipe or arithmetic began.
    package init(_ recipe: CheckedRecipe, _ folder: RunFolder, resumes: Bool) throws {
        guard resumes else {
            guard folder.isEmpty else {
                throw RunError.failed(
                    "\(folder.path) is not empty\n  fix: go on with the run there by --resume auto, or name another folder with --run"
                )
            }
            (checkpoint, classOrder, notes) = (nil, [], [])
            return
        }
        let (newest, problems) = folder.checkpoints.newest()
        checkpoint = newest
        classOrder = newest == nil ? [] : try Self.classNames(of: folder)
        if newest?.isImported == true {
            throw RunError.failed(
                "\(folder.path) was imported: it has weights to make pictures with, and nothing that training goes on from"
                    + "\n  fix: name another folder with --run")
        }
        if let refusal = newest?.arithmeticRefusal { throw RunError.failed(refusal) }
        if newest == nil, !folder.letsARunBegin { throw Self.refusal(of: folder, problems) }
        let beginning = newest.map { "resuming from \($0.path)" } ?? "no checkpoint in \(folder.path): beginning anew"
        notes = problems + [beginning]
        let isKnown = FileManager.default.fileExists(atPath: folder.resolvedRecipe)
        if newest != nil || isKnown { try Self.compare(recipe, folder) }
    }

    /// Empty where there is no run.json: the data are compared by their fingerprint in any case.
    /// - Throws: `RunError` where there is one that cannot be read.
    private static func classNames(of folder: RunFolder) throws -> [String] {
        guard FileManager.default.fileExists(atPath: "\(folder.path)/run.json") else { return [] }
        return try RunManifest(of: folder.contents, folder: folder.path).data.facts.classNames
    }

    /// To begin anew would cost what lies in the folder.
    private static func refusal(of folder: RunFolder, _ problems: [String]) -> RunError {
        guard problems.isEmpty else {
            return .failed(
                "\(folder.path): no checkpoint of the run there is whole, and to begin anew would overwrite the run\n"
                    + problems.map { "  \($0)\n" }.joined()
                    + "  fix: restore a checkpoint from a copy, or begin another run with another --run")
        }
        return .failed(
            "\(folder.path) is not empty, and holds no run to go on with: a run.json, or a checkpoint, is missing"
                + "\n  fix: name the folder of a run, or a new one with --run")
    }

    /// Keys that a run may go on with changed: how long it is, what it reports, and where the same data lie. Which column of a table
    /// is the class had another default; that the data are the same is seen from their fingerprint.
    private static let free: Set<String> = [
        "train.kimg", "train.tick_kimg", "train.sample_kimg", "train.checkpoint_minutes", "train.checkpoint_kimg",
        "train.keep_checkpoints", "data.path", "data.root", "data.label", "data.label_path", "data.memory",
        "data.disk_cache",
    ]

    private static func compare(_ recipe: CheckedRecipe, _ folder: RunFolder) throws {
        let old: RecipeNode
        do { old = try RecipeLoader(.linked).check(path: folder.resolvedRecipe, overrides: []).resolved } catch {
            throw RunError.recipe(error.description)
        }
        let differences = RecipeDifference.between(old, and: recipe.resolved).filter {
            !free.contains($0.path) && !$0.path.hasPrefix("about") && !$0.path.hasPrefix("evaluate.")
        }
        guard !differences.isEmpty else { return }
        throw RunError.unfit(
            "\(folder.path) was begun with another recipe:\n"
                + differences.map { "  \($0.description)" }.joined(separator: "\n")
                + "\n  fix: go on with the same recipe and changes, or begin another run with another --run")
    }

    /// What the run belongs to.
    /// - Throws: `RunError` when the data are not those that it began with, or nothing says that they are.
    package func identity(of composition: Composition) throws -> [String: String] {
        let data: String
        do { data = try DataFingerprint.of(composition.data) } catch { throw RunError.failed("\(error)") }
        if let checkpoint, checkpoint.identity["data"] == nil {
            throw RunError.failed(
                "\(checkpoint.path) does not say which data it was trained on, so they cannot be compared"
                    + "\n  fix: begin another run with another --run; transfer.from takes over weights")
        }
        if let before = checkpoint?.identity["data"], before != data {
            throw RunError.failed(
                "the data are not those that the run began with"
                    + "\n  fix: put them back, or begin another run with another --run")
        }
        return ["data": data, "program": CoreStamp.own.description]
    }
}
