import GANModule

/// What process 0 found in a run's folder, for the others.
package struct RunStart {
    /// Folder of the checkpoint to continue from; nil for a new run.
    private let path: String?
    /// The run's folder.
    package let folder: String
    /// The run's class names in its order; empty for a new run and for data without classes.
    package let classOrder: [String]

    /// Gives it to all processes; on process 0.
    package static func announce(
        _ checkpoint: Checkpoint?, _ classOrder: [String], of folder: String, to ranks: any Collective
    ) throws {
        guard ranks.count > 1 else { return }
        var writer = MessageWriter()
        for text in [folder, checkpoint?.path ?? ""] + classOrder { writer.add(text) }
        _ = try ranks.gather(writer.bytes)
    }

    /// What process 0 announces, on another one.
    package init(from ranks: any Collective) throws {
        var reader = MessageReader(try ranks.gather([])[0])
        folder = try reader.text()
        let path = try reader.text()
        var names: [String] = []
        while !reader.isAtEnd { names.append(try reader.text()) }
        classOrder = names
        self.path = path.isEmpty ? nil : path
    }

    /// The checkpoint to continue from; nil for a new run.
    /// - Throws: `CheckpointError` if it cannot be read here.
    package func checkpoint() throws -> Checkpoint? {
        guard let path else { return nil }
        guard (try? SystemFile.status(of: path)) != nil else { throw CollectiveError.notShared(path: path) }
        return try Checkpoint.at(path)
    }
}
