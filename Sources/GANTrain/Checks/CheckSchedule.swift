import GANCore
import GANModule
import GANTensor

/// What a process has used once, so that it is looked at thoroughly the first time only.
final class FirstUse {
    private var firstStep: Int?
    private var terms: Set<String> = []
    /// Whether an update is repeated to name the component that made a number not finite.
    var isRepeating = false

    func begin(step: Int) { firstStep = firstStep ?? step }

    func isThorough(at step: Int) -> Bool { isRepeating || step == firstStep }

    /// Checks that the value of a term that is active for the first time depends on a parameter that the phase trains.
    /// - Parameter parameters: what the phase trains; nothing is checked if it is empty.
    func check(_ value: Tensor, of term: LossTerm, parameters: [Tensor]) throws {
        guard terms.insert("\(term.path) \(term.phase.rawValue)").inserted, !parameters.isEmpty else { return }
        guard !value.depends(onAnyOf: parameters) else { return }
        let component = (term.slot.regularizer as? any Component).map { "`\(type(of: $0).name)`" } ?? "the term"
        throw ContractViolation(
            describing: component,
            "returned a penalty that depends on no weight that is trained in the \(term.phase.rawValue)'s phase",
            fix:
                "compute it from what the step gives with tensor operations, return nil from requiredInputs(in:) for phases"
                + " where it does not apply, or set its weight to 0")
    }
}

extension Composition {
    /// Checks what the data say about themselves.
    /// - Throws: `ComponentError` with a `ContractViolation`.
    func checkInfo() throws {
        let info = data.info
        try ComponentError.locating("data") {
            func refuse(_ found: String, _ expected: String) -> ContractViolation {
                ContractViolation(data, "announced \(found)", expected: expected)
            }
            let counted = info.labelKind == .classes || info.labelKind == .attributes
            guard !counted || info.classCounts.count == info.labelSize else {
                throw refuse("\(info.classCounts.count) counts of classes", "\(info.labelSize), one for each")
            }
            guard info.classNames.isEmpty || info.classNames.count == info.labelSize else {
                throw refuse("\(info.classNames.count) names of classes", "\(info.labelSize), one for each, or none")
            }
            let total = info.classCounts.reduce(0, +)
            guard info.labelKind != .classes || total == info.count else {
                throw refuse("\(total) images in all classes together", "\(info.count), the number of images")
            }
        }
    }

    /// Checks the buffers of all components after an update.
    /// - Throws: `ComponentError` with a `ContractViolation` for a buffer that is not a number.
    func checkBuffers(step: Int) throws {
        for (path, module) in modules {
            for (name, buffer) in module.buffers() where buffer.value.hasNaN {
                try ComponentError.locating(path, step: step) {
                    throw ContractViolation(describing: "the buffer `\(name)`", "is NaN after the update")
                }
            }
        }
    }
}
