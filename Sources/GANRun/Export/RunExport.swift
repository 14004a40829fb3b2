import GANCore
import GANImport
import GANModule
import GANRecipe
import GANTrain

/// The networks to export, and the program whose names they get.
public struct ExportOptions: Sendable {
    /// Only this network, its names without a prefix; nil: all networks, with the prefixes `G.`, `G_ema.` and `D.`
    public var network: ForeignNetwork.Role?
    /// The program whose names are used, if several have such a network: `nvlabs`; nil: the first one.
    public var names: String?

    public init(network: ForeignNetwork.Role? = nil, names: String? = nil) {
        (self.network, self.names) = (network, names)
    }
}

/// The result of an export.
public struct ExportReport: Sendable {
    /// A network in the file.
    public struct Network: Sendable {
        public let role: ForeignNetwork.Role
        /// The program whose names it has.
        public let program: String
        public let tensorCount: Int
    }

    /// The file.
    public let path: String
    public let networks: [Network]
    /// A line about each damaged checkpoint that was skipped.
    public let notes: [String]
}

extension Run {
    /// Writes the networks of a checkpoint as safetensors, with the names that another program gives to their tensors.
    /// - Parameters:
    ///   - checkpoint: a checkpoint of the run.
    ///   - file: a new file; nil: `export-<step>.safetensors` in the run's folder.
    ///   - options: the networks and their names.
    /// - Throws: `RunError`; `DestinationError` if the file exists.
    @discardableResult public func export(
        _ checkpoint: CheckpointSelection = .newest, to file: String? = nil, _ options: ExportOptions = ExportOptions()
    ) throws -> ExportReport { try RunExport(path, options).write(checkpoint, to: file) }
}

/// The export of a run's folder, which need not have a run.json.
package struct RunExport {
    private let folder: String
    private let contents: RunContents
    private let options: ExportOptions
    private let recipe: CheckedRecipe
    private let offers: [ExportNames]

    /// - Throws: `RunError`.
    package init(_ folder: String, _ options: ExportOptions) throws {
        (self.folder, self.options) = (folder, options)
        contents = try .checked(folder)
        do { recipe = try RecipeLoader(.linked).check(path: contents.paths.resolvedRecipe, overrides: []) } catch {
            throw RunError(error)
        }
        offers = try Self.offers()
    }

    /// Every name that `ExportOptions.names` may have.
    package static var programs: [String] {
        Set(((try? offers()) ?? []).map(\.name)).sorted()
    }

    private static func offers() throws -> [ExportNames] {
        try ComponentCatalog.linked.importers().flatMap { importer in
            ComponentError.marking(ComponentCatalog.path(ofImporter: type(of: importer).name)) { importer.exports }
        }
    }

    /// - Throws: `RunError`, `DestinationError`.
    package func write(_ selection: CheckpointSelection, to file: String?) throws -> ExportReport {
        let (checkpoint, notes) = try selection.checkpoint(in: contents.checkpoints)
        let path = file ?? "\(folder)/export-\(numbered(checkpoint.step)).safetensors"
        guard (try? SystemFile.statusOfLink(path)) == nil else { throw DestinationError.exists(path) }
        var writer = SafetensorsWriter(metadata: ["format": "pt"])
        let networks = try add(checkpoint.weights, to: &writer)
        do { try writer.write(to: path) } catch { throw RunError.failed("\(error)") }
        return ExportReport(path: path, networks: networks, notes: notes)
    }

    private static let prefixes: [(ForeignNetwork.Role, ours: String, theirs: String)] = [
        (.generator, "generator.", "G."), (.average, "\(Trainer.averagePath).", "G_ema."),
        (.discriminator, "discriminator.", "D."),
    ]

    private func add(
        _ weights: SafetensorsFile, to writer: inout SafetensorsWriter
    ) throws -> [ExportReport.Network] {
        var networks: [ExportReport.Network] = []
        for (role, ours, theirs) in Self.prefixes where options.network == nil || options.network == role {
            let tensors = NetworkExport.names(in: weights, below: ours)
            guard !tensors.isEmpty else { continue }
            let export = NetworkExport(weights, prefix: ours, try names(role, tensors))
            guard export.unknown.isEmpty else {
                throw RunError.failed(
                    "the published \(export.program) has no \(export.unknown.prefix(3).joined(separator: ", "))",
                    fixes: [.networks([.generator]), .other("export a run of a published network")])
            }
            let count = export.add(to: &writer, under: options.network == nil ? theirs : "")
            networks.append(.init(role: role, program: export.program, tensorCount: count))
        }
        guard !networks.isEmpty else {
            throw RunError.failed(
                "the checkpoint has no \(options.network?.rawValue ?? "network")", fixes: [.networks([])])
        }
        return networks
    }

    /// Names that fit a network of the recipe.
    private func names(_ role: ForeignNetwork.Role, _ tensors: [String]) throws -> TensorNames {
        let component = recipe.components[role == .discriminator ? .discriminator : .generator]
        let fitting = offers.filter { $0.component == component?.name }
        let asked = fitting.filter { options.names == nil || options.names == $0.name }
        let network = ExportedNetwork(role: role, settings: component?.node ?? RecipeNode(.map([])), tensors: tensors)
        do {
            for offer in asked { if let names = try offer.names(network) { return names } }
        } catch let defect as ExportDefect {
            let without: [RunFix] = [.networks([.average]), .networks([.generator])]
            throw RunError.failed(
                defect.problem, fixes: defect.concernsDiscriminator ? without : [.other(weightsFix)])
        }
        if let names = options.names { throw refusal(of: names, component?.name ?? "") }
        let known = Set(offers.map(\.component)).sorted()
        throw RunError.failed(
            "no published program's tensor names are known for `\(component?.name ?? "")`, only for \(known.joined(separator: " and "))",
            fixes: [.other(weightsFix)])
    }

    private var weightsFix: String { "use the files in \(folder)/checkpoints, which are safetensors" }

    private func refusal(of names: String, _ component: String) -> RunError {
        let owners = Set(offers.filter { $0.name == names }.map(\.component)).sorted()
        guard owners.isEmpty || owners.contains(component) else {
            return .unfit(
                "the names of \(names) are for \(owners.joined(separator: " and ")), but the run has `\(component)`",
                fixes: [.exportNames([])])
        }
        let known = Set(offers.filter { $0.component == component }.map(\.name)).sorted()
        return .unfit(
            "no tensor names of `\(names.shortened(to: 60))` are known for the run's `\(component)`",
            fixes: [.exportNames(known)])
    }
}
