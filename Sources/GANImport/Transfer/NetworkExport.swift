import GANModule

/// A network of ours with a published program's names.
package struct NetworkExport {
    private let file: SafetensorsFile
    /// The prefix of its names in the file: `generator_ema.`
    private let prefix: String
    private let names: PublishedNames
    /// Names of ours.
    private let own: [String]

    package init(_ file: SafetensorsFile, prefix: String, _ role: PublishedNetwork.Role, _ choice: PublishedChoice) {
        (self.file, self.prefix) = (file, prefix)
        own = file.entries.map(\.name).filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
        names = choice.names(of: role).withAttention(own)
    }

    package var program: String { names.program }

    /// Our names without a counterpart in the published network.
    package var unknown: [String] { own.filter { names.published($0) == nil } }

    /// Adds all tensors.
    /// - Returns: the number of tensors.
    package func add(to writer: inout SafetensorsWriter, under prefix: String) -> Int {
        var count = 0
        for ours in own {
            guard let theirs = names.published(ours), let entry = file.entry(named: self.prefix + ours) else {
                continue
            }
            writer.add(prefix + theirs.name, type: entry.type, shape: theirs.form.shape(of: entry.shape)) {
                try file.bytes(of: entry.name)
            }
            for counter in names.counters(beside: ours) {
                writer.add(prefix + counter, shape: []) { [0 as Int64] }
            }
            count += 1
        }
        return count
    }
}

/// The program whose names are used.
package enum PublishedChoice: Sendable {
    case stylegan2
    case studioStyleGAN2
    case authorBigGAN
    case studioBigGAN

    func names(of role: PublishedNetwork.Role) -> PublishedNames {
        switch (self, role) {
        case (.studioStyleGAN2, .discriminator): .studioStyleGAN2Discriminator
        case (.stylegan2, _), (.studioStyleGAN2, _): .stylegan2
        case (.authorBigGAN, _): .authorBigGAN
        case (.studioBigGAN, .discriminator): .studioBigGANDiscriminator
        case (.studioBigGAN, _): .studioBigGANGenerator
        }
    }
}

extension PublishedNames {
    /// Stages of ours that contain attention.
    fileprivate func withAttention(_ ours: [String]) -> PublishedNames {
        var result = self
        result.attentionStages = ours.compactMap { name in
            let parts = name.split(separator: ".")
            return parts.count == 4 && parts[0] == "blocks" && parts[2] == "1" && parts[3] == "gamma"
                ? Int(parts[1]) : nil
        }.sorted()
        return result
    }
}
