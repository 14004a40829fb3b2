/// The component of ours that computes what a network of another program computes, and its settings.
public struct ForeignArchitecture {
    /// The component's name in a recipe.
    public let type: String
    public var settings: [ForeignSetting]
    /// Settings that are added if this network has no labels and the generator beside it has some: the recipe's default would be a
    /// network with labels.
    public var settingsBesideLabels: [ForeignSetting] = []
    /// Side of its images.
    public let resolution: Int
    public let imageChannels: Int
    /// 0 for a network without labels.
    public let labelSize: Int
    /// The conditioner's name in a recipe.
    public let conditioner: String
    /// The name in a recipe of the loss that the program trained it with.
    public let loss: String
    /// Notes for the user.
    public var notes: [String] = []

    public init(
        type: String, settings: [ForeignSetting], images: ImageSize, labels: LabelUse, loss: String
    ) {
        (self.type, self.settings, self.loss) = (type, settings, loss)
        (resolution, imageChannels) = (images.resolution, images.channels)
        (labelSize, conditioner) = (labels.size, labels.conditioner)
    }

    /// Square images.
    public struct ImageSize {
        let (resolution, channels): (Int, Int)

        public init(resolution: Int, channels: Int) { (self.resolution, self.channels) = (resolution, channels) }
    }

    /// Labels that a network takes.
    public struct LabelUse {
        let size: Int
        let conditioner: String

        /// - Parameters:
        ///   - size: 0 for a network without labels.
        ///   - conditioner: the conditioner's name in a recipe.
        public init(size: Int, conditioner: String) { (self.size, self.conditioner) = (size, conditioner) }
    }

    /// The settings that it needs beside a generator.
    package func beside(_ generator: ForeignArchitecture) -> ForeignArchitecture {
        guard labelSize == 0, generator.labelSize > 0 else { return self }
        var network = self
        network.settings += settingsBesideLabels
        return network
    }
}

/// A value of a recipe key, and its source.
public struct ForeignSetting: Hashable, Sendable {
    public enum Source: Hashable, Sendable {
        /// The shapes or names of tensors, plain values in the file, or the program's definition.
        case file
        /// Not in the file: the published default, with a note on other values.
        case assumed(String)
        /// The user.
        case asked
    }

    public let key: String
    public let value: RecipeNode
    public let source: Source

    public init(_ key: String, _ value: RecipeNode, _ source: Source = .file) {
        (self.key, self.value, self.source) = (key, value, source)
    }

    /// A setting whose value is a word or a number, as in a recipe.
    public init(_ key: String, _ value: String, _ source: Source = .file) {
        self.init(key, .scalar(value), source)
    }

    public init(_ key: String, _ value: Int) { self.init(key, "\(value)") }

    public init(_ key: String, _ values: [Int]) {
        self.init(key, RecipeNode(.list(values.map { .scalar("\($0)") })))
    }

    /// The value on one line.
    package var text: String { value.inlineText }

    public static func == (left: ForeignSetting, right: ForeignSetting) -> Bool {
        left.key == right.key && left.text == right.text && left.source == right.source
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(key)
        hasher.combine(text)
        hasher.combine(source)
    }
}
