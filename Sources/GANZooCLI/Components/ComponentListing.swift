import GANCore

/// The output of `component list` and `component show`.
enum ComponentListing {
    /// A heading, and one line for each component.
    static func text(_ role: ComponentRole, _ entries: [ComponentEntry]) -> String {
        let width = entries.map(\.name).widest
        let lines = entries.map { entry in
            "  " + entry.name.padding(to: width) + "  " + entry.summary.onOneLine + "  [\(entry.module)]"
        }
        return ([role.rawValue] + (lines.isEmpty ? ["  none"] : lines)).joined(separator: "\n") + "\n"
    }

    /// Everything about one component.
    static func details(_ entry: ComponentEntry) -> String {
        var lines = ["\(entry.role.rawValue) \(entry.name)", "  \(entry.summary)"]
        if let source = entry.source { lines.append("  source: \(source)") }
        lines += ["  module: \(entry.module)", "", "settings"]
        lines += settings(entry.settings)
        let shared = keysOfRole(entry.role)
        if !shared.isEmpty { lines += ["", "keys of every \(entry.role.rawValue)"] + settings(shared) }
        return lines.joined(separator: "\n")
    }

    /// Keys that every component of a role has besides its own.
    static func keysOfRole(_ role: ComponentRole) -> [SettingDescription] {
        role == .regularizer ? RegularizerSchedule.descriptions() : []
    }

    private static func settings(_ settings: [SettingDescription], indent: String = "  ") -> [String] {
        if settings.isEmpty { return [indent + "none"] }
        return settings.flatMap { setting -> [String] in
            var lines = ["\(indent)\(setting.name): \(setting.expectation)", "\(indent)    \(setting.help)"]
            if case .group(let inner) = setting.type { lines += Self.settings(inner, indent: indent + "    ") }
            return lines
        }
    }
}
