import GANTensor

/// What a recipe knows when it makes a component.
public struct BuildContext {
    /// Where the component stands: `regularizers.r1`.
    public let path: String
    public let data: DatasetInfo
    /// For a conditioner: the size of the embeddings that the network asked for. For a head: the size of the features.
    public let features: Int
    /// For a part of a network: layers like those of the rest.
    public let layers: NetworkLayers
    /// For a data set whose making takes long: tells its user how far it has come.
    public let report: PreparationReport
    /// For a data set: names of the classes of a run that goes on, in its order; empty for one that begins.
    package let classOrder: [String]
    private let seed: UInt64
    private let conditionerChoice: ComponentChoice?

    package init(
        path: String, data: DatasetInfo, seed: UInt64, conditioner: ComponentChoice? = nil, features: Int = 0,
        layers: NetworkLayers? = nil, classOrder: [String] = [], report: @escaping PreparationReport = { _ in }
    ) {
        (self.path, self.data, self.seed, conditionerChoice) = (path, data, seed, conditioner)
        (self.features, self.classOrder, self.report) = (features, classOrder, report)
        self.layers = layers ?? .equalized(RandomStream(seed: seed, path: path))
    }

    /// The part of the recipe that the component belongs to: `.discriminator` for whatever the discriminator is made of, too.
    public var part: ComponentRole? {
        let section = path.prefix { $0 != "." }
        return ComponentRole.allCases.first { $0.section == section }
    }

    /// The draws of this component's construction. Each call begins anew, so a component takes one and keeps it.
    public var random: RandomStream { RandomStream(seed: seed, path: path) }

    /// Whether `conditioner` makes one.
    public var hasConditioner: Bool { conditionerChoice != nil && data.labelSize > 0 }

    /// The recipe's conditioner, made for this network.
    /// - Parameters:
    ///   - features: the size of the embeddings.
    ///   - hasMapping: whether the network maps latents, and calls a `JoiningConditioner` after the first layer.
    /// - Returns: nothing when the recipe has none or the data have no labels.
    public func conditioner(features: Int, hasMapping: Bool = false) throws -> (any Conditioner)? {
        guard let choice = conditionerChoice, data.labelSize > 0 else { return nil }
        return try located(at: "conditioner") {
            let made = try choice.make(inside("conditioner", features: features)) as? any Conditioner
            if made is any JoiningConditioner, part == .generator, !hasMapping {
                throw RecipeError(
                    problem: "its labels join in a mapping network, which this generator does not have",
                    fix: "another conditioner, or a generator with styles")
            }
            return made
        }
    }

    /// The component that a setting names.
    /// - Parameter key: the setting's key.
    public func component<Role>(_ nested: ComponentReference<Role>, _ key: String) throws -> Role {
        try component(nested, inside(key, features: features))
    }

    /// The discriminator's head that a setting names.
    /// - Parameters:
    ///   - key: the setting's key.
    ///   - features: F of the features [N, F].
    ///   - layers: like those of the network.
    public func head(
        _ nested: ComponentReference<any DiscriminatorHead>, _ key: String, features: Int, layers: NetworkLayers
    ) throws -> any DiscriminatorHead { try component(nested, inside(key, features: features, layers: layers)) }

    private func component<Role>(_ nested: ComponentReference<Role>, _ build: BuildContext) throws -> Role {
        let choice = try nested.choice()
        let made = try located(at: build.path) { try choice.make(build) }
        guard let component = made as? Role else {
            preconditionFailure("a \(choice.role.rawValue) named '\(choice.name)' is no \(Role.self)")
        }
        return component
    }

    /// Says where in the recipe a part stands whose settings do not fit.
    private func located<Value>(at place: String, _ body: () throws -> Value) throws -> Value {
        do { return try body() } catch let error as RecipeError { throw LocatedRecipeError(place: place, error: error) }
    }

    private func inside(_ key: String, features: Int, layers: NetworkLayers? = nil) -> BuildContext {
        BuildContext(
            path: "\(path).\(key)", data: data, seed: seed, conditioner: conditionerChoice, features: features,
            layers: layers)
    }
}
