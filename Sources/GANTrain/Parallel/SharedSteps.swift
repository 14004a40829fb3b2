import GANCore
import GANModule
import GANTensor

extension Trainer {
    /// What this process sent to the others so far, and the time that it took; nil for a single process.
    package var exchanged: MeasuredCollective.Totals? { (ranks as? MeasuredCollective)?.measured }

    /// Makes the steps of a run, in time with the other processes. Files are written by process 0 alone.
    /// - Parameters:
    ///   - stop: called after each step; one process that returns true stops all.
    ///   - begin: called before the first step, on process 0.
    ///   - report: called after each step, on process 0.
    ///   - assist: does a task that process 0 assigns in `begin` or `report`, on the others.
    /// - Throws: on all processes what any of them threw.
    package func train(
        until stop: () -> Bool, begin: () throws -> Void = {}, report: (StepMetrics) throws -> Void = { _ in },
        assist: (_ task: String) throws -> Void = { _ in }
    ) throws -> RunEnding {
        let assist = { (task: String) in
            guard task == Self.recordTask else { return try assist(task) }
            try self.announce(self.record)
        }
        do {
            try ranks.leading(begin, assist: assist)
            while step < settings.steps {
                let metrics = try advance()
                try compareWeights()
                try ranks.leading({ try report(metrics) }, assist: assist)
                if step < settings.steps, try ranks.any(stop()) { throw StepInterruption() }
            }
            return .finished
        } catch is StepInterruption { return .interrupted }
    }

    private static let recordTask = "record"

    /// Lets the components of all processes observe a record of metrics: they may change what they keep. On process 0, in `report`.
    /// - Returns: the record, with what the components of this process reported.
    package func announceRecord() throws -> TrainingRecord {
        try ranks.assign(Self.recordTask)
        let record = record
        try announce(record)
        return record
    }

    private var record: TrainingRecord {
        TrainingRecord(
            position: TrainingPosition(step: step, images: images), isLast: step == settings.steps,
            generator: average ?? composition.generator)
    }

    /// Compares the weights of all processes, and what their components keep, at each tick.
    private func compareWeights() throws {
        let interval = settings.steps(everyKimg: settings.tickKimg)
        guard ranks.count > 1, step % interval == 0 || step == settings.steps else { return }
        var writer = MessageWriter()
        for parameter in parameters + (average?.parameters().map(\.parameter) ?? []) { writer.add(parameter.stored) }
        for buffer in buffers {
            // A value of a plugin's own type cannot be compared. That it changed is an error already.
            try? writer.add(buffer.value)
        }
        let sums = try ranks.gather([UInt8](text: "\(CRC32C.checksum(writer.bytes))"))
        guard let other = sums.firstIndex(where: { $0 != sums[0] }) else { return }
        throw CollectiveError.differentWeights(rank: other, step: step)
    }
}

extension [UInt8] {
    fileprivate init(text: String) { self.init(text.utf8) }
}
