import GANCore

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
            changed(network?.settings ?? [], role).compactMap { setting in
                guard case .assumed(let note) = setting.source else { return nil }
                return ("\(role).\(setting.key)", setting.value, note)
            }
        }
    }

    package var text: String {
        var lines = [
            "# What \(sources.joined(separator: ", ")) \(sources.count == 1 ? "says" : "say") of the networks.",
            "recipe: 2", "about: {summary: \"imported from \(sources.first ?? "")\"}",
        ]
        lines += data
        lines += network("generator", generator)
        if let discriminator {
            lines += network("discriminator", discriminator)
        } else {
            lines += ["discriminator:  # not in the file", "  type: \(generator.type)"]
            lines += changed([], "discriminator").map { "  \($0.key): \($0.value)" }
        }
        if generator.labelSize > 0 { lines.append("conditioner: \(generator.conditioner)") }
        lines.append("loss: \(generator.type == "biggan" ? "hinge" : "logistic")  # not in the file; as published")
        return lines.joined(separator: "\n") + "\n"
    }

    private var data: [String] {
        let channels = [1: "grey", 3: "rgb"][generator.imageChannels] ?? "stored"
        let classes = generator.labelSize > 0 ? " of \(counted(generator.labelSize, "class"))" : ""
        var settings = [
            RecoveredSetting("path", "images", .assumed("your images\(classes)")),
            RecoveredSetting("resolution", generator.resolution), RecoveredSetting("channels", channels),
        ]
        if generator.labelSize == 0 { settings.append(RecoveredSetting("labels", "false")) }
        return section("data", "image_folder", changed(settings, "data"))
    }

    private func network(_ role: String, _ network: RecoveredNetwork) -> [String] {
        section(role, network.type, changed(network.settings, role))
    }

    private func section(_ title: String, _ type: String, _ settings: [RecoveredSetting]) -> [String] {
        ["\(title):", "  type: \(type)"]
            + settings.map { setting in
                let line = "  \(setting.key): \(setting.value)"
                guard case .assumed(let note) = setting.source else { return line }
                return "\(line)  # not in the file; \(note)"
            }
    }

    /// With what was asked for in its place, or after the rest. Of equal keys the last counts.
    private func changed(_ settings: [RecoveredSetting], _ role: String) -> [RecoveredSetting] {
        changes.filter { $0.key.hasPrefix("\(role).") }.reduce(into: settings) { settings, change in
            let asked = RecoveredSetting(String(change.key.dropFirst(role.count + 1)), change.value, .asked)
            guard let index = settings.firstIndex(where: { $0.key == asked.key }) else {
                return settings.append(asked)
            }
            settings[index] = asked
        }
    }

    /// Without what would end a comment or a quotation of YAML.
    private static func printable(_ text: String) -> String {
        String(
            String.UnicodeScalarView(text.unicodeScalars.filter { !$0.isControl && $0 != "\"" && $0 != "\\" }))
    }
}
