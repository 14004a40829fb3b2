import GANModule

/// A network that a checkpoint holds, by the names of whose tensors it was recognized.
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
    /// What all its names begin with: `G_ema.`
    package let prefix: String
    /// What it was made with, where the checkpoint says so.
    package let arguments: [String: TorchCheckpoint.Setting]?

    /// Of the tensor that we call `ours`; nothing where there is none.
    package func layout(_ ours: String) -> (type: SafetensorsType, shape: [Int])? {
        names.published(ours).flatMap { checkpoint.layout(of: prefix + $0.name) }
    }

    /// Names of the file that belong to it.
    package var all: [String] { checkpoint.names.filter { $0.hasPrefix(prefix) } }

    /// Where it lies: its name in a file of several networks, else the file.
    package var place: String { name ?? checkpoint.path }

    /// What the file calls it; nothing in a file of one network.
    private var name: String? {
        let generic: Set<Substring> = ["state_dict", "module"]
        return prefix.split(separator: ".").last { !generic.contains($0) }.map(String.init)
    }

    /// What tells a generator from its average.
    fileprivate var title: String { name ?? String(checkpoint.path.split(separator: "/").last ?? "") }
}

extension PublishedNetwork {
    /// Every network in a checkpoint that is known, in the order of the roles.
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

    /// Far more than belong together.
    private static let most = 16

    private static func rank(_ network: PublishedNetwork) -> Int { Role.allCases.firstIndex(of: network.role) ?? 0 }

    private typealias Recognition = @Sendable (_ has: (String) -> Bool) -> (isGenerator: Bool, Kind, PublishedNames)

    /// A tensor that each network of a kind has, and which network it then is.
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

    /// With the role that its name gives it.
    private var named: PublishedNetwork {
        let words = title.lowercased().split { !$0.isLetter }
        guard role == .generator, words.contains("ema") else { return self }
        return PublishedNetwork(
            role: .average, kind: kind, names: names, checkpoint: checkpoint, prefix: prefix, arguments: arguments)
    }
}

extension String {
    /// Whether a dotted name is this one, or ends in it.
    fileprivate func isEnd(of name: String) -> Bool { name == self || name.hasSuffix(".\(self)") }
}

extension PublishedNames {
    /// Where attention is a stage of its own in a file: after the block that comes before it.
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
