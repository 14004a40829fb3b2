import Foundation
import GANCore
import GANImport
import GANModule

/// The networks of checkpoints, and the recipe that they come to.
package struct ImportedNetworks {
    /// At most one of each role.
    package let networks: [RecognizedNetwork]
    package let recipe: ImportedRecipe
    /// Source that checkpoints bring along.
    package let sources: [String]
    /// The files that were read.
    package let files: [ImportReport.File]
    /// Notes on the networks for the user.
    package let notes: [String]

    /// - Parameter roles: of the networks to take.
    /// - Throws: `ImportError`, `SafetensorsError`, `ImportDefect`.
    package init(
        _ paths: [String], _ changes: [ImportChange],
        roles: [ForeignNetwork.Role] = ForeignNetwork.Role.allCases
    ) throws {
        let settings = try ImporterSettings(changes)
        let importers = try settings.importers()
        let checkpoints = try paths.map(openForeignCheckpoint)
        let found = try checkpoints.flatMap { try RecognizedNetwork.all(in: $0, importers) }
        if found.isEmpty, let fix = settings.fix {
            throw ImportError(path: paths[0], problem: "it contains no supported generator", fix: fix)
        }
        networks = ForeignNetwork.Role.allCases.filter(roles.contains).flatMap { role in
            found.filter { $0.network.role == role }
        }
        try RecognizedNetwork.checkRoles(networks)
        let architectures = try networks.map { found in
            let size = try SystemFile.status(of: found.network.checkpoint.path).size
            return (found.network.role, try found.architecture(fileBytes: size))
        }
        var recipe = try ImportedRecipe(
            architectures.filter { $0.0 != .discriminator }.map(\.1),
            architectures.first { $0.0 == .discriminator }?.1,
            sources: paths.map { URL(fileURLWithPath: $0).lastPathComponent })
        for change in changes where !change.isOfImporter { recipe.set(change.key, change.value) }
        self.recipe = recipe
        sources = checkpoints.flatMap(\.sources)
        notes = architectures.flatMap(\.1.notes).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
        files = zip(paths, checkpoints).map {
            ImportReport.File(path: $0, format: $1.format, tensorCount: $1.names.count)
        }
    }

    /// The images and labels that the networks fit. No file says whether labels are classes.
    package var info: DatasetInfo {
        let generator = recipe.generator
        return DatasetInfo(
            count: 0, channels: generator.imageChannels, height: generator.resolution, width: generator.resolution,
            labelKind: generator.labelSize == 0 ? .none : .classes, labelSize: generator.labelSize)
    }
}
