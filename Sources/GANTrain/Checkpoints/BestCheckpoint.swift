extension CheckpointStore {
    /// The checkpoint with the best value of the first score that the run computes.
    /// - Throws: `NoBestCheckpoint`, `CheckpointError`.
    package func best() throws -> Checkpoint {
        guard let best = newest().checkpoint?.state.best.all.first else { throw NoBestCheckpoint(folder: folder) }
        return try checkpoint(ofStep: best.step)
    }
}

/// The run has no scores, so no checkpoint is the best.
package struct NoBestCheckpoint: Error, Hashable, CustomStringConvertible {
    let folder: String

    package var description: String {
        "\(folder): the run has no scores, so there is no best checkpoint"
            + "\n  fix: use a step, or newest"
    }
}
