import GANCore
import GANModule
import GANTrain

/// What a training of a tiny GAN left behind: weights and state after the last step, and what was reported and kept after each.
struct TrainedSteps {
    /// What is compared after a step.
    private struct Step {
        let number: Int
        /// Losses, penalties and the metrics of components, as a run would record them after this step.
        let numbers: [(name: String, value: Double)]
        let kept: [KeptValues.Value]
    }

    private(set) var state: [StateSnapshot] = []
    private var steps: [Step] = []

    /// Trains until the trainer has made `count` steps.
    /// - Parameter component: the one that is checked.
    mutating func train(_ trainer: Trainer, to count: Int, observing component: any Component) throws {
        while trainer.step < count {
            let numbers = try trainer.advance().values + trainer.recordedNumbers()
            steps.append(Step(number: trainer.step, numbers: numbers, kept: KeptValues.all(in: component)))
        }
        state = snapshot(trainer.composition.modules)
    }

    /// Metrics that are NaN or infinite, each once.
    var faults: [String] {
        var names: Set<String> = []
        return steps.flatMap(\.numbers).filter { !$0.value.isFinite && names.insert($0.name).inserted }.map {
            "it reported `\($0.name)`, which is \($0.value)\n  fix: report finite numbers; leave a metric out while it has no value"
        }
    }

    /// The first thing that is not bit-identical in another training, as the beginning of a sentence: "`generator.b4.weight` differs
    /// after 4 steps". Steps that only one of them made are not compared.
    func difference(from other: TrainedSteps) -> String? {
        if let pair = zip(state, other.state).first(where: { $0 != $1 }) {
            return "`\(pair.0.path)` differs after \(steps.last?.number ?? 0) steps"
        }
        for (step, twin) in pairs(with: other) {
            guard step.numbers.map(\.name) == twin.numbers.map(\.name) else {
                return "after step \(step.number) other metrics are reported"
            }
            let pair = zip(step.numbers, twin.numbers).first { $0.value.bitPattern != $1.value.bitPattern }
            if let (one, two) = pair {
                let values = "\(Float(one.value)) and \(Float(two.value))"
                return "the metric `\(one.name)` differs after step \(step.number) (\(values))"
            }
        }
        return nil
    }

    /// The first value that the component keeps and that is another one in a training that was resumed.
    /// - Parameter twin: an equal training; values that differ from it, such as times, are left out.
    func keptDifference(from resumed: TrainedSteps, twin: TrainedSteps) -> String? {
        for (step, other) in pairs(with: resumed) {
            guard let equal = twin.steps.first(where: { $0.number == step.number }) else { continue }
            let stable = step.kept.filter(equal.kept.contains)
            let paths = Set(stable.map(\.path))
            if let path = KeptValues.differences(stable, other.kept.filter { paths.contains($0.path) }).first {
                return "`\(path)` has another value after step \(step.number)"
            }
        }
        return nil
    }

    private func pairs(with other: TrainedSteps) -> [(Step, Step)] {
        steps.compactMap { step in other.steps.first { $0.number == step.number }.map { (step, $0) } }
    }
}
