import GANCore

/// Components as `component list` and `component show` print them.
enum ComponentListing {
    /// A heading and a line each.
    static func text(_ role: ComponentRole, _ entries: [ComponentEntry]) -> String {
        let width = entries.map(\.name).widest
        let lines = entries.map { entry in
            "  " + entry.name.padding(to: width) + "  " + entry.summary.onOneLine + "  [\(entry.module)]"
        }
        return ([role.rawValue] + (lines.isEmpty ? ["  none"] : lines)).joined(separator: "\n") + "\n"
    }

    /// Everything known of one.
    static func details(_ entry: ComponentEntry) -> String {
        var lines = ["\(entry.role.rawValue) \(entry.name)", "  \(entry.summary)"]
        if let source = entry.source { lines.append("  after \(source)") }
        lines += ["  from the module \(entry.module)", "", "settings"]
        lines += settings(entry.settings)
        if entry.role == .regularizer {
            lines += ["", "keys of every regularizer"] + settings(RegularizerSchedule.descriptions())
        }
        return lines.joined(separator: "\n") + "\n"
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

extension String {
    /// As a cell of a table: one line, filled up with blanks to so many columns of a terminal.
    func padding(to width: Int) -> String {
        let line = onOneLine
        return line + String(repeating: " ", count: max(width - line.terminalWidth, 0))
    }
}

extension Collection<String> {
    /// Columns of a terminal that the widest takes.
    var widest: Int { map(\.onOneLine.terminalWidth).max() ?? 0 }
}
