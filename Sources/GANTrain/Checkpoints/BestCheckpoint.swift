extension CheckpointStore {
    /// The checkpoint with the best value of the first score that the run computes.
    /// - Throws: `NoBestCheckpoint`, `CheckpointError`.
    package func best() throws -> Checkpoint {
        guard let best = newest().checkpoint?.state.best.all.first else { throw NoBestCheckpoint(folder: folder) }
        return try checkpoint(ofStep: best.step)
    }
}

/// No checkpoint is known to be better than others.
package struct NoBestCheckpoint: Error, Hashable, CustomStringConvertible {
    let folder: String

    package var description: String {
        "\(folder): no checkpoint is the best, since the run has computed no score"
            + "\n  fix: name a step, or newest"
    }
}
