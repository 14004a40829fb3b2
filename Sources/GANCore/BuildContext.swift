import GANModule
import GANTensor

/// The information that a component may use when it is made from a recipe.
public struct BuildContext {
    /// The component's path in the recipe: `regularizers.r1`.
    public let path: String
    public let data: DatasetInfo
    /// The size of the embeddings that the network requested, if the component is a conditioner; the size of the
    /// features, if it is a head; otherwise 0.
    public let features: Int
    /// Makes layers of the network's kind, for a component that is part of a network.
    public let layers: NetworkLayers
    /// Receives the progress of a data set's long preparation.
    public let report: PreparationReport
    /// The class names of a resumed run, in its order, for its data set; empty for a new run.
    package let classOrder: [String]
    /// For a feature extractor: the image preparation that was asked for, one of its `preparations`; nil for the first of them.
    public let preparation: String?
    /// Which blocks of a network store activations in bfloat16. A network that does so is a `ReducedPrecisionNetwork`.
    public let precision: NetworkPrecision
    /// Whether blocks of a network compute their activations again in the backward pass. A network that does so is a `RecomputingNetwork`.
    public let recomputesBlocks: Bool
    private let seed: UInt64
    private let conditionerChoice: ComponentChoice?
    private let frozenWeights: FrozenWeights?
    /// The path that messages name, if it is not `path`: both networks make the `conditioner`.
    private let shownPath: String?
    /// The parts that a network made; nil outside networks.
    private var parts: NetworkParts?

    package init(
        path: String, data: DatasetInfo, seed: UInt64, conditioner: ComponentChoice? = nil, features: Int = 0,
        layers: NetworkLayers? = nil, classOrder: [String] = [], weights: FrozenWeights? = nil,
        preparation: String? = nil, shownPath: String? = nil, precision: NetworkPrecision = .float32,
        recomputesBlocks: Bool = false, report: @escaping PreparationReport = { _ in }
    ) {
        (self.path, self.data, self.seed, conditionerChoice) = (path, data, seed, conditioner)
        (self.features, self.classOrder, self.report) = (features, classOrder, report)
        (frozenWeights, self.preparation, self.shownPath) = (weights, preparation, shownPath)
        (self.precision, self.recomputesBlocks) = (precision, recomputesBlocks)
        self.layers = layers ?? .equalized(RandomStream(seed: seed, path: path))
    }

    /// The path that messages name.
    var place: String { shownPath ?? path }

    /// The network that the component belongs to: `.discriminator` also for parts of the discriminator.
    public var part: ComponentRole? {
        let section = path.prefix { $0 != "." }
        return ComponentRole.allCases.first { $0.section == section }
    }

    /// For a feature extractor: its weights' file.
    /// - Throws: `RecipeError` if it declares no weights.
    public func weights() throws -> FrozenWeights {
        guard let frozenWeights else {
            throw RecipeError(
                problem: "it has no file of weights", fix: "declare `static var weights` in the component")
        }
        return frozenWeights
    }

    /// Random numbers for the component's construction. Each call starts the same sequence again, so call it once and keep
    /// the result.
    public var random: RandomStream { random(at: path) }

    func random(at path: String) -> RandomStream { RandomStream(seed: seed, path: path) }

    /// Whether `conditioner` returns a conditioner.
    public var hasConditioner: Bool { conditionerChoice != nil && data.labelSize > 0 }

    /// Makes the recipe's conditioner for this network.
    /// - Parameters:
    /// - features: size of the embeddings.
    /// - hasMapping: whether the network has a mapping network that calls a `JoiningConditioner` after its first layer.
    /// - Returns: nil if the recipe has no conditioner or the data has no labels.
    public func conditioner(features: Int, hasMapping: Bool = false) throws -> (any Conditioner)? {
        guard let choice = conditionerChoice, data.labelSize > 0 else { return nil }
        return try located(at: "conditioner") {
            let build = inside("conditioner", features: features, shownPath: "conditioner")
            let made = try choice.make(build) as? any Conditioner
            if made is any JoiningConditioner, part == .generator, !hasMapping {
                throw RecipeError(
                    problem: "it needs a generator with a mapping network, and this generator has none",
                    fix: "use another conditioner, or a generator with styles")
            }
            if let made { try checkSize(of: made, features) }
            if let made { parts?.conditioners.append(made) }
            return made
        }
    }

    /// Compares the size of one embedding with that which the network asked for, so that a wrong one is not blamed on the layer
    /// that would meet it. An error of the conditioner is left to the network's passes.
    private func checkSize(of conditioner: any Conditioner, _ features: Int) throws {
        let label = Tensor([1] + Array(repeating: Float(0), count: data.labelSize - 1), shape: [1, data.labelSize])
        let embedding = try? InferenceSession.run(conditioner) { session in
            try ComponentError.locatingHere("conditioner") {
                try conditioner(label, session.pass(random(at: "\(path).conditioner")))
            }
        }
        guard let shape = embedding?.shape, shape.rank == 2, shape[0] == 1, shape[1] != features else { return }
        throw ContractViolation(
            conditioner, "returned embeddings of shape \(shape)", expected: "[1, \(features)]",
            fix: "make embeddings of `build.features` numbers")
    }

    /// Makes the component that the setting with the given key names.
    public func component<Role>(_ nested: ComponentReference<Role>, _ key: String) throws -> Role {
        try component(nested, inside(key, features: features))
    }

    /// Makes the discriminator's head that a setting names.
    /// - Parameters:
    /// - key: key of the setting.
    /// - features: F of the features [N, F].
    /// - layers: makes layers of the network's kind.
    public func head(
        _ nested: ComponentReference<any DiscriminatorHead>, _ key: String, features: Int, layers: NetworkLayers
    ) throws -> any DiscriminatorHead { try component(nested, inside(key, features: features, layers: layers)) }

    private func component<Role>(_ nested: ComponentReference<Role>, _ build: BuildContext) throws -> Role {
        let choice = try nested.choice()
        let made = try located(at: build.place) { try choice.make(build) }
        guard let component = made as? Role else {
            preconditionFailure(
                "\(choice.role.article) \(choice.role.rawValue) named '\(choice.name)' is no \(Role.self)")
        }
        if let head = component as? any DiscriminatorHead { parts?.heads.append(head) }
        return component
    }

    /// Sets the path of a nested component on errors that its settings cause.
    private func located<Value>(at place: String, _ body: () throws -> Value) throws -> Value {
        do { return try body() } catch let error as RecipeError {
            throw LocatedRecipeError(place: place, error: error)
        } catch {
            let isComplete = error is LocatedRecipeError || error is any LocatedError
            throw isComplete ? error : ComponentError(path: place, underlying: error)
        }
    }

    private func inside(
        _ key: String, features: Int, layers: NetworkLayers? = nil, shownPath: String? = nil
    ) -> BuildContext {
        var build = BuildContext(
            path: "\(path).\(key)", data: data, seed: seed, conditioner: conditionerChoice, features: features,
            layers: layers, shownPath: shownPath ?? self.shownPath.map { "\($0).\(key)" }, precision: precision,
            recomputesBlocks: recomputesBlocks)
        build.parts = parts
        return build
    }

    /// The context for making a network, which remembers the network's parts.
    func ofNetwork() -> BuildContext {
        var build = self
        build.parts = NetworkParts()
        return build
    }

    /// Checks that a network shows the parts that it made with this context.
    /// - Throws: `ContractViolation`.
    func checkParts(of network: any Component) throws(ContractViolation) { try parts?.check(network) }
}
