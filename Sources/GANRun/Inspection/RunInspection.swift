import Foundation
import GANCore
import GANData
import GANModule
import GANRecipe
import GANTrain

/// What reading every file of a run's folder finds.
///
///     let inspection = RunInspection(of: "runs/mine")
///     for finding in inspection.findings where finding.state == .damaged { print(finding.path, finding.text) }
public struct RunInspection: Sendable {
    /// The state of a file or folder.
    public enum State: String, Codable, Sendable {
        /// Nothing in it is damaged. The text says what in it is not read.
        case whole
        /// It cannot be used, or not resumed from.
        case damaged
        /// It is no part of the run, or left by a process that was killed.
        case other
    }

    /// A file or folder, and what was found.
    public struct Finding: Sendable {
        /// Relative to the run's folder: `checkpoints/000116`.
        public let path: String
        public let state: State
        /// A line without a full stop; may be empty.
        public let text: String
    }

    /// In the order of the folder: description, recipe, checkpoints, logs, sheets, reports, others.
    public private(set) var findings: [Finding] = []
    /// The step of the newest whole checkpoint; nil if there is none.
    public private(set) var newestStep: Int?
    /// The reason why training does not continue from that checkpoint, on one line without a full stop; nil if it does.
    public private(set) var refusal: String?
    /// Whether the newest whole checkpoint is of the last step of the recipe.
    public private(set) var isFinished = false

    private let paths: RunPaths

    /// Reads a run's folder. Nothing is changed.
    /// - Throws: `RunError` if the folder cannot be read, or something in it is a symbolic link.
    public init(of folder: String) throws {
        guard (try? SystemFile.status(of: folder).isFolder) ?? false else {
            throw RunError.failed("\(folder) is not a folder")
        }
        let contents = try RunContents.checked(folder)
        paths = contents.paths
        let (recipe, generator) = inspectDescription(contents)
        inspectRecipe()
        let newest = inspectCheckpoints(contents, generator)
        newestStep = newest?.step
        if let newest {
            refusal = Resumption.refusal(of: newest, folder).map { Self.line("\($0)") }
            isFinished = recipe.map { newest.step >= $0.section(TrainSettings.self).steps } ?? false
            for log in LogInspection(of: paths, at: newest).found { note(log.path, log.defect, log.remark) }
        }
        inspectPictures()
        inspectReports()
        inspectOthers()
    }

    public var isDamaged: Bool { findings.contains { $0.state == .damaged } }

    private mutating func note(_ path: String, _ defect: String?, _ text: String = "") {
        let name = path.hasPrefix(paths.folder + "/") ? String(path.dropFirst(paths.folder.count + 1)) : path
        findings.append(Finding(path: name, state: defect == nil ? .whole : .damaged, text: Self.line(defect ?? text)))
    }

    /// Says that a file differs from what this version writes of what it reads in it; empty if it is that, to the last byte. Names, numbers and
    /// blanks that no reader knows make a difference.
    private static func remark(_ path: String, written: String) -> String {
        guard let bytes = try? RunContents.read(path), !bytes.elementsEqual(written.utf8) else { return "" }
        return "not as this version writes it: another version wrote it, or somebody changed it"
    }

    private static func line(_ text: String) -> String { text.splitAtLineFeeds().first ?? "" }

    // MARK: Parts

    /// - Returns: the resolved recipe, and its generator, if run.json and the recipe are whole.
    private mutating func inspectDescription(_ contents: RunContents) -> (CheckedRecipe?, (any Generator)?) {
        var plugins: [String]?
        do {
            let manifest = try RunManifest(of: contents, folder: paths.folder)
            plugins = manifest.plugins
            note(paths.manifest, nil, Self.remark(paths.manifest, written: try manifest.text()))
        } catch { note(paths.manifest, Self.withoutPath("\(error)", paths.manifest)) }
        do {
            let recipe = try RunRecipe(paths.folder).checked(plugins: plugins ?? [])
            let generator = try plugins.map { _ in try RunNetworks(paths.folder).generator(of: recipe) }
            let text = RecipeWriter().text(recipe.resolved)
            note(paths.resolvedRecipe, nil, Self.remark(paths.resolvedRecipe, written: text))
            return (recipe, generator)
        } catch {
            note(paths.resolvedRecipe, Self.withoutPath("\(error)", paths.resolvedRecipe))
            return (nil, nil)
        }
    }

    /// The recipe as it was written, which no command reads. It need not fit this version: resolved.yaml counts.
    private mutating func inspectRecipe() {
        guard (try? SystemFile.statusOfLink(paths.recipe)) != nil else { return }
        do throws(UnreadableFile) {
            let bytes = try RunContents.read(paths.recipe, limit: RunContents.largestJSON)
            let read = RecipeReader(environment: ProcessInfo.processInfo.environment).read(
                text: String(decoding: bytes, as: UTF8.self), name: paths.recipe)
            note(paths.recipe, read.root == nil ? read.problems.first?.message ?? "it is no recipe" : nil)
        } catch { note(paths.recipe, "it cannot be read: \(error.reason)") }
    }

