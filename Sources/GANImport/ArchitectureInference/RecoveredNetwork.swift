/// A value of a recipe's key, and how it is known.
package struct RecoveredSetting: Hashable, Sendable {
    package enum Source: Hashable, Sendable {
        /// The shapes or names of tensors, or what the network says that it was made with.
        case file
        /// Nothing in the file: the published default, with what else there is.
        case assumed(String)
        /// The user.
        case asked
    }

    package let key: String
    /// As YAML has it.
    package let value: String
    package let source: Source

    package init(_ key: String, _ value: String, _ source: Source = .file) {
        (self.key, self.value, self.source) = (key, value, source)
    }

    init(_ key: String, _ value: Int) { self.init(key, "\(value)") }
}

/// What a network's tensors and arguments say of it.
package struct RecoveredNetwork {
    /// The component's name in a recipe.
    package let type: String
    package var settings: [RecoveredSetting]
    /// Sides of its images.
    package let resolution: Int
    package let imageChannels: Int
    /// 0 for a network without labels.
    package let labelSize: Int
    /// The conditioner's name in a recipe.
    package let conditioner: String
    /// What people should know.
    package var notes: [String] = []

    /// As it stands in a recipe: a discriminator without labels beside a generator with them has a head that reads none, where
    /// a recipe would else give it one for the labels.
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
    /// - Parameter fileBytes: of the file.
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
                fix: "\(error.fix), or leave the discriminator out: --network generator --network average")
        }
    }
}
