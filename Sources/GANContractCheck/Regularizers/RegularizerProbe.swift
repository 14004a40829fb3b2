import Foundation
import GANCore
import GANModule
import GANTensor

/// Replaces a regularizer in a composition, forwards everything to it and observes it.
final class RegularizerProbe: Module, Regularizer, StepObserver {
    static let name = "probe"
    static let summary = "watches a regularizer"

    private(set) var base: any Regularizer
    /// A required input that is hidden from the trainer.
    var withheld: (phase: Phase, need: RequiredInputs)?
    /// A regularizer that replaces the first one before a step, with its state from a checkpoint.
    var successor: (step: Int, regularizer: any Regularizer)?
    /// The components whose weights and state must not change while a penalty is computed.
    var watched: [(path: String, module: Module)] = []
    private(set) var penalties: [(step: Int, value: Float)] = []

    init(_ base: any Regularizer) { self.base = base }

    init(_ settings: NoSettings, _ build: BuildContext) { preconditionFailure("probes are made by hand") }

    func requiredInputs(in phase: Phase) -> RequiredInputs? {
        guard let inputs = base.requiredInputs(in: phase), let withheld, withheld.phase == phase else {
            return base.requiredInputs(in: phase)
        }
        return inputs.subtracting(withheld.need)
    }

    func arrange(_ layout: inout BatchLayout, for phase: Phase) { base.arrange(&layout, for: phase) }

    func validate(_ composition: Composition) throws { try base.validate(composition) }

    func attach(to composition: Composition) throws { try base.attach(to: composition) }

    func observe(_ event: StepEvent) throws {
        try (base as? any StepObserver)?.observe(event)
        if case .finished(let step, _) = event, let successor, successor.step == step {
            try load(successor.regularizer)
            base = successor.regularizer
        }
    }

    func penalty(_ step: StepView) throws -> Tensor {
        let before = snapshot(watched)
        let penalty = try base.penalty(step)
        if let changed = zip(before, snapshot(watched)).first(where: { $0 != $1 }) {
            throw RegularizerFault.meddles(path: changed.0.path)
        }
        guard penalty.count == 1, penalty.dtype.isFloatingPoint else {
            throw RegularizerFault.notScalar(shape: "\(penalty.shape)", type: "\(penalty.dtype)")
        }
        let value = Float(penalty.item())
        guard value.isFinite else { throw RegularizerFault.notFinite(value: value, step: step.step) }
        penalties.append((step.step, value))
        return penalty
    }

    /// Saves and loads through a file, as when a run is resumed.
    private func load(_ successor: any Regularizer) throws {
        var writer = SafetensorsWriter()
        base.addState(to: &writer)
        try ScratchFolder.within { folder in
            let path = folder.appending(path: "state.safetensors").path
            do {
                try writer.write(to: path)
                try successor.loadState(from: SafetensorsFile(path: path))
            } catch {
                throw RegularizerFault.notSaved("\(error)".replacingOccurrences(of: path, with: "its checkpoint"))
            }
        }
    }
}
