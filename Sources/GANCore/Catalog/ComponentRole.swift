/// The roles of components in a recipe. A new role is a case and a row of `traits`.
public enum ComponentRole: String, CaseIterable, Sendable {
    case dataset, generator, discriminator, conditioner, augmenter, regularizer, loss, head, importer, metric, extractor
    case optimizer, schedule, sampler, hook

    /// The place of a role's components in a recipe.
    enum Placement: Sendable {
        /// A top-level key holds one component.
        case single
        /// A top-level key holds a map of named components.
        case map
        /// Components have no top-level key: a setting or a command names them.
        case nested
    }

    /// What the recipe language knows about a role.
    private struct Traits {
        let section: String
        let placement: Placement
        /// The role's protocol, as `(any Augmenter).self`.
        let protocolType: Any.Type
        /// Whether components of the given type can have the role.
        let accepts: (any Component.Type) -> Bool
    }

    private var traits: Traits {
        func role(
            _ section: String, _ placement: Placement, _ type: Any.Type,
            _ accepts: @escaping (any Component.Type) -> Bool
        ) -> Traits { Traits(section: section, placement: placement, protocolType: type, accepts: accepts) }
        return switch self {
        case .dataset: role("data", .single, (any Dataset).self) { $0 is any Dataset.Type }
        case .generator: role("generator", .single, (any Generator).self) { $0 is any Generator.Type }
        case .discriminator: role("discriminator", .single, (any Discriminator).self) { $0 is any Discriminator.Type }
        case .conditioner: role("conditioner", .single, (any Conditioner).self) { $0 is any Conditioner.Type }
        case .augmenter: role("augment", .single, (any Augmenter).self) { $0 is any Augmenter.Type }
        case .regularizer: role("regularizers", .map, (any Regularizer).self) { $0 is any Regularizer.Type }
        case .loss: role("loss", .single, (any AdversarialLoss).self) { $0 is any AdversarialLoss.Type }
        case .metric: role("metrics", .nested, (any Metric).self) { $0 is any Metric.Type }
        case .extractor: role("features", .nested, (any FeatureExtractor).self) { $0 is any FeatureExtractor.Type }
        case .head: role("head", .nested, (any DiscriminatorHead).self) { $0 is any DiscriminatorHead.Type }
        case .importer: role("importer", .nested, (any Importer).self) { $0 is any Importer.Type }
        case .optimizer: role("optimizer", .nested, (any Optimizer).self) { $0 is any Optimizer.Type }
        case .schedule: role("schedule", .nested, (any Schedule).self) { $0 is any Schedule.Type }
        case .hook: role("hooks", .map, (any TrainingHook).self) { $0 is any TrainingHook.Type }
        case .sampler: role("sampler", .nested, (any Sampler).self) { $0 is any Sampler.Type }
        }
    }

    /// Roles with a top-level key that holds one component.
    public static let topLevel: [ComponentRole] = allCases.filter { $0.placement == .single }

    /// The indefinite article: `a` or `an`.
    public var article: String { "aeiou".contains(rawValue.prefix(1)) ? "an" : "a" }

    /// The top-level key of the role, or the usual key of the setting that names its component.
    public var section: String { traits.section }

    /// Whether recipes have a top-level key for the role.
    package var hasTopLevelKey: Bool { placement != .nested }

    var placement: Placement { traits.placement }

    /// The protocol of the role's components, as `(any Augmenter).self`.
    package var protocolType: Any.Type { traits.protocolType }

    /// Whether components of the given type can have this role.
    func accepts(_ type: any Component.Type) -> Bool { traits.accepts(type) }

    /// The role of a protocol, given as `(any Augmenter).self`.
    init?(_ protocolType: Any.Type) {
        guard let role = Self.allCases.first(where: { $0.traits.protocolType == protocolType }) else { return nil }
        self = role
    }
}
