/// The roles of components in a recipe.
public enum ComponentRole: String, CaseIterable, Sendable {
    case dataset, generator, discriminator, conditioner, augmenter, regularizer, loss, head

    /// Roles with a top-level key that holds one component.
    public static let topLevel: [ComponentRole] = allCases.filter { $0 != .regularizer && $0 != .head }

    /// The indefinite article: `a` or `an`.
    public var article: String { self == .augmenter ? "an" : "a" }

    /// The top-level key of the role. For regularizers it holds a map of components. A head has no top-level key:
    /// a setting of the discriminator names it.
    public var section: String {
        switch self {
        case .dataset: "data"
        case .augmenter: "augment"
        case .regularizer: "regularizers"
        default: rawValue
        }
    }

    /// Whether components of the given type can have this role.
    func accepts(_ type: any Component.Type) -> Bool {
        switch self {
        case .dataset: type is any Dataset.Type
        case .generator: type is any Generator.Type
        case .discriminator: type is any Discriminator.Type
        case .conditioner: type is any Conditioner.Type
        case .augmenter: type is any Augmenter.Type
        case .regularizer: type is any Regularizer.Type
        case .loss: type is any AdversarialLoss.Type
        case .head: type is any DiscriminatorHead.Type
        }
    }

    /// The role of a protocol, given as `(any Augmenter).self`.
    init?(_ protocolType: Any.Type) {
        let roles: [(Any.Type, ComponentRole)] = [
            ((any Dataset).self, .dataset), ((any Generator).self, .generator),
            ((any Discriminator).self, .discriminator), ((any Conditioner).self, .conditioner),
            ((any Augmenter).self, .augmenter), ((any Regularizer).self, .regularizer),
            ((any AdversarialLoss).self, .loss), ((any DiscriminatorHead).self, .head),
        ]
        guard let role = roles.first(where: { $0.0 == protocolType })?.1 else { return nil }
        self = role
    }
}
