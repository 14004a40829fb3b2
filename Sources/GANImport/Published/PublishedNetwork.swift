import GANModule

/// A network in a checkpoint, recognized by its tensors' names.
package struct PublishedNetwork {
    package enum Role: String, CaseIterable, Sendable {
        case generator
        /// The generator's moving average.
        case average
        case discriminator
    }

    package enum Kind: Sendable {
        case stylegan2
        case bigGAN(isAuthors: Bool)
    }

    package let role: Role
    package let kind: Kind
    package let names: PublishedNames
    package let checkpoint: any ForeignCheckpoint
    /// The prefix of all its names: `G_ema.`
    package let prefix: String
    /// Its constructor arguments, if the checkpoint has them.
    package let arguments: [String: TorchCheckpoint.Setting]?

    /// The tensor that we call `ours`; nil if there is none.
    package func layout(_ ours: String) -> (type: SafetensorsType, shape: [Int])? {
        names.published(ours).flatMap { checkpoint.layout(of: prefix + $0.name) }
    }

    /// Names in the file that belong to it.
    package var all: [String] { checkpoint.names.filter { $0.hasPrefix(prefix) } }

    /// Its location: its name in a file of several networks, else the file.
    package var place: String { name ?? checkpoint.path }

    /// Its name in the file; nil in a file of one network.
    private var name: String? {
        let generic: Set<Substring> = ["state_dict", "module"]
        return prefix.split(separator: ".").last { !generic.contains($0) }.map(String.init)
    }

    /// Distinguishes a generator from its average.
    fileprivate var title: String { name ?? String(checkpoint.path.split(separator: "/").last ?? "") }
}

extension PublishedNetwork {
    /// All known networks of a checkpoint, in the order of the roles.
    package static func all(in checkpoint: any ForeignCheckpoint) -> [PublishedNetwork] {
        let names = Set(checkpoint.names)
        let places = checkpoint.names.lazy.filter { name in anchors.contains { $0.0.isEnd(of: name) } }
        let found = places.prefix(Self.most).flatMap { name in
            Self.anchors.compactMap { anchor, make -> PublishedNetwork? in
                guard anchor.isEnd(of: name) else { return nil }
                let prefix = String(name.dropLast(anchor.count))
                let (isGenerator, kind, table) = make { names.contains(prefix + $0) }
                let path = prefix.hasSuffix(".") ? String(prefix.dropLast()) : prefix
                let network = PublishedNetwork(
                    role: isGenerator ? .generator : .discriminator, kind: kind,
                    names: table.withAttention(names, prefix), checkpoint: checkpoint, prefix: prefix,
                    arguments: checkpoint.objects.first { $0.path == path }?.settings)
                return network.named
            }
        }
        return found.sorted { Self.rank($0) < Self.rank($1) }
    }

    /// Far more than can belong together.
    private static let most = 16

    private static func rank(_ network: PublishedNetwork) -> Int { Role.allCases.firstIndex(of: network.role) ?? 0 }

    private typealias Recognition = @Sendable (_ has: (String) -> Bool) -> (isGenerator: Bool, Kind, PublishedNames)

    /// A tensor that every network of a kind has, and that kind.
    private static let anchors: [(String, Recognition)] = [
        ("synthesis.b4.const", { _ in (true, .stylegan2, .stylegan2) }),
        (
            "b4.conv.weight",
            { has in (false, .stylegan2, has("linear1.weight") ? .studioStyleGAN2Discriminator : .stylegan2) }
        ),
        (
            "blocks.0.0.conv1.weight",
            { has in (has("output_layer.2.weight"), .bigGAN(isAuthors: true), .authorBigGAN) }
        ),
        (
            "blocks.0.0.conv2d1.weight_orig",
            { has in
                let isGenerator = has("conv2d5.weight_orig")
                let table: PublishedNames = isGenerator ? .studioBigGANGenerator : .studioBigGANDiscriminator
                return (isGenerator, .bigGAN(isAuthors: false), table)
            }
        ),
    ]

    /// With the role that its name indicates.
    private var named: PublishedNetwork {
        let words = title.lowercased().split { !$0.isLetter }
        guard role == .generator, words.contains("ema") else { return self }
        return PublishedNetwork(
            role: .average, kind: kind, names: names, checkpoint: checkpoint, prefix: prefix, arguments: arguments)
    }
}

extension String {
    /// Whether a dotted name equals this one, or ends with it.
    fileprivate func isEnd(of name: String) -> Bool { name == self || name.hasSuffix(".\(self)") }
}

extension PublishedNames {
    /// The position of attention that is a separate stage in a file: after the previous block.
    fileprivate func withAttention(_ names: Set<String>, _ prefix: String) -> PublishedNames {
        var (result, stage, block) = (self, 0, 0)
        while stage < 64 {
            if names.contains("\(prefix)blocks.\(stage).0.conv1x1_theta.weight_orig") {
                result.attentionStages.append(block - 1)
            } else if names.contains("\(prefix)blocks.\(stage).0.conv2d1.weight_orig") {
                block += 1
            } else {
                break
            }
            stage += 1
        }
        return result
    }
}
