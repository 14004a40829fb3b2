/// A recipe of what checkpoints say of their networks. What they do not say stands there with a comment.
package struct RecoveredRecipe {
    /// Of both networks; nothing where there is none in the files.
    package let generator: RecoveredNetwork
    package let discriminator: RecoveredNetwork?
    /// Files that were read.
    private let sources: [String]
    private var changes: [(key: String, value: String)] = []

    /// - Parameters:
    ///   - generators: the generator and its average, whichever there are.
    /// - Throws: `ImportDefect` unless the networks belong together.
    package init(_ generators: [RecoveredNetwork], _ discriminator: RecoveredNetwork?, sources: [String]) throws {
        guard let first = generators.first else {
            throw ImportDefect(problem: "it holds no generator that is known here")
        }
        self.sources = sources.map(Self.printable)
        for other in generators.dropFirst() where other.settings != first.settings {
            throw ImportDefect(problem: "the generator and its average are of different sizes")
        }
        if let discriminator {
            guard
                (first.type, first.resolution, first.imageChannels)
                    == (discriminator.type, discriminator.resolution, discriminator.imageChannels),
                [0, first.labelSize].contains(discriminator.labelSize)
            else {
                throw ImportDefect(problem: "the generator and the discriminator are of different images or labels")
            }
        }
        (generator, self.discriminator) = (first, discriminator?.beside(first))
    }

    /// Sets a key of a network or of the data in the place of what the files say: `generator.conv_clamp`.
    package mutating func set(_ key: String, _ value: String) { changes.append((key, value)) }

    /// Settings that nothing in the files tells, with the network that they are of.
    package var assumptions: [(key: String, value: String, note: String)] {
        [("generator", generator), ("discriminator", discriminator)].flatMap { role, network in
            (network.map { settings(of: $0, role) } ?? []).compactMap { setting in
                guard case .assumed(let note) = setting.source else { return nil }
                return ("\(role).\(setting.key)", setting.value, note)
            }
        }
    }

    package var text: String {
        var lines = [
            "# What \(sources.joined(separator: ", ")) \(sources.count == 1 ? "says" : "say") of the networks.",
            "recipe: 1", "about: {summary: \"imported from \(sources.first ?? "")\"}",
        ]
        lines += data
        lines += network("generator", generator)
        if let discriminator {
            lines += network("discriminator", discriminator)
        } else {
            lines += ["discriminator:  # not in the file", "  type: \(generator.type)"]
            lines += asked("discriminator").map { "  \($0.key): \($0.value)" }
        }
        if generator.labelSize > 0 { lines.append("conditioner: \(generator.conditioner)") }
        lines.append("loss: \(generator.type == "biggan" ? "hinge" : "logistic")  # not in the file; as published")
        return lines.joined(separator: "\n") + "\n"
    }

    private var data: [String] {
        let channels = [1: "grey", 3: "rgb"][generator.imageChannels] ?? "stored"
        let labels = generator.labelSize == 0 ? ["  labels: false"] : []
        let asked = changes.filter { $0.key.hasPrefix("data.") && $0.key != "data.path" }.map {
            "  \($0.key.dropFirst(5)): \($0.value)"
        }
        let path = changes.last { $0.key == "data.path" }?.value
        let classes = generator.labelSize > 0 ? " of \(generator.labelSize) classes" : ""
        return [
            "data:", "  type: image_folder",
            "  path: \(path ?? "images")" + (path == nil ? "  # not in the file: your images\(classes)" : ""),
            "  resolution: \(generator.resolution)", "  channels: \(channels)",
        ] + labels + asked
    }

    private func network(_ role: String, _ network: RecoveredNetwork) -> [String] {
        ["\(role):", "  type: \(network.type)"]
            + settings(of: network, role).map { setting in
                let line = "  \(setting.key): \(setting.value)"
                guard case .assumed(let note) = setting.source else { return line }
                return "\(line)  # not in the file; \(note)"
            }
    }

    private func asked(_ role: String) -> [RecoveredSetting] {
        changes.filter { $0.key.hasPrefix("\(role).") }.map {
            RecoveredSetting(String($0.key.dropFirst(role.count + 1)), $0.value, .asked)
        }
    }

    /// With what was asked for in its place, or after the rest.
    private func settings(of network: RecoveredNetwork, _ role: String) -> [RecoveredSetting] {
        let asked = asked(role)
        let kept = network.settings.filter { setting in !asked.contains { $0.key == setting.key } }
        return kept + asked
    }

    /// Without what would end a comment or a quotation of YAML.
    private static func printable(_ text: String) -> String {
        let isKept = { (scalar: Unicode.Scalar) in
            scalar.properties.generalCategory != .control && !["\"", "\\", "\u{2028}", "\u{2029}"].contains(scalar)
        }
        return String(String.UnicodeScalarView(text.unicodeScalars.filter(isKept)))
    }
}
