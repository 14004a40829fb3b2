import Foundation
import GANCore
import GANImport
import GANMetrics
import GANModule
import GANOnnx
import GANRecipe
import GANTrain

/// The networks to export, and the program whose names they get.
public struct ExportOptions: Sendable {
    /// Only this network, its names without a prefix; nil: all networks, with the prefixes `G.`, `G_ema.` and `D.`
    public var network: ForeignNetwork.Role?
    /// The program whose names are used, if several have such a network: `nvlabs`; nil: the first one.
    public var names: String?
    /// What is written. A file of ONNX has one generator: the average if the run keeps one, unless `network` says otherwise.
    public var format = ExportFormat.safetensors

    public init(
        network: ForeignNetwork.Role? = nil, names: String? = nil, format: ExportFormat = .safetensors
    ) {
        (self.network, self.names, self.format) = (network, names, format)
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
    /// The note in Markdown beside it: how Python uses the file, and a model card; nil for a run without run.json.
    public let card: String?
    public let networks: [Network]
    /// A line about each damaged checkpoint that was skipped.
    public let notes: [String]
}

extension Run {
    /// Writes the networks of a checkpoint as safetensors, with the names that another program gives to their tensors; or a generator as
    /// ONNX. A note in Markdown is written beside it.
    /// - Parameters:
    ///   - checkpoint: a checkpoint of the run.
    ///   - file: a new file; nil: `export-<step>` with the format's extension in the run's folder.
    ///   - options: the networks and their names.
    /// - Throws: `RunError`; `DestinationError` if the file exists.
    @discardableResult public func export(
        _ checkpoint: CheckpointSelection = .newest, to file: String? = nil, _ options: ExportOptions = ExportOptions()
    ) throws -> ExportReport { try RunExport(path, options, moved: moved).write(checkpoint, to: file) }
}

/// The export of a run's folder, which need not have a run.json.
package struct RunExport {
    private let folder: String
    private let contents: RunContents
    private let options: ExportOptions
    private let recipe: CheckedRecipe
    private let offers: [ExportNames]
    /// Nil if there is no run.json.
    private let manifest: RunManifest?
    private let moved: [String]

    /// - Parameter moved: new paths of what the run's recipe names, such as `data.path=/new/photos`.
    /// - Throws: `RunError`.
    package init(_ folder: String, _ options: ExportOptions, moved: [String] = []) throws {
        (self.folder, self.options, self.moved) = (folder, options, moved)
        contents = try .checked(folder)
        recipe = try RunRecipe(folder, moved: moved).checked()
        offers = try Self.offers()
        let isMissing = (try? SystemFile.isThere(contents.paths.manifest)) == false
        manifest = isMissing ? nil : try RunManifest(of: contents, folder: folder)
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
        let path = file ?? "\(folder)/export-\(numbered(checkpoint.step)).\(options.format.rawValue)"
        let card = manifest == nil ? nil : "\(path).md"
        for path in [path, card].compactMap(\.self) where (try? SystemFile.statusOfLink(path)) != nil {
            throw DestinationError.exists(path)
        }
        var report: ExportReport
        let usage: [String]
        switch options.format {
        case .safetensors:
            var writer = SafetensorsWriter(metadata: ["format": "pt"])
            let networks = try add(checkpoint.weights, to: &writer)
            try NewFile.create(path) { try writer.create(path) }
            report = ExportReport(path: path, card: card, networks: networks.map(\.report), notes: notes)
            usage = ExportUsage(file: path).safetensors(networks, isAlone: options.network != nil)
        case .onnx:
            (report, usage) = try writeONNX(checkpoint, to: path, card, notes)
        }
        do { try writeCard(checkpoint, usage, to: card, beside: path) } catch {
            // Half of an export would be in the way of the next one.
            SystemFile.remove(path)
            throw error
        }
        return report
    }

    private func writeCard(_ checkpoint: Checkpoint, _ usage: [String], to card: String?, beside path: String) throws {
        guard let card, let manifest else { return }
        let model = ModelCard(
            file: path.lastPathPart, title: recipe.title(ofRun: folder, step: checkpoint.step),
            manifest: manifest, recipe: recipe, reports: EvaluationFile.all(in: folder, step: checkpoint.step),
            usage: usage)
        try TextFile.create(model.text, at: card)
    }

    // MARK: ONNX

    private func writeONNX(
        _ checkpoint: Checkpoint, to path: String, _ card: String?, _ notes: [String]
    ) throws -> (ExportReport, [String]) {
        let role = try role(ofONNX: checkpoint.weights)
        let run = try RunNetworks(folder, moved: moved)
        let generator = try run.generator(of: recipe)
        do { try generator.loadState(from: checkpoint.weights, prefix: Self.prefix(of: role)) } catch {
            throw RunError.failed("\(error)")
        }
        let export = ONNXExport(generator: generator, info: run.manifest.data.info)
        var model = try export.model()
        model.metadata = ["title": recipe.title(ofRun: folder, step: checkpoint.step)]
        let names = export.info.classNames
        if model.reads(ONNXExport.labels), !names.isEmpty, let json = try? JSONEncoder().encode(names) {
            model.metadata["labels"] = String(decoding: json, as: UTF8.self)
        }
        let bytes = model.bytes()
        try NewFile.create(path) { try AtomicFile.create(path) { file in try file.write(bytes) } }
        let network = ExportReport.Network(role: role, program: "ONNX", tensorCount: model.operatorCount)
        return (
            ExportReport(path: path, card: card, networks: [network], notes: notes),
            ExportUsage(file: path).onnx(model, export)
        )
    }

    /// The generator to write.
    /// - Throws: `RunError` if the options name no generator, or one that the checkpoint does not have.
    private func role(ofONNX weights: SafetensorsFile) throws -> ForeignNetwork.Role {
        guard options.network != .discriminator else {
            throw RunError.unfit(
                "a file of ONNX has a generator", fixes: [.networks([.average]), .other("export safetensors")])
        }
        guard options.names == nil else {
            throw RunError.unfit(
                "a file of ONNX has no names of another program",
                fixes: [.exportNames([]), .other("export safetensors")])
        }
        let roles: [ForeignNetwork.Role] = options.network.map { [$0] } ?? [.average, .generator]
        let found = roles.first { !NetworkExport.names(in: weights, below: Self.prefix(of: $0)).isEmpty }
        guard let found else { throw missingNetwork }
        return found
    }

    // MARK: Safetensors

    /// The prefix of a network's names in a checkpoint.
    private static func prefix(of role: ForeignNetwork.Role) -> String {
        switch role {
        case .generator: "generator."
        case .average: "\(Trainer.averagePath)."
        case .discriminator: "discriminator."
        }
    }

    private var missingNetwork: RunError {
        .failed("the checkpoint has no \(options.network?.rawValue ?? "network")", fixes: [.networks([])])
    }

    private func add(_ weights: SafetensorsFile, to writer: inout SafetensorsWriter) throws -> [ExportUsage.Network] {
        var networks: [ExportUsage.Network] = []
        for role in ForeignNetwork.Role.allCases where options.network == nil || options.network == role {
            let ours = Self.prefix(of: role)
            let tensors = NetworkExport.names(in: weights, below: ours)
            guard !tensors.isEmpty else { continue }
            let network = exported(role, tensors)
            let (names, offer) = try names(network)
            let export = NetworkExport(weights, prefix: ours, names)
            let theirs = offer.prefixes[role] ?? ""
            guard export.unknown.isEmpty else {
                throw RunError.failed(
                    "the published \(export.program) has no \(export.unknown.prefix(3).joined(separator: ", "))",
                    fixes: (role == .discriminator ? [.networks([.generator])] : [])
                        + [.other("export a run of a published network")])
            }
            guard export.misfits.isEmpty else {
                throw RunError.failed(
                    "\(weights.path) is not the state of such a network: it has \(listed(export.misfits, atMost: 3))",
                    fixes: [.other("restore it from a copy of the run")])
            }
            let count = export.add(to: &writer, under: options.network == nil ? theirs : "")
            networks.append(
                ExportUsage.Network(
                    report: .init(role: role, program: export.program, tensorCount: count), prefix: theirs,
                    construction: try Self.construction(network, offer), settings: network.settings))
        }
        guard !networks.isEmpty else { throw missingNetwork }
        return networks
    }

    private static func construction(
        _ network: ExportedNetwork, _ offer: ExportNames
    ) throws -> ExportUsage.Construction {
        guard let constructor = offer.constructor else { return .unknown }
        do { return .python(try constructor(network)) } catch let defect as ConstructorDefect {
            return .impossible(defect.problem)
        }
    }

    private func component(_ role: ForeignNetwork.Role) -> ComponentChoice? {
        recipe.components[role == .discriminator ? .discriminator : .generator]
    }

    private func exported(_ role: ForeignNetwork.Role, _ tensors: [String]) -> ExportedNetwork {
        ExportedNetwork(
            role: role, settings: component(role)?.node ?? RecipeNode(.map([])), tensors: tensors,
            conditioner: recipe.components[.conditioner]?.name, data: manifest?.data.info ?? .unknown)
    }

    /// Names that fit a network of the recipe.
    private func names(_ network: ExportedNetwork) throws -> (TensorNames, ExportNames) {
        let component = component(network.role)
        let fitting = offers.filter { $0.component == component?.name }
        let asked = fitting.filter { options.names == nil || options.names == $0.name }
        do {
            for offer in asked { if let names = try offer.names(network) { return (names, offer) } }
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
