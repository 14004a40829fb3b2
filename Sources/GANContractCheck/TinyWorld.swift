import GANComponentTesting
import GANCore
import GANModule
import GANTensor
import GANTrain

/// Makes tiny GANs that have a component in its role. Each is new and equal to the others.
struct TinyWorld {
    let choice: ComponentChoice
    let catalog: ComponentCatalog
    /// The images of the tiny data.
    var form = TinyForm.oblong
    /// Whether networks are asked to compute their blocks again in the backward pass.
    var recomputesBlocks = false

    /// Rows of a batch and of a micro-batch. No other axis of the tiny GAN with oblong images has one of these sizes.
    static let batch = 12
    static let microbatch = 4

    struct Made {
        let composition: Composition
        let component: any Component
    }

    /// A component does not fit the tiny GAN.
    struct Unfit: Error {
        let reason: String
    }

    /// - Parameter change: changes the settings of training.
    /// - Throws: `Unfit` if a component refuses the others or their settings; other errors of components.
    func made(_ change: (inout TrainSettings) -> Void = { _ in }) throws -> Made {
        do {
            var parts = try TinyParts(form)
            parts.recomputesBlocks = recomputesBlocks
            let component = try parts.take(choice, catalog)
            change(&parts.settings)
            let composition = parts.composition()
            try validate(composition)
            return Made(composition: composition, component: component)
        } catch {
            throw Self.refusal(error) ?? error
        }
    }

    /// The component before it has references to others.
    func unattached() throws -> any Component {
        do {
            var parts = try TinyParts(form)
            return try parts.take(choice, catalog)
        } catch { throw Self.refusal(error) ?? error }
    }

    private static func refusal(_ error: any Error) -> Unfit? {
        switch error {
        case let error as RecipeError: Unfit(reason: "\(error)")
        case let error as LocatedRecipeError: Unfit(reason: "`\(error.place)`: \(error.error)")
        case let error as ComponentError:
            refusal(error.underlying).map { Unfit(reason: "`\(error.path)`: \($0.reason)") }
        default: nil
        }
    }

    /// As for a recipe, before training.
    private func validate(_ composition: Composition) throws {
        for slot in composition.terms {
            try ComponentError.locating(slot.path) { try slot.regularizer.validate(composition) }
        }
        for slot in composition.hooks {
            try ComponentError.locating(slot.path) { try slot.hook.validate(composition) }
        }
        try composition.section(TrainSettings.self).validate(composition)
        for slot in composition.terms {
            try ComponentError.locating(slot.path) { try slot.regularizer.attach(to: composition) }
        }
        for slot in composition.hooks {
            try ComponentError.locating(slot.path) { try slot.hook.attach(to: composition) }
        }
    }
}
