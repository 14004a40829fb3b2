extension CheckpointStore {
    /// The checkpoint with the best value of the first score that the run computes.
    /// - Parameter fits: called before values are read.
    /// - Throws: `NoBestCheckpoint`, `CheckpointError`; what `fits` throws.
    package func best(fitting fits: WeightsCheck = { _ in }) throws -> Checkpoint {
        guard let best = try newest(fitting: fits).checkpoint?.state.best.all.first else {
            throw NoBestCheckpoint(folder: folder)
        }
        return try checkpoint(ofStep: best.step, isExact: true, fitting: fits)
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
