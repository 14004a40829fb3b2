import GANCore
import GANModule
import GANRecipe
import GANTensor
import GANTrain

/// What a recipe composed, in a few lines.
struct CompositionSummary {
    let lines: [String]

    init(_ recipe: CheckedRecipe, _ composition: Composition) {
        let facts = composition.data.facts
        func name(_ role: ComponentRole) -> String { recipe.components[role]?.name ?? "none" }
        let regularizers = recipe.regularizers.map { slot in
            let type = slot.name == slot.choice.name ? "" : "\(slot.choice.name), "
            return "\(slot.name) (\(type)weight \(plainNumber(slot.schedule.weight)))"
        }
        let settings = composition.section(TrainSettings.self)
        lines = [
            "data           \(name(.dataset)): \(Self.text(facts))",
            "generator      \(name(.generator)): \(Self.parameters(composition.generator))",
            "discriminator  \(name(.discriminator)): \(Self.parameters(composition.discriminator))",
            "conditioner    \(name(.conditioner))", "augment        \(name(.augmenter))",
            "loss           \(name(.loss))",
            "regularizers   \(listed(regularizers))",
            "train          \(counted(settings.steps, "step")) of \(counted(settings.imagesPerStep, "image"))",
        ]
    }

    var text: String { lines.joined(separator: "\n") }

    private static func parameters(_ module: Module) -> String {
        let parameters = module.parameters().map(\.parameter)
        func count(_ some: [Parameter]) -> Int { some.reduce(0) { $0 + $1.shape.count } }
        let frozen = count(parameters.filter(\.isFrozen))
        return "\(counted(count(parameters), "parameter"))" + (frozen == 0 ? "" : ", \(grouped(frozen)) of them frozen")
    }

    private static func text(_ facts: DatasetInfo) -> String {
        let size = "\(counted(facts.count, "image")) of \(facts.channels)×\(facts.height)×\(facts.width)"
        switch facts.labelKind {
        case .none: return size + ", no labels"
        case .vectors: return size + ", label vectors of \(facts.labelSize)"
        case .classes, .attributes:
            let counts = facts.classCounts
            return size
                + ", \(counted(facts.labelSize, facts.labelKind == .classes ? "class" : "attribute")) of \(counts.max() ?? 0) to \(counts.min() ?? 0)"
        }
    }
}
