import GANCore
import GANTensor

extension Trainer {
    /// Makes an update. If it fails because of a number that is not finite, or of a graph that is gone, it is made again without
    /// effect, and the error is that of the first component that is at fault, if there is one. Draws depend on the step alone,
    /// so it is the same update.
    func naming(_ update: () throws -> StepMetrics) throws -> StepMetrics {
        do { return try undoingFailure(update) } catch let error as TrainingError {
            for phase in Phase.allCases { try optimizers[phase]?.checkWeightsOfEarlierUpdates(step: step) }
            checkSchedule.isRepeating = true
            defer { checkSchedule.isRepeating = false }
            do { _ = try undoingFailure(update) } catch {
                if error.namesComponent || error.isLostProcess { throw error }
            }
            throw error
        }
    }

    /// Names a term whose penalty has no finite gradient, unless the networks that it reads have none either.
    func checkGradient(of penalty: Tensor, _ term: LossTerm, _ passes: PhasePasses, _ runner: PassRunner) throws {
        guard let optimizer = optimizers[term.phase], let weight = optimizer.weightWithoutGradient(of: penalty) else {
            return
        }
        let outputs = [
            passes.real?.rows.output?.logits, passes.fake?.rows.output?.logits, passes.generated?.rows.images,
        ]
        let networksHaveGradients = outputs.compactMap(\.self).allSatisfy {
            optimizer.weightWithoutGradient(of: $0.sum()) == nil
        }
        guard networksHaveGradients else { return }
        try runner.locating(term.path) {
            throw ContractViolation(
                describing: term.describedComponent,
                "returned a penalty whose gradient for `\(weight)` is NaN or infinite", fix: OutputRules.Fix.gradient)
        }
    }
}
