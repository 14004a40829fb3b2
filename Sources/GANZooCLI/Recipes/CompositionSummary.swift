import GANCore
import GANModule
import GANRecipe
import GANTensor
import GANTrain

/// The components of a composition, as values and as text.
struct CompositionSummary: Encodable {
    struct Data: Encodable {
        let type: String
        let images: Int
        let channels: Int
        let height: Int
        let width: Int
        /// `none`, `classes`, `attributes` or `vectors`.
        let labelKind: String
        /// Classes, attributes, or numbers of a vector.
        let labelSize: Int
        /// Images of the most common and of the rarest class; nil without classes.
        let largestClass: Int?
        let smallestClass: Int?
    }

    struct Network: Encodable {
        let type: String
        let parameters: Int
        let frozenParameters: Int
        /// The layers with frozen parameters, by their paths in the network.
        let frozenLayers: [String]
    }

    struct Regularizer: Encodable {
        let name: String
        let type: String
        /// Nil if the weight is a schedule.
        let weight: Double?
        /// The smallest and the largest weight of a schedule; nil for a constant weight.
        let weightRange: [Double]?
    }

    struct Hook: Encodable {
        let name: String
        let type: String
    }

    let data: Data
    let generator: Network
    let discriminator: Network
    let conditioner: String?
    let augmenter: String?
    let loss: String?
    let regularizers: [Regularizer]
    let hooks: [Hook]
    let steps: Int
    let imagesPerStep: Int

    init(_ recipe: CheckedRecipe, _ composition: Composition) {
        func name(_ role: ComponentRole) -> String? { recipe.components[role]?.name }
        data = Data(name(.dataset) ?? Self.none, composition.data.info)
        generator = Network(name(.generator) ?? Self.none, composition.generator)
        discriminator = Network(name(.discriminator) ?? Self.none, composition.discriminator)
        (conditioner, augmenter, loss) = (name(.conditioner), name(.augmenter), name(.loss))
        regularizers = recipe.regularizers.map {
            Regularizer($0.name, $0.choice.name, $0.schedule.weight)
        }
        hooks = recipe.hooks.map { Hook(name: $0.name, type: $0.choice.name) }
        let settings = composition.section(TrainSettings.self)
        (steps, imagesPerStep) = (settings.steps, settings.imagesPerStep)
    }

    fileprivate static let none = "none"
}

// MARK: - Text

extension CompositionSummary {
    var text: String { lines.joined(separator: "\n") }

    var lines: [String] {
        [
            "data           \(data.text)", "generator      \(generator.text)", "discriminator  \(discriminator.text)",
            "conditioner    \(conditioner ?? Self.none)", "augment        \(augmenter ?? Self.none)",
            "loss           \(loss ?? Self.none)", "regularizers   \(listed(regularizers.map(\.text)))",
        ] + (hooks.isEmpty ? [] : ["hooks          \(listed(hooks.map(\.text)))"]) + [
            "train          \(counted(steps, "step")) of \(counted(imagesPerStep, "image"))"
        ]
    }
}

extension CompositionSummary.Hook {
    fileprivate var text: String { name == type ? name : "\(name) (\(type))" }
}

extension CompositionSummary.Data {
    fileprivate init(_ type: String, _ info: DatasetInfo) {
        self.type = type
        (images, channels, height, width) = (info.count, info.channels, info.height, info.width)
        (labelKind, labelSize) = (info.labelKind.rawValue, info.labelSize)
        let isCounted = info.labelKind == .classes || info.labelKind == .attributes
        largestClass = isCounted ? info.classCounts.max() ?? 0 : nil
        smallestClass = isCounted ? info.classCounts.min() ?? 0 : nil
    }

    fileprivate var text: String { "\(type): \(counted(images, "image")) of \(channels)×\(height)×\(width)\(labels)" }

    private var labels: String {
        switch DatasetInfo.LabelKind(rawValue: labelKind) {
        case .vectors: ", label vectors of \(labelSize)"
        case .classes: ", \(counted(labelSize, "class"))\(range)"
        case .attributes: ", \(counted(labelSize, "attribute"))\(range)"
        default: ", no labels"
        }
    }

    private var range: String { " of \(largestClass ?? 0) to \(smallestClass ?? 0)" }
}

extension CompositionSummary.Network {
    init(_ type: String, _ module: Module) {
        let parameters = module.parameters()
        let frozen = parameters.filter(\.parameter.isFrozen)
        func count(_ some: [(path: String, parameter: Parameter)]) -> Int {
            some.reduce(0) { $0 + $1.parameter.shape.count }
        }
        let layers = frozen.map { Module.owner(ofParameter: $0.path) }
        self.init(
            type: type, parameters: count(parameters), frozenParameters: count(frozen),
            frozenLayers: layers.indices.filter { !layers[..<$0].contains(layers[$0]) }.map { layers[$0] })
    }

    var text: String {
        "\(type): \(counted(parameters, "parameter"))"
            + (frozenParameters == 0
                ? "" : ", \(grouped(frozenParameters)) of them frozen: \(listed(frozenLayers, atMost: 6))")
    }
}

extension CompositionSummary.Regularizer {
    fileprivate init(_ name: String, _ type: String, _ weight: Scheduled) {
        let range = weight.constant == nil ? [weight.range.lowerBound, weight.range.upperBound] : nil
        self.init(name: name, type: type, weight: weight.constant, weightRange: range)
    }

    fileprivate var text: String { "\(name) (\(name == type ? "" : "\(type), ")weight \(weightText))" }

    private var weightText: String {
        weight.map(plainNumber) ?? (weightRange ?? []).map(plainNumber).joined(separator: " to ")
    }
}
