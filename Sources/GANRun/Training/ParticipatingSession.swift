import GANCore
import GANModule
import GANRecipe
import GANTensor
import GANTrain

/// A process other than the first of those that train a run together. It computes its part of each step and writes nothing. It makes the same
/// shared calls as the first one's `TrainingSession`.
package struct ParticipatingSession {
    private let recipe: Recipe
    private let ranks: any Collective
    private let allowsMixedProcessors: Bool

    /// - Parameter allowsMixedProcessors: whether processes may compute on other processors than the first one. Weights then depend on which
    ///   process has which slices.
    package init(_ recipe: Recipe, with ranks: any Collective, allowsMixedProcessors: Bool = false) {
        (self.recipe, self.ranks, self.allowsMixedProcessors) = (recipe, ranks, allowsMixedProcessors)
    }

    /// Trains to the end, or until a process is asked to stop.
    /// - Parameters: as those of `TrainingSession.train`.
    /// - Throws: what any process threw.
    package func train(
        until stop: () -> Bool, breaksStep: @escaping () -> Bool = { false }, begins: () -> Void = {}
    ) throws -> RunEnding {
        try ranks.agreeing { if let problem = OpenBLAS.problem { throw RunError.failed(problem) } }
        let start = try RunStart(from: ranks)
        let heartbeat = Heartbeat(ranks)
        let (composition, checkpoint) = try ranks.agreeing {
            let composition = try recipe.compose(classOrder: start.classOrder, training: true) { _ in
                try heartbeat.beat()
            }
            let checkpoint = try start.checkpoint()
            if checkpoint == nil { _ = try recipe.checked.takeOverWeights(in: composition) }
            return (composition, checkpoint)
        }
        // The first process reads the data, and the others find them in the cache.
        let evaluator = try ranks.agreeing {
            try RunEvaluator(recipe.checked, composition, RunPaths(start.folder), ranks, TrainingEvents { _ in })
        }
        let trainer = try ranks.agreeing {
            try composition.data.withSource { try $0.prepare { _ in try heartbeat.beat() } }
            let trainer = try Trainer(composition, with: ranks)
            if let checkpoint { try trainer.load(checkpoint) }
            return trainer
        }
        let data = try ranks.agreeing { try DataFingerprint.of(composition.data) }
        try RunFacts(
            recipe, data: data, features: evaluator?.features, allowsMixedProcessors: allowsMixedProcessors
        ).compare(over: ranks)
        try ranks.agreeing {}
        begins()
        trainer.isInterrupted = breaksStep
        return try trainer.train(
            until: stop,
            assist: { task in
                guard task == RunEvaluator.task else { throw CollectiveError.unreadableMessage }
                try evaluator?.assist(trainer.average ?? trainer.composition.generator)
            })
    }
}

extension RunFacts {
    /// Facts of this process.
    /// - Parameters:
    ///   - data: its fingerprint; nil if it has none.
    ///   - features: with which scores are computed during training; nil if there are none.
    init(_ recipe: Recipe, data: String?, features: String?, allowsMixedProcessors: Bool) {
        self.init(
            [
                ("recipe", recipe.text), ("data", data ?? ""), ("features", features ?? ""),
                ("program", "\(ProgramBuild.commit), \(ABIFingerprint.own.description)"),
            ] + (allowsMixedProcessors ? [] : [("processor", ProgramBuild.computer)]))
    }
}
