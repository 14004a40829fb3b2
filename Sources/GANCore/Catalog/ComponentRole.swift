/// The places a component can take in a recipe.
public enum ComponentRole: String, CaseIterable, Sendable {
    case dataset, generator, discriminator, conditioner, augmenter, regularizer, loss, head

    /// Those that a recipe names at its top, one component each.
    public static let topLevel: [ComponentRole] = allCases.filter { $0 != .regularizer && $0 != .head }

    /// `a` or `an`.
    public var article: String { self == .augmenter ? "an" : "a" }

    /// The top-level key under which a recipe names such a component; regularizers stand in a map under theirs. A
    /// head has no place there: it is named by a key of the discriminator.
    public var section: String {
        switch self {
        case .dataset: "data"
        case .augmenter: "augment"
        case .regularizer: "regularizers"
        default: rawValue
        }
    }

    /// Whether a component of type `type` can take it.
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

    /// The role whose protocol `protocolType` is: `(any Augmenter).self`.
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
