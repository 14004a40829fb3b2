import Foundation
import GANCore
import GANImport
import GANModule

/// The networks of checkpoints, and the recipe that they come to.
package struct ImportedNetworks {
    /// At most one of each role.
    package let networks: [PublishedNetwork]
    package let recipe: RecoveredRecipe
    /// Source that checkpoints bring along.
    package let sources: [String]
    /// Lines to print.
    package let report: [String]

    /// - Parameter roles: of the networks to take.
    /// - Throws: `ImportError`, `SafetensorsError`, `ImportDefect`.
    package init(
        _ files: [String], _ changes: [ImportChange],
        roles: [PublishedNetwork.Role] = PublishedNetwork.Role.allCases
    ) throws {
        let checkpoints = try files.map(openForeignCheckpoint)
        let found = checkpoints.flatMap(PublishedNetwork.all)
        networks = PublishedNetwork.Role.allCases.filter(roles.contains).flatMap { role in
            found.filter { $0.role == role }
        }
        for (first, second) in zip(networks, networks.dropFirst()) where first.role == second.role {
            throw ImportError(
                path: second.checkpoint.path,
                problem:
                    "there are two of the \(second.role.rawValue): `\(first.place.shortened(to: 160))` and `\(second.place.shortened(to: 160))`",
                fix: "name files with one of each")
        }
        let recovered = try networks.map { network in
            (network.role, try network.recovered(fileBytes: SystemFile.status(of: network.checkpoint.path).size))
        }
        let names = files.map { URL(fileURLWithPath: $0).lastPathComponent }
        var recipe = try RecoveredRecipe(
            recovered.filter { $0.0 != .discriminator }.map(\.1), recovered.first { $0.0 == .discriminator }?.1,
            sources: names)
        for change in changes { recipe.set(change.key, change.value) }
        self.recipe = recipe
        sources = checkpoints.flatMap { ($0 as? TorchCheckpoint)?.sources ?? [] }
        let notes = recovered.flatMap(\.1.notes).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        report = zip(files, checkpoints).map { "\($0): \($1.format), \(counted($1.names.count, "tensor"))" } + notes
    }

    /// What the networks tell of images and labels; which labels are classes, no file says.
    package var info: DatasetInfo {
        let generator = recipe.generator
        return DatasetInfo(
            count: 0, channels: generator.imageChannels, height: generator.resolution, width: generator.resolution,
            labelKind: generator.labelSize == 0 ? .none : .classes, labelSize: generator.labelSize)
    }
}
