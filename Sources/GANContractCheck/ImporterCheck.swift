import GANComponentTesting
import GANCore
import GANModule
import GANTensor

/// Asks an importer for networks in checkpoints of names and shapes: empty ones, those of other programs, and variants of its own
/// example.
struct ImporterCheck {
    private typealias Tensors = [(name: String, shape: [Int])]

    private let importer: any Importer
    private let catalog: ComponentCatalog

    init(_ importer: any Importer, in catalog: ComponentCatalog) { (self.importer, self.catalog) = (importer, catalog) }

    /// - Throws: `TinyWorld.Unfit` if it leaves other programs alone and has no example, so that no more can be checked.
    func faults() throws -> [String] {
        let strange = try strangers().compactMap { name, tensors in fault(ofStrange: tensors, name) }
        guard strange.isEmpty else { return strange }
        guard !example.isEmpty else {
            throw TinyWorld.Unfit(
                reason:
                    "it leaves empty checkpoints and those of other programs alone; its own are not checked, since it has no"
                    + " `example`")
        }
        return try faultsOfExample()
    }

    private var example: Tensors { importer.example.map { ($0.key, $0.value) } }

    // MARK: Other programs

    private func strangers() throws -> [(name: String, tensors: Tensors)] {
        let others = try catalog.importers().filter { type(of: $0).name != type(of: importer).name }
        return [("an empty checkpoint", []), ("a checkpoint of another program", Self.unknown)]
            + others.filter { !$0.example.isEmpty }.map { other in
                ("a checkpoint of `\(type(of: other).name)`", other.example.map { ($0.key, $0.value) })
            }
    }

    private static let unknown: Tensors = [
        ("layer.weight", [3, 5]), ("module.layer.bias", [5]), ("epoch", []), ("optimizer.state.0.exp_avg", [3, 5]),
    ]

    private func fault(ofStrange tensors: Tensors, _ name: String) -> String? {
        let fix = "return [] from networks(in:) unless a name is there that no other program has"
        do {
            let found = try importer.networks(in: ShapesOnlyCheckpoint(tensors))
            return found.isEmpty ? nil : "it finds \(counted(found.count, "network")) in \(name)\n  fix: \(fix)"
        } catch { return "its networks(in:) throws for \(name): \(Self.text(error))\n  fix: \(fix)" }
    }

    // MARK: Its own example

    private func faultsOfExample() throws -> [String] {
        let networks = try importer.networks(in: ShapesOnlyCheckpoint(example))
        guard !networks.isEmpty else {
            return [
                "it finds no network in its own example\n  fix: let `example` have the names that networks(in:) looks for"
            ]
        }
        return try networks.flatMap { network in
            let described: ForeignArchitecture
            do { described = try importer.architecture(of: network) } catch {
                return [
                    "its architecture(of:) refuses its own example: \(Self.text(error))"
                        + "\n  fix: let `example` have all tensors that architecture(of:) reads"
                ]
            }
            let made: Module
            do { made = try ForeignModule(network.role, described, in: catalog).made() } catch let unfit
                as ForeignModule.Unfit
            {
                return [unfit.fault]
            }
            let naming = faults(ofNames: network.names, for: made)
            return naming.isEmpty ? try faults(ofFile: file(network, made)) : naming
        }
    }

    /// Tensors of our network without a name in the program, and names that several have.
    private func faults(ofNames names: TensorNames, for module: Module) -> [String] {
        let ours = Self.tensors(of: module).map(\.name)
        let nameless = ours.filter { names.published($0) == nil && !names.isDefined($0) && !names.isDerived($0) }
        let byName = Dictionary(grouping: ours) { names.published($0)?.name ?? "" }
        let shared = byName.filter { !$0.key.isEmpty && $0.value.count > 1 }.sorted { $0.key < $1.key }
        let first =
            nameless.isEmpty
            ? []
            : [
                "its names have none for \(listed(nameless.map { "`\($0)`" }, atMost: 4))\n  fix: add a NameRule, or name the tensor in `defined` or"
                    + " `derived`"
            ]
        return first
            + shared.map { name, ours in
                "its names give \(listed(ours.map { "`\($0)`" }, atMost: 4)) the same name `\(name)`\n  fix: give each tensor a name of its own"
            }
    }

    /// The whole checkpoint of the network that the example describes.
    private func file(_ network: ForeignNetwork, _ module: Module) -> Tensors {
        var known = Set(example.map(\.name))
        return example
            + Self.tensors(of: module).compactMap { ours, shape in
                guard let published = network.names.published(ours) else { return nil }
                let name = network.prefix + published.name
                return known.insert(name).inserted ? (name, published.form.shape(of: shape)) : nil
            }
    }

    private static func tensors(of module: Module) -> Tensors {
        module.parameters().map { ($0.path, $0.parameter.shape.dimensions) }
            + module.buffers().map { ($0.path, $0.buffer.value.stateShape) }
    }

    private func faults(ofFile file: Tensors) throws -> [String] {
        let found = try importer.networks(in: ShapesOnlyCheckpoint(file))
        let below = try importer.networks(in: ShapesOnlyCheckpoint(file.map { ("G.\($0.name)", $0.shape) }))
        guard below.map(\.prefix) == found.map({ "G.\($0.prefix)" }) else {
            return [
                "it finds \(counted(found.count, "network")) in its example, but \(below.count) if all names begin with `G.`, as in a file of"
                    + " several networks\n  fix: look for names with checkpoint.prefixes(of:)"
            ]
        }
        return Array(try damaged(file).lazy.compactMap { try fault(ofDamaged: $1, $0) }.prefix(1))
    }

    // MARK: Damaged checkpoints

    /// Cut off after each tensor, without each, and each with another shape.
    private func damaged(_ file: Tensors) -> [(name: String, tensors: Tensors)] {
        let indices = file.indices.prefix(200)
        return indices.map { ("its example that ends before `\(file[$0].name)`", Array(file.prefix($0))) }
            + indices.map { index in
                (
                    "its example without `\(file[index].name)`",
                    file.enumerated().filter { $0.offset != index }.map(\.element)
                )
            }
            + indices.flatMap { index in
                [[], [0], [1, 1, 1, 1, 1]].map { shape in
                    var tensors = file
                    tensors[index].shape = shape
                    return ("its example with `\(file[index].name)` of shape \(shape)", tensors)
                }
            }
    }

    /// Whoever imports a damaged file must read what is wrong with it, so the only error is an `ImportDefect`.
    private func fault(ofDamaged tensors: Tensors, _ name: String) throws -> String? {
        do {
            for network in try importer.networks(in: ShapesOnlyCheckpoint(tensors)) {
                _ = try importer.architecture(of: network)
            }
            return nil
        } catch is ImportDefect { return nil } catch {
            return
                "it throws `\(error)` for \(name)\n  fix: throw an ImportDefect that says what is wrong with the file"
        }
    }

    private static func text(_ error: any Error) -> String { (error as? ImportDefect)?.problem ?? "\(error)" }
}
