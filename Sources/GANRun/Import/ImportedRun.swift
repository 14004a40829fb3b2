import Foundation
import GANCore
import GANImport
import GANModule
import GANRecipe
import GANTrain

/// Imported networks as the folder of a run with one checkpoint.
package struct ImportedRun {
    private let imported: ImportedNetworks
    private let folder: String
    private let place: String

    /// - Parameters:
    ///   - folder: empty.
    ///   - place: where the folder will lie once it is whole.
    package init(_ imported: ImportedNetworks, _ folder: String, for place: String) {
        (self.imported, self.folder, self.place) = (imported, folder, place)
    }

    /// - Returns: lines to print.
    /// - Throws: `RunError`, `ImportError`.
    package func write() throws -> [String] {
        try AtomicFile.write(imported.recipe.text, to: "\(folder)/recipe.yaml")
        let recipe = try checkedRecipe()
        var (weights, lines) = (SafetensorsWriter(metadata: ["ganzoo.step": "0"]), [String]())
        for network in imported.networks {
            lines += try add(network, recipe, to: &weights)
        }
        let source = imported.networks.first?.names.program ?? ""
        try CheckpointStore("\(folder)/checkpoints").writeImported(weights, from: source)
        try AtomicFile.write(resolvedText(recipe), to: "\(folder)/resolved.yaml")
        try writeDescription()
        try writeSources()
        return lines + assumptions
    }

    /// Its paths are those of the folder that this one becomes.
    private func resolvedText(_ recipe: CheckedRecipe) -> String {
        RecipeWriter().text(recipe.resolved).replacing(
            PathText.absolute(folder) + "/", with: PathText.absolute(place) + "/")
    }

    private func checkedRecipe() throws -> CheckedRecipe {
        do { return try RecipeLoader(.linked).check(path: "\(folder)/recipe.yaml", overrides: []) } catch {
            throw refusal(error)
        }
    }

    private func refusal(_ error: RecipeErrors) -> RunError {
        let text = error.description.replacingOccurrences(of: "\(folder)/", with: "")
        return .unfit(
            "what the files and --set come to is no recipe that fits:\n\(text)"
                + "\n  fix: --set KEY=VALUE, or give the checkpoint of a network as published")
    }

    // MARK: Networks

    private func add(
        _ network: PublishedNetwork, _ recipe: CheckedRecipe, to weights: inout SafetensorsWriter
    ) throws -> [String] {
        let module = try module(network, recipe)
        let transfer = NetworkTransfer(network, module)
        try check(transfer, network)
        let path = network.role == .average ? Trainer.averagePath : network.role.rawValue
        transfer.add(to: &weights, prefix: "\(path).", module)
        let counts = parametersAndBuffers(transfer.values.parameters, transfer.values.buffers)
        var lines = [
            "\(network.role.rawValue.padding(to: 13))  \(network.place.shortened(to: 160)): \(network.names.program), "
                + "\(counted(transfer.count, "tensor")): \(counts)"
        ]
        if !transfer.defined.isEmpty {
            lines.append("  not in the file, and known without it: \(Self.examples(transfer.defined))")
        }
        if !transfer.unused.isEmpty { lines.append("  not used: \(Self.examples(transfer.unused))") }
        return lines
    }

    private func module(_ network: PublishedNetwork, _ recipe: CheckedRecipe) throws -> Module {
        do {
            guard network.role == .discriminator else { return try Composer.generator(of: recipe, imported.info) }
            return try Composer.discriminator(of: recipe, imported.info)
        } catch { throw refusal(error) }
    }

    private func check(_ transfer: NetworkTransfer, _ network: PublishedNetwork) throws {
        let problems = [
            ("lacks", transfer.missing), ("has another shape or type of number in", transfer.different),
        ].filter { !$0.1.isEmpty }
        guard !problems.isEmpty else { return }
        throw ImportError(
            path: network.checkpoint.path,
            problem: "the \(network.role.rawValue) "
                + problems.map { "\($0) \(Self.examples($1))" }.joined(separator: ", and it "),
            fix: "give the whole checkpoint of a network as published; --set corrects what no tensor shows")
    }

    private static func examples(_ names: [String]) -> String {
        let shown = names.prefix(4).map { $0.shortened(to: 160) }.joined(separator: ", ")
        return names.count > 4 ? "\(shown) and \(grouped(names.count - 4)) more" : shown
    }

    private var assumptions: [String] {
        let found = imported.recipe.assumptions.map { "  \($0.key): \($0.value)  (\($0.note))" }
        return found.isEmpty ? [] : ["not in the file, and taken as usual; change with --set KEY=VALUE:"] + found
    }

    // MARK: What else lies in the folder

    private func writeDescription() throws {
        var manifest = RunManifest(data: DatasetInfoFile(imported.info))
        manifest.imported = imported.networks.map(\.checkpoint.path).reduce(into: []) {
            if !$0.contains($1) { $0.append($1) }
        }
        try AtomicFile.write(try manifest.text(), to: "\(folder)/run.json")
    }

    /// As text, under names of ours: what a checkpoint calls a class is no file's name.
    private func writeSources() throws {
        guard !imported.sources.isEmpty else { return }
        let place = try RunContents(folder).make(.source)
        for (index, text) in imported.sources.enumerated() {
            try AtomicFile.write(text, to: "\(place)/\(numbered(index + 1)).txt")
        }
    }
}

extension AtomicFile {
    fileprivate static func write(_ text: String, to path: String) throws {
        try replace(path) { try $0.write(Array(text.utf8)) }
    }
}
