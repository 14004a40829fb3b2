/// A value of a recipe key, and its source.
package struct RecoveredSetting: Hashable, Sendable {
    package enum Source: Hashable, Sendable {
        /// The shapes or names of tensors, or the network's constructor arguments.
        case file
        /// Not in the file: the published default, with a note on other values.
        case assumed(String)
        /// The user.
        case asked
    }

    package let key: String
    /// As YAML.
    package let value: String
    package let source: Source

    package init(_ key: String, _ value: String, _ source: Source = .file) {
        (self.key, self.value, self.source) = (key, value, source)
    }

    init(_ key: String, _ value: Int) { self.init(key, "\(value)") }
}

/// The settings that a network's tensors and arguments show.
package struct RecoveredNetwork {
    /// The component's name in a recipe.
    package let type: String
    package var settings: [RecoveredSetting]
    /// Side of its images.
    package let resolution: Int
    package let imageChannels: Int
    /// 0 for a network without labels.
    package let labelSize: Int
    /// The conditioner's name in a recipe.
    package let conditioner: String
    /// Notes for the user.
    package var notes: [String] = []

    /// The settings as in a recipe. A discriminator without labels, combined with a generator with labels, gets an
    /// unconditional head, because the recipe's default would be a conditional one.
    func beside(_ generator: RecoveredNetwork) -> RecoveredNetwork {
        guard labelSize == 0, generator.labelSize > 0, !settings.contains(where: { $0.key == "head" }) else {
            return self
        }
        var network = self
        network.settings.append(RecoveredSetting("head", "none"))
        return network
    }
}

extension PublishedNetwork {
    /// - Parameter fileBytes: size of the file.
    /// - Throws: `ImportError`.
    package func recovered(fileBytes: Int) throws -> RecoveredNetwork {
        do {
            try checkSize(of: self, fileBytes: fileBytes)
            let shapes = NetworkShapes(network: self)
            return switch (kind, role) {
            case (.stylegan2, .discriminator): try StyleGAN2DiscriminatorRecovery(shapes).network()
            case (.stylegan2, _): try StyleGAN2GeneratorRecovery(shapes).network()
            case (.bigGAN(let isAuthors), .discriminator):
                try BigGANDiscriminatorRecovery(shapes, isAuthors: isAuthors).network()
            case (.bigGAN(let isAuthors), _): try BigGANGeneratorRecovery(shapes, isAuthors: isAuthors).network()
            }
        } catch let defect as ImportDefect {
            let error = ImportError(path: checkpoint.path, problem: defect.problem)
            guard role == .discriminator else { throw error }
            throw ImportError(
                path: error.path, problem: error.problem,
                fix: "\(error.fix), or import without the discriminator: --network generator --network average")
        }
    }
}