    /// Without the file's name at the start, which stands beside it.
    private static func withoutPath(_ text: String, _ path: String) -> String {
        text.hasPrefix("\(path): ") ? String(text.dropFirst(path.count + 2)) : text
    }

    private mutating func inspectCheckpoints(_ contents: RunContents, _ generator: (any Generator)?) -> Checkpoint? {
        var newest: Checkpoint?
        let inspected = contents.checkpoints.inspected { weights in
            if let generator { try RunNetworks.check(weights, fit: generator) }
        }
        for (path, found) in inspected {
            switch found {
            case .success(let checkpoint):
                newest = checkpoint
                note(path, nil, "step \(checkpoint.step)")
            case .failure(let problem): note(path, problem.text)
            }
        }
        // A run that has only begun has none yet, and no line of metrics.
        if inspected.isEmpty, let size = try? SystemFile.status(of: paths.metrics).size, size > 0 {
            note(
                paths.path(of: .checkpoints),
                "it has no checkpoint, but \(RunPaths.metricsName) has lines of a training")
        }
        return newest
    }

    private mutating func inspectPictures() {
        let sheets = names(in: .samples).filter { $0.hasSuffix(".png") }.map { "\(paths.path(of: .samples))/\($0)" }
        let plot = names(in: paths.folder).contains(RunPaths.diversityPlotName) ? [paths.diversityPlot] : []
        for path in sheets + plot {
            do throws(UnreadableFile) {
                note(path, ImageCodec.defect(of: try RunContents.read(path)))
            } catch { note(path, "it cannot be read: \(error.reason)") }
        }
    }

    private mutating func inspectReports() {
        for name in names(in: .evaluation) where name.hasSuffix(".json") {
            let path = "\(paths.path(of: .evaluation))/\(name)"
            do {
                let report = try EvaluationFile.read(path)
                note(path, nil, Self.remark(path, written: try EvaluationFile.text(report)))
            } catch { note(path, Self.withoutPath("\(error)", path)) }
        }
    }

    /// What nobody has looked at yet.
    private mutating func inspectOthers() {
        for (folder, isKnown) in known {
            for name in names(in: folder) where !isKnown(name) {
                // The next training cleans the run's folder and those in it, but not those of checkpoints.
                let isLeft = PartialFile.isName(name) && !folder.hasPrefix("\(paths.path(of: .checkpoints))/")
                let text = isLeft ? "left by a process that was killed; the next training removes it" : ""
                let path = "\(folder)/\(name)".dropFirst(paths.folder.count + 1)
                findings.append(Finding(path: String(path), state: .other, text: text))
            }
        }
    }

    private var known: [(folder: String, isKnown: (String) -> Bool)] {
        let own: Set = [
            RunPaths.lockName, RunPaths.resolvedRecipeName, RunPaths.manifestName, RunPaths.metricsName,
            RunPaths.timesName, RunPaths.diversityPlotName, RunPaths.eventsName,
        ]
        let folders = Set(RunPaths.Subfolder.allCases.map(\.rawValue))
        // A checkpoint names the one that it goes on with, which has been looked at.
        let isLog = { [newestStep] name in newestStep == nil && EventFile.isName(name) }
        let seen = Set(findings.map(\.path))
        let checkpoints = paths.path(of: .checkpoints)
        let inspected = names(in: checkpoints).filter {
            seen.contains("\(RunPaths.Subfolder.checkpoints.rawValue)/\($0)")
        }
        let ofFolders: [(folder: String, isKnown: (String) -> Bool)] = [
            (paths.folder, { own.contains($0) || folders.contains($0) || seen.contains($0) || isLog($0) }),
            (checkpoints, { inspected.contains($0) }),
            (paths.path(of: .samples), { $0.hasSuffix(".png") }),
            (paths.path(of: .evaluation), { $0.hasSuffix(".json") }),
        ]
        return ofFolders
            + inspected.map { name in
                (folder: "\(checkpoints)/\(name)", isKnown: { RunPaths.CheckpointFile(rawValue: $0) != nil })
            }
    }

    private func names(in folder: RunPaths.Subfolder) -> [String] { names(in: paths.path(of: folder)) }

    /// Empty for a link, which may lead out of the run.
    private func names(in folder: String) -> [String] {
        guard folder == paths.folder || (try? SystemFile.statusOfLink(folder))?.isFolder == true else { return [] }
        return ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    }
}
