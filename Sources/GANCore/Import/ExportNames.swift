/// The names of a program, for the networks of a component of ours.
public struct ExportNames: Sendable {
    /// The word that chooses it: `nvlabs`.
    public let name: String
    /// The name of the component whose networks it fits.
    public let component: String
    /// The names for a network.
    /// - Returns: nil for a network that another program's names fit.
    /// - Throws: `ExportDefect` if no program has such a network.
    public let names: @Sendable (ExportedNetwork) throws -> TensorNames?
    /// The beginnings of names in a file of all networks.
    public var prefixes: [ForeignNetwork.Role: String] = [
        .generator: "G.", .average: "G_ema.", .discriminator: "D.",
    ]
    /// Lines of Python that make the network as `network` in the program, in evaluation mode, with all arguments of its constructor; nil
    /// if they are not known here.
    /// - Throws: `ConstructorDefect`.
    public var constructor: (@Sendable (ExportedNetwork) throws -> [String])?

    public init(
        _ name: String, of component: String, _ names: @escaping @Sendable (ExportedNetwork) throws -> TensorNames?
    ) { (self.name, self.component, self.names) = (name, component, names) }
}

/// A network of ours that is to be exported.
public struct ExportedNetwork {
    public let role: ForeignNetwork.Role
    /// The component with all its settings, as in a resolved recipe.
    public let settings: RecipeNode
    /// Names of its tensors.
    public let tensors: [String]
    /// The name of the recipe's conditioner; nil if it has none.
    public let conditioner: String?
    /// The data that it was trained on.
    public let data: DatasetInfo

    package init(
        role: ForeignNetwork.Role, settings: RecipeNode, tensors: [String], conditioner: String? = nil,
        data: DatasetInfo
    ) {
        (self.role, self.settings, self.tensors, self.data) = (role, settings, tensors, data)
        self.conditioner = conditioner
    }

    /// Whether its smallest feature maps are 4 × 4, as in the published programs; true if the images' size is not known.
    public var startsAtFour: Bool { NetworkSizes(of: data.size).map { $0.start == ImageSize(side: 4) } ?? true }

    /// Sizes of its feature maps.
    /// - Parameters:
    ///   - fits: whether the program's code computes with smallest maps of this size.
    ///   - rule: the end of the error's sentence: which smallest maps the program has.
    /// - Throws: `ConstructorDefect` unless it does.
    public func sizes(
        startingAt fits: (ImageSize) -> Bool, _ rule: String = "the program's are 4 × 4"
    ) throws -> NetworkSizes {
        guard let sizes = NetworkSizes(of: data.size) else {
            throw ConstructorDefect("the size of its images is not known")
        }
        let start = sizes.start
        guard fits(start) else {
            throw ConstructorDefect(
                "its smallest feature maps have the height \(start.height) and the width \(start.width), and \(rule)")
        }
        return sizes
    }

    /// Whether a tensor has this name.
    public func has(_ tensor: String) -> Bool { tensors.contains(tensor) }

    /// A setting that is a whole number; 0 for another one.
    public func number(_ key: String) -> Int { word(key).flatMap { Int($0) } ?? 0 }

    /// A setting that is a word, or the type of the component that a setting names; nil for null and if there is no such setting.
    public func word(_ key: String) -> String? {
        guard let value = settings[key], !value.isNull, case .scalar(let word, _) = (value["type"] ?? value).content
        else { return nil }
        return word
    }

    /// - Parameters:
    ///   - key: the setting that names the discriminator's head.
    ///   - known: heads that the program has, too.
    /// - Throws: `ExportDefect` for another head.
    public func refuseHeads(_ key: String, except known: Set<String>) throws {
        guard let head = word(key), !known.contains(head) else { return }
        throw ExportDefect(
            problem: "the discriminator has the head `\(head)`, for which no published tensor names are known",
            concernsDiscriminator: true)
    }
}

/// The reason why a program's code does not compute with a network whose names it has.
public struct ConstructorDefect: Error, Hashable, Sendable {
    /// A sentence without its capital and its period.
    public let problem: String

    public init(_ problem: String) { self.problem = problem }
}

/// The reason why no program has names for a network.
public struct ExportDefect: Error, Hashable, Sendable {
    public let problem: String
    /// Whether the run's generator can be exported.
    public let concernsDiscriminator: Bool

    public init(problem: String, concernsDiscriminator: Bool = false) {
        (self.problem, self.concernsDiscriminator) = (problem, concernsDiscriminator)
    }
}
