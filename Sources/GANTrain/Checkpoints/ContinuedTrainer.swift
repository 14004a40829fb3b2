import GANCore

extension Trainer {
    /// What a record of metrics after the last step would say of the components: their metrics, and what observers add to it.
    /// - Throws: errors of components.
    package func recordedNumbers() throws -> [(name: String, value: Double)] {
        let record = TrainingRecord(
            position: TrainingPosition(step: step, images: images), isLast: step == settings.steps,
            generator: average ?? composition.generator)
        let metrics = try composition.metrics
        try announce(record)
        return metrics + record.metrics
    }

    /// Gives this trainer's state to another one through the files of a checkpoint, as a resumed run does.
    /// - Parameters:
    ///   - successor: a trainer of equal components that has made no step.
    ///   - folder: an empty folder.
    /// - Throws: errors of files; `CheckpointError` if the checkpoint would be refused.
    package func pass(to successor: Trainer, through folder: String) throws {
        try save(CheckpointState(), into: folder)
        let checkpoint: Checkpoint
        do { checkpoint = try Checkpoint(folder) } catch {
            throw CheckpointError.damaged(path: folder, problem: error.problem)
        }
        try successor.load(checkpoint)
    }
}
