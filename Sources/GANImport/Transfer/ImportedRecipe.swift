import GANCore

/// A recipe with the settings that checkpoints show. Assumed values have a comment.
package struct ImportedRecipe {
    /// The generator's architecture, and the discriminator's; nil if the files do not contain it.
    package let generator: ForeignArchitecture
    package let discriminator: ForeignArchitecture?
    /// The files that were read.
    private let sources: [String]
    /// The type of the discriminator in a recipe for files without one. A recipe names one, but nothing makes it.
    private let substitute: String
    private var changes: [(key: String, value: String)] = []

    /// - Parameters:
    /// - generators: the generator and its average, as far as they exist.
    /// - catalog: has the discriminators that a recipe can name.
    /// - Throws: `ImportDefect` unless the networks belong together.
    package init(
        _ generators: [ForeignArchitecture], _ discriminator: ForeignArchitecture?, sources: [String],
        in catalog: ComponentCatalog = .linked
    ) throws {
        guard let first = generators.first else {
            throw ImportDefect(problem: "it contains no supported generator")
        }
        self.sources = sources.map(Self.printable)
        for other in generators.dropFirst() where other.settings != first.settings {
            throw ImportDefect(problem: "the generator and its average have different sizes")
        }
        if let discriminator {
            guard
                (first.type, first.resolution, first.imageChannels)
                    == (discriminator.type, discriminator.resolution, discriminator.imageChannels),
                [0, first.labelSize].contains(discriminator.labelSize)
            else {
                throw ImportDefect(problem: "the image sizes or labels of generator and discriminator differ")
            }
        }
        (generator, self.discriminator) = (first, discriminator?.beside(first))
        substitute = Self.discriminator(beside: first.type, in: catalog)
    }

    /// The discriminator with the generator's name, else the first one whose settings have defaults.
    private static func discriminator(beside generator: String, in catalog: ComponentCatalog) -> String {
        let usable = catalog.entries(.discriminator).filter { $0.settings.allSatisfy { $0.defaultValue != nil } }
        return (usable.first { $0.name == generator } ?? usable.first)?.name ?? generator
    }

    /// Replaces the value of a network's or the data's key: `data.path`.
    package mutating func set(_ key: String, _ value: String) { changes.append((key, value)) }

    /// Settings that the files do not show, with their network.
    package var assumptions: [(key: String, value: String, note: String)] {
        [("generator", generator), ("discriminator", discriminator)].flatMap { role, network in
            changed(network?.settings ?? [], role).compactMap { setting in
                guard case .assumed(let note) = setting.source else { return nil }
                return ("\(role).\(setting.key)", setting.text, note)
            }
        }
    }

    package var text: String {
        var lines = [
            "# The networks of \(sources.joined(separator: ", ")).",
            "recipe: 2", "about: {summary: \"imported from \((sources.first ?? "").replacing("${", with: "$${"))\"}",
        ]
        lines += data
        lines += network("generator", generator)
        if let discriminator {
            lines += network("discriminator", discriminator)
        } else {
            lines += ["discriminator:  # not in the file", "  type: \(substitute)"]
            lines += changed([], "discriminator").map { "  \($0.key): \($0.text)" }
        }
        if generator.labelSize > 0 { lines.append("conditioner: \(generator.conditioner)") }
        lines.append("loss: \(generator.loss)  # not in the file; the published one")
        return lines.joined(separator: "\n") + "\n"
    }

    private var data: [String] {
        let channels = [1: "gray", 3: "rgb"][generator.imageChannels] ?? "stored"
        let classes = generator.labelSize > 0 ? " of \(counted(generator.labelSize, "class"))" : ""
        var settings = [
            ForeignSetting("path", "images", .assumed("your images\(classes)")),
            ForeignSetting("resolution", generator.resolution), ForeignSetting("channels", channels),
        ]
        if generator.labelSize == 0 { settings.append(ForeignSetting("labels", "false")) }
        return section("data", "image_folder", changed(settings, "data"))
    }

    private func network(_ role: String, _ network: ForeignArchitecture) -> [String] {
        section(role, network.type, changed(network.settings, role))
    }

    private func section(_ title: String, _ type: String, _ settings: [ForeignSetting]) -> [String] {
        ["\(title):", "  type: \(type)"]
            + settings.map { setting in
                let line = "  \(setting.key): \(setting.text)"
                guard case .assumed(let note) = setting.source else { return line }
                return "\(line)  # not in the file; \(note)"
            }
    }

    /// The settings with overrides in place, or appended. The last one of equal keys wins.
    private func changed(_ settings: [ForeignSetting], _ role: String) -> [ForeignSetting] {
        changes.filter { $0.key.hasPrefix("\(role).") }.reduce(into: settings) { settings, change in
            let asked = ForeignSetting(String(change.key.dropFirst(role.count + 1)), change.value, .asked)
            guard let index = settings.firstIndex(where: { $0.key == asked.key }) else {
                return settings.append(asked)
            }
            settings[index] = asked
        }
    }

    /// The text without characters that would end a YAML comment or quotation.
    private static func printable(_ text: String) -> String {
        String(
            String.UnicodeScalarView(text.unicodeScalars.filter { !$0.isControl && $0 != "\"" && $0 != "\\" }))
    }
}
