import ArgumentParser
import Foundation
import GANCore
import GANImport
import GANModule
import GANRecipe
import GANRun
import GANTrain

struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Writes the networks of a run as safetensors with the names that PyTorch programs know.",
        discussion: """
            In Python: network.load_state_dict(safetensors.torch.load_file("FILE")) for a file of one network (--network); in a file \
            of all, names begin with G., D. and G_ema. (the generator's average).
            """)
    @OptionGroup var source: RunOptions
    @Option(help: "Only one, its names without a beginning: generator, average or discriminator.")
    var network: PublishedNetwork.Role?
    @Option(
        help:
            "Of StyleGAN2: whose names, nvlabs or studiogan, which differ in the discriminator's last layer (default: nvlabs)."
    )
    var names: NameChoice?
    @Option(
        name: [.customShort("o"), .customLong("out")],
        help: "The file (default: export-<step>.safetensors in the folder).",
        completion: .file(extensions: ["safetensors"]))
    var output: String?

    enum NameChoice: String, CaseIterable, ExpressibleByArgument { case nvlabs, studiogan }

    func run() throws {
        try source.plugins.load()
        let folder = source.folder
        let contents = try RunContents.checked(folder)
        let recipe: CheckedRecipe
        do { recipe = try RecipeLoader(.linked).check(path: contents.resolvedRecipe, overrides: []) } catch {
            throw CommandFailure.wrong(error.description)
        }
        let (checkpoint, notes) = try source.checkpoint.checkpoint(in: contents.checkpoints)
        for note in notes { printLine(note) }
        let path = output ?? "\(folder)/export-\(numbered(checkpoint.step)).safetensors"
        guard (try? SystemFile.statusOfLink(path)) == nil else {
            throw CommandFailure.wrong(
                "ganzoo: \(path) is there already and is not replaced\n  fix: name another file with --out")
        }
        var writer = SafetensorsWriter(metadata: ["format": "pt"])
        let lines = try add(checkpoint.weights, recipe, to: &writer)
        do { try writer.write(to: path) } catch { throw CommandFailure.failed("\(error)") }
        for line in lines + [path] { printLine(line) }
    }

    private static let beginnings: [(PublishedNetwork.Role, ours: String, theirs: String)] = [
        (.generator, "generator.", "G."), (.average, "\(Trainer.averagePath).", "G_ema."),
        (.discriminator, "discriminator.", "D."),
    ]

    /// - Returns: lines to print.
    private func add(
        _ weights: SafetensorsFile, _ recipe: CheckedRecipe, to writer: inout SafetensorsWriter
    ) throws -> [String] {
        var lines: [String] = []
        for (role, ours, theirs) in Self.beginnings where network == nil || network == role {
            guard weights.entries.contains(where: { $0.name.hasPrefix(ours) }) else { continue }
            let export = NetworkExport(weights, prefix: ours, role, try choice(role, recipe))
            guard export.unknown.isEmpty else {
                throw CommandFailure.failed(
                    "the published \(export.program) has no \(export.unknown.prefix(3).joined(separator: ", "))"
                        + "\n  fix: --network generator, or a run of a network as published")
            }
            let count = export.add(to: &writer, under: network == nil ? theirs : "")
            lines.append("\(role.rawValue): \(counted(count, "tensor")) as in \(export.program)")
        }
        guard !lines.isEmpty else {
            throw CommandFailure.failed(
                "the checkpoint has no \(network?.rawValue ?? "network")\n  fix: leave --network out, or name another")
        }
        return lines
    }

    /// - Parameter head: the recipe's, of a discriminator that says one.
    private func check(head: RecipeNode?) throws {
        guard let head, !head.isNull, case .scalar(let name, _) = (head["type"] ?? head).content,
            !["none", "projection"].contains(name)
        else { return }
        throw CommandFailure.failed(
            "the discriminator ends in `\(name)`, for which no published names are known"
                + "\n  fix: --network average, or --network generator")
    }

    /// Whose names fit a network of the recipe.
    private func choice(_ role: PublishedNetwork.Role, _ recipe: CheckedRecipe) throws -> PublishedChoice {
        let component = recipe.components[role == .discriminator ? .discriminator : .generator]
        if names != nil, component?.name != "stylegan2" {
            throw CommandFailure.wrong(
                "ganzoo: --names belongs to stylegan2, and the run has `\(component?.name ?? "")`\n  fix: leave it out")
        }
        try check(head: component?.node["head"])
        switch component?.name {
        case "stylegan2": return names == .studiogan ? .studioStyleGAN2 : .stylegan2
        case "biggan":
            if case .scalar("true", _)? = component?.node["deep"]?.content {
                throw CommandFailure.failed(
                    "there are no published names for BigGAN-deep here"
                        + "\n  fix: the weights are safetensors already: \(source.folder)/checkpoints")
            }
            guard case .scalar("studiogan", _)? = component?.node["variant"]?.content else { return .authorBigGAN }
            return .studioBigGAN
        default:
            throw CommandFailure.failed(
                "there are no published names for `\(component?.name ?? "")`: they are known of stylegan2 and biggan"
                    + "\n  fix: the weights are safetensors already: \(source.folder)/checkpoints")
        }
    }
}

extension PublishedNetwork.Role: ExpressibleByArgument {}
