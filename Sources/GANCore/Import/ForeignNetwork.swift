import GANModule

/// A network in a checkpoint of another program.
public struct ForeignNetwork {
    public enum Role: String, CaseIterable, Sendable {
        case generator
        /// The generator's moving average.
        case average
        case discriminator
    }

    public let role: Role
    public let names: TensorNames
    public let checkpoint: any ForeignCheckpoint
    /// The prefix of its tensors' names in the file, such as `G_ema.`
    public let prefix: String

    /// A generator, or its average: then its name in the file has the word `ema`, or the file's name has it and no name in the file.
    public static func generator(
        _ names: TensorNames, in checkpoint: any ForeignCheckpoint, prefix: String
    ) -> ForeignNetwork {
        let network = ForeignNetwork(role: .generator, names: names, checkpoint: checkpoint, prefix: prefix)
        guard network.isAverage else { return network }
        return ForeignNetwork(role: .average, names: names, checkpoint: checkpoint, prefix: prefix)
    }

    public static func discriminator(
        _ names: TensorNames, in checkpoint: any ForeignCheckpoint, prefix: String
    ) -> ForeignNetwork {
        ForeignNetwork(role: .discriminator, names: names, checkpoint: checkpoint, prefix: prefix)
    }

    /// The names of the network's tensors in the file, with its prefix.
    public var all: [String] { checkpoint.names.filter { $0.hasPrefix(prefix) } }

    /// The element type and shape of a tensor in the file; nil if the file does not have it.
    /// - Parameter ours: the tensor's name in our networks.
    public func layout(_ ours: String) -> (type: SafetensorsType, shape: [Int])? {
        names.published(ours).flatMap { checkpoint.layout(of: prefix + $0.name) }
    }

    /// Its path in the file: `G_ema`; empty in a file of one network.
    public var path: String { prefix.hasSuffix(".") ? String(prefix.dropLast()) : prefix }

    /// Its location: its name in a file of several networks, else the file.
    package var place: String { name ?? checkpoint.path }

    /// Its name in the file; nil in a file of one network.
    private var name: String? {
        let generic: Set<Substring> = ["state_dict", "module"]
        return prefix.split(separator: ".").last { !generic.contains($0) }.map(String.init)
    }

    private var isAverage: Bool {
        if let name, Self.saysAverage(name) { return true }
        let file = checkpoint.path.split(separator: "/").last.map(String.init) ?? ""
        return Self.saysAverage(file) && !checkpoint.names.contains(where: Self.saysAverage)
    }

    private static func saysAverage(_ name: String) -> Bool {
        name.lowercased().split(whereSeparator: { !$0.isLetter }).contains("ema")
    }
}
