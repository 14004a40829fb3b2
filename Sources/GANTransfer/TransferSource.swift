import Foundation
import GANCore
import GANModule
import GANTrain

/// A source of weights.
struct TransferSource {
    let file: SafetensorsFile
    /// The checkpoint's folder, or the file.
    let path: String
    /// The class names of its training data, in order; nil if unknown.
    let classNames: [String]?
    /// Notes about damaged checkpoints.
    let notes: [String]
    /// The run's folder; nil if weights come from a file.
    let run: String?
    /// The source's most similar class for each class of the data; nil if not requested.
    var nearestClasses: [Int]?

    /// - Throws: `TransferError.unreadable`.
    static func open(_ settings: TransferSettings, _ from: String) throws -> TransferSource {
        let contents = try readable { () throws(RunFolderError) in try RunContents(from) }
        if FileManager.default.fileExists(atPath: contents.paths.path(of: .checkpoints)) {
            let (checkpoint, notes) = try checkpoint(of: settings, in: contents.checkpoints)
            return TransferSource(checkpoint, run: from, notes)
        }
        guard settings.checkpoint == TransferSettings().checkpoint else {
            throw TransferError.unreadable(
                "transfer.checkpoint is \(settings.checkpoint), but \(from) is not a run with several checkpoints"
                    + "\n  fix: remove it, or set transfer.from to the run's folder")
        }
        if FileManager.default.fileExists(atPath: RunPaths.path(of: .weights, inCheckpoint: from)) {
            let run = URL(fileURLWithPath: from).deletingLastPathComponent().deletingLastPathComponent()
            return TransferSource(try readable { try Checkpoint.at(from) }, run: run.path, [])
        }
        guard (try? SystemFile.status(of: from).isRegular) ?? false else {
            throw TransferError.unreadable(
                "\(from): there is no run, checkpoint or file of weights\(whatToName)")
        }
        do { return TransferSource(try SafetensorsFile(path: from)) } catch {
            throw TransferError.unreadable("\(error)\(whatToName)")
        }
    }

    private static let whatToName =
        "\n  fix: set transfer.from to the folder of a run, one of its checkpoints or a safetensors file"

    private init(_ file: SafetensorsFile) {
        (self.file, path, classNames, notes, run) = (file, file.path, nil, [], nil)
    }

    private init(_ checkpoint: Checkpoint, run: String, _ notes: [String]) {
        (file, path, self.notes) = (
            checkpoint.weights, checkpoint.path,
            notes + [checkpoint.arithmeticWarning].compactMap { $0.map { "warning: \($0)" } }
        )
        (classNames, self.run) = (RunClasses(run).names, run)
    }

    private static func checkpoint(
        of settings: TransferSettings, in store: CheckpointStore
    ) throws -> (Checkpoint, [String]) {
        if let step = settings.checkpointStep { return (try readable { try store.checkpoint(ofStep: step) }, []) }
        if settings.checkpoint == "best" { return (try readable { try store.best() }, []) }
        let (newest, notes) = store.newest()
        guard let newest else {
            let problems = notes.map { "\n  \($0)" }.joined()
            throw TransferError.unreadable("\(store.folder): there is no valid checkpoint yet\(problems)")
        }
        return (newest, notes)
    }

    private static func readable<Value>(_ body: () throws -> Value) throws -> Value {
        do { return try body() } catch { throw TransferError.unreadable("\(error)") }
    }

    /// The prefix of a network's tensor names.
    /// - Throws: `TransferError.unreadable` if there are no such tensors.
    func prefix(of network: TransferSettings.Network, _ weights: TransferSettings.Weights) throws -> String {
        let own = "\(network.rawValue)."
        let prefixes = network == .generator && weights == .average ? ["\(Trainer.averagePath).", own] : [own]
        let found = prefixes.first { prefix in file.entries.contains { $0.name.hasPrefix(prefix) } }
        guard let found else {
            throw TransferError.unreadable(
                "\(path): it contains no tensor `\(own)…`, so it has no \(network.rawValue)"
                    + "\n  fix: use another source, or remove the network from transfer.networks")
        }
        return found
    }
}

/// The class names in a run's manifest.
private struct RunClasses {
    /// The class names; nil if there is no such file, or it has another format.
    let names: [String]?

    private struct Content: Decodable { let data: DatasetInfoFile }

    init(_ run: String) {
        let bytes = try? RunContents.read(RunPaths(run).manifest, limit: RunContents.largestJSON)
        names = bytes.flatMap { try? JSONDecoder().decode(Content.self, from: Data($0)) }?.data.info.classNames
    }
}

/// The reason why a transfer is not possible.
package enum TransferError: Error, CustomStringConvertible {
    /// The source cannot be read.
    case unreadable(String)
    /// The source does not fit; contains the whole report.
    case mismatch(String)

    package var description: String {
        switch self {
        case .unreadable(let text), .mismatch(let text): text
        }
    }
}
