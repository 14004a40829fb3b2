import GANCore

/// What a program can tell from `plugin check` without reading its report.
struct CheckVerdict {
    private let components: [PluginCheckReport.Component]
    private let needValues: Bool

    /// - Parameter needValues: whether a required setting has no value.
    init(_ components: [PluginCheckReport.Component], needValues: Bool) {
        (self.components, self.needValues) = (components, needValues)
    }

    /// - Throws: `CommandFailure` unless all rules of all components were checked and kept: 1 if one is broken, else 3.
    func finish() throws {
        let broken = components.count { !$0.keepsAllRules }
        guard broken == 0 else {
            throw CommandFailure.failed("\(broken) of \(counted(components.count, "component")) broke a rule")
        }
        let unchecked = components.filter { !$0.isChecked }
        guard !unchecked.isEmpty else { return }
        let names = unchecked.map { "\($0.role) \($0.name)" }
        let shown = names.prefix(Self.shown) + (names.count > Self.shown ? ["…"] : [])
        throw CommandFailure(
            description:
                "ganzoo: \(unchecked.count) of \(counted(components.count, "component")) kept the rules that were"
                + " checked, but not all could be: \(shown.joined(separator: ", "))"
                + (needValues ? "\n  fix: give required settings a value with --set KEY=VALUE" : ""),
            exitCode: Self.incomplete)
    }

    /// The exit status if no rule is broken, but some could not be checked.
    static let incomplete: Int32 = 3

    private static let shown = 5
}
