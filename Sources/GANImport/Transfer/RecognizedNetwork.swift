import GANCore
import GANModule
import GANTensor

/// A network in a checkpoint, and the importer that recognized it.
package struct RecognizedNetwork {
    package let network: ForeignNetwork
    package let importer: any Importer

    /// All networks of a checkpoint that one of the importers knows, in the order of the importers.
    /// - Throws: `ImportError`.
    package static func all(
        in checkpoint: any ForeignCheckpoint, _ importers: [any Importer]
    ) throws -> [RecognizedNetwork] {
        try importers.flatMap { importer in
            try called(importer, checkpoint.path) { try importer.networks(in: checkpoint) }
                .map { RecognizedNetwork(network: $0, importer: importer) }
        }
    }

    /// Checks that no two of the networks have one role.
    /// - Parameter found: sorted by role.
    /// - Throws: `ImportError`.
    package static func checkRoles(_ found: [RecognizedNetwork]) throws(ImportError) {
        for (one, other) in zip(found, found.dropFirst()) where one.network.role == other.network.role {
            let (first, second) = (one.network, other.network)
            let names = [one, other].map { "`\(type(of: $0.importer).name)`" }
            if first.checkpoint.path == second.checkpoint.path, names[0] != names[1] {
                throw ImportError(
                    path: second.checkpoint.path,
                    problem:
                        "the importers \(names.joined(separator: " and ")) both recognize its \(second.role.rawValue)",
                    fix:
                        "import without the plugin of one of them; an importer must recognize its networks by names that no"
                        + " other program has")
            }
            throw ImportError(
                path: second.checkpoint.path,
                problem:
                    "the files contain more than one \(second.role.rawValue): `\(first.place.shortened(to: 160))` and `\(second.place.shortened(to: 160))`",
                fix: "give files that contain each network once")
        }
    }

    /// Has the importer compute tensors that no file has.
    /// - Throws: `ImportError`.
    package func derive(_ names: [String], in module: Module) throws -> [String] {
        try Self.called(importer, network.checkpoint.path) { try importer.derive(names, of: network, in: module) }
    }

    /// Calls the importer. Unexpected errors become an `ImportError` that names it.
    private static func called<Value>(
        _ importer: any Importer, _ path: String, _ call: () throws -> Value
    ) throws -> Value {
        let name = "the importer `\(type(of: importer).name)`"
        do { return try CallPlace(named: name).run(call) } catch let error as ImportError { throw error } catch let
            defect as ImportDefect
        {
            throw ImportError(path: path, problem: defect.problem)
        } catch {
            throw ImportError(
                path: path, problem: "\(name) failed: \(error)",
                fix: "report this to the author of the importer, or import without its plugin")
        }
    }

    /// - Parameter fileBytes: size of the file.
    /// - Throws: `ImportError`.
    package func architecture(fileBytes: Int) throws -> ForeignArchitecture {
        do {
            return try Self.called(importer, network.checkpoint.path) {
                try network.checkpoint.check(network.all, fitIn: fileBytes)
                return try importer.architecture(of: network)
            }
        } catch let error as ImportError {
            guard network.role == .discriminator else { throw error }
            var avoidable = error
            avoidable.isOfDiscriminator = true
            throw avoidable
        }
    }
}

extension ForeignCheckpoint {
    /// Tensors may share storage, so a small file could claim a large network, and converted it could fill the disk. A network may use all of
    /// its tensors twice.
    /// - Throws: `ImportDefect` if tensors together have more than twice as many bytes as the file.
    package func check(_ names: [String], fitIn fileBytes: Int) throws(ImportDefect) {
        let most = fileBytes.multiplied(by: 2) ?? .max
        var bytes = 0
        for name in names {
            guard let (type, shape) = layout(of: name) else { continue }
            let count = shape.reduce(type.byteWidth as Int?) { $0?.multiplied(by: $1) }
            guard let count, let sum = bytes.added(to: count), sum <= most else {
                throw ImportDefect(problem: "its tensors have more values than the file")
            }
            bytes = sum
        }
    }
}
