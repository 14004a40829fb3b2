import GANCore
import GANModule

/// A network in a checkpoint, and the importer that recognized it.
package struct RecognizedNetwork {
    package let network: ForeignNetwork
    package let importer: any Importer

    /// All networks of a checkpoint that one of the importers knows, in the order of the importers.
    package static func all(in checkpoint: any ForeignCheckpoint, _ importers: [any Importer]) -> [RecognizedNetwork] {
        importers.flatMap { importer in
            importer.networks(in: checkpoint).map { RecognizedNetwork(network: $0, importer: importer) }
        }
    }

    /// - Parameter fileBytes: size of the file.
    /// - Throws: `ImportError`.
    package func architecture(fileBytes: Int) throws -> ForeignArchitecture {
        do {
            try checkSize(fileBytes)
            return try importer.architecture(of: network)
        } catch let defect as ImportDefect {
            let error = ImportError(path: network.checkpoint.path, problem: defect.problem)
            guard network.role == .discriminator else { throw error }
            throw ImportError(
                path: error.path, problem: error.problem,
                fix: "\(error.fix), or import without the discriminator: --network generator --network average")
        }
    }

    /// Adds up the sizes of the network's tensors and compares them with the file: tensors may share storage, so a small file
    /// could claim a large network.
    private func checkSize(_ fileBytes: Int) throws {
        var bytes = 0
        for name in network.all {
            guard let (type, shape) = network.checkpoint.layout(of: name) else { continue }
            let count = shape.reduce(type.byteWidth as Int?) { $0?.multiplied(by: $1) }
            guard let count, let sum = bytes.added(to: count), sum <= fileBytes else {
                throw ImportDefect(problem: "its tensors have more values than the file")
            }
            bytes = sum
        }
    }
}
