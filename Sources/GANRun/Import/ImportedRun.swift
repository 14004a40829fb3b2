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
    private let plugins: [PluginFile]
    private var paths: RunPaths { RunPaths(folder) }

    /// - Parameters:
    ///   - folder: empty.
    ///   - place: where the folder will lie once it is whole.
    ///   - plugins: those that were loaded.
    package init(_ imported: ImportedNetworks, _ folder: String, for place: String, plugins: [PluginFile] = []) {
        (self.imported, self.folder, self.place, self.plugins) = (imported, folder, place, plugins)
    }

    /// - Throws: `RunError`, `ImportError`.
    @discardableResult package func write() throws -> ImportReport {
        try RunContents.write(imported.recipe.text, to: paths.recipe)
        let recipe = try checkedRecipe()
        var (weights, networks) = (SafetensorsWriter(metadata: ["ganzoo.step": "0"]), [ImportReport.Network]())
        for found in imported.networks { networks.append(try add(found, recipe, to: &weights)) }
        let source = imported.networks.first?.network.names.program ?? ""
        try CheckpointStore(paths.path(of: .checkpoints)).writeImported(weights, from: source)
        try RunContents.write(resolvedText(recipe), to: paths.resolvedRecipe)
        try writeDescription()
        try writeSources()
        return ImportReport(
            files: imported.files, notes: imported.notes, networks: networks,
            assumptions: imported.recipe.assumptions.map { .init(key: $0.key, value: $0.value, note: $0.note) })
    }

    /// Its paths are those of the folder that this one becomes.
    private func resolvedText(_ recipe: CheckedRecipe) -> String {
        RecipeWriter().text(recipe.resolved).replacing(
            PathText.absolute(folder) + "/", with: PathText.absolute(place) + "/")
    }

    private func checkedRecipe() throws -> CheckedRecipe {
        do { return try RecipeLoader(.linked).check(path: paths.recipe, overrides: []) } catch {
            throw refusal(error)
        }
    }

    private func refusal(_ error: RecipeErrors) -> RunError {
        let text = error.description.replacingOccurrences(of: "\(folder)/", with: "")
        return .unfit(
            "the recipe made from the checkpoint and the changed values is not valid:\n\(text)",
            fixes: [.importedValue, .other("use the checkpoint of a published network")])
    }

    // MARK: Networks

    private func add(
        _ found: RecognizedNetwork, _ recipe: CheckedRecipe, to weights: inout SafetensorsWriter
    ) throws -> ImportReport.Network {
        let network = found.network
        let module = try module(network, recipe)
        let mapping = TensorMapping(network, module)
        try check(mapping, found)
        let derived = try derive(found, mapping, module)
        let path = network.role == .average ? Trainer.averagePath : network.role.rawValue
        mapping.add(to: &weights, prefix: "\(path).", module)
        return ImportReport.Network(
            role: network.role, place: network.place, program: network.names.program, tensorCount: mapping.count,
            parameterCount: mapping.values.parameters, bufferValueCount: mapping.values.buffers,
            defined: mapping.defined, derived: derived, unused: mapping.unused)
    }

    private func module(_ network: ForeignNetwork, _ recipe: CheckedRecipe) throws -> Module {
        do {
            guard network.role == .discriminator else { return try Composer.generator(of: recipe, imported.info) }
            return try Composer.discriminator(of: recipe, imported.info)
        } catch { throw refusal(error) }
    }

    private func check(_ mapping: TensorMapping, _ found: RecognizedNetwork) throws {
        let network = found.network
        guard mapping.nameless.isEmpty else {
            throw RunError.failed(
                "\(network.checkpoint.path): the importer `\(type(of: found.importer).name)` has no names for the"
                    + " \(network.role.rawValue)'s \(examples(mapping.nameless))",
                fixes: [
                    .other("add a NameRule to the importer, or name them in `defined` or `derived`"), .importedValue,
                ])
        }
        let problems = [
            ("lacks", mapping.missing), ("has another shape or element type in", mapping.different),
        ].filter { !$0.1.isEmpty }
        guard !problems.isEmpty else { return }
        throw RunError.failed(
            "\(network.checkpoint.path): the \(network.role.rawValue) "
                + problems.map { "\($0) \(examples($1))" }.joined(separator: ", and it "),
            fixes: [.other("use the complete checkpoint of a published network"), .importedValue])
    }

    /// Has the importer compute the tensors that no file has. They may depend on those of the file, so the network gets these
    /// first.
    /// - Returns: lines that say how they were computed.
    private func derive(_ found: RecognizedNetwork, _ mapping: TensorMapping, _ module: Module) throws -> [String] {
        guard !mapping.derived.isEmpty else { return [] }
        let path = "\(folder)/derive.safetensors"
        defer { SystemFile.remove(path) }
        do {
            var writer = SafetensorsWriter()
            mapping.add(to: &writer, prefix: "", module)
            try writer.write(to: path)
            try module.loadState(from: SafetensorsFile(path: path))
            return try InferenceSession.changingBuffers(of: module) { _ in
                try found.derive(mapping.derived, in: module)
            }
        } catch let damaged as DamagedState {
            throw ImportError(
                path: found.network.checkpoint.path, problem: "`\(damaged.name)` \(damaged.problem)")
        }
    }

    // MARK: What else lies in the folder

    private func writeDescription() throws {
        var manifest = RunManifest(data: DatasetInfoFile(imported.info), plugins: plugins)
        manifest.imported = imported.networks.map(\.network.checkpoint.path).reduce(into: []) {
            if !$0.contains($1) { $0.append($1) }
        }
        try RunContents.write(try manifest.text(), to: paths.manifest)
    }

    /// Writes the sources as text, under numbered names: a name in a checkpoint is not safe as a file name.
    private func writeSources() throws {
        guard !imported.sources.isEmpty else { return }
        let place = try RunContents(folder).make(.source)
        for (index, text) in imported.sources.enumerated() {
            try RunContents.write(text, to: "\(place)/\(numbered(index + 1)).txt")
        }
    }
}
