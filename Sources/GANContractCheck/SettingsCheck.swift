import GANCore

/// Checks the declarations of a component's settings, and reads the values that were given.
struct SettingsCheck {
    let entry: ComponentEntry
    let catalog: ComponentCatalog
    /// The values that were given, as in a recipe.
    let given: [RecipeNode.Entry]

    /// Defaults that a recipe could not write, because they conflict with each other or name no component. Registration refuses
    /// those that are outside their own range.
    var faults: [String] {
        let defaults = entry.settings.compactMap { setting in
            setting.defaultValue.map { RecipeNode.Entry(key: setting.name, keyMark: nil, value: $0) }
        }
        return read(defaults).problems.filter { !isOfMissing($0) }.map { problem in
            "a default is refused: \(Self.text(problem))"
        }
    }

    /// The component with the given values.
    /// - Returns: nil if a value is missing or wrong; `problems` says which.
    func choice() -> (choice: ComponentChoice?, problems: [String]) {
        let (choice, problems) = read(given)
        guard !problems.isEmpty else { return (choice, []) }
        return (nil, problems.map(Self.text))
    }

    /// The problems of the values that were given, without those of required settings that have none.
    var refusals: [String] { read(given).problems.filter { !isOfMissing($0) }.map(Self.text) }

    private static func text(_ problem: RecipeProblem) -> String {
        problem.message + (problem.hint.map { "; \($0)" } ?? "")
    }

    private func read(_ entries: [RecipeNode.Entry]) -> (choice: ComponentChoice, problems: [RecipeProblem]) {
        let problems = ProblemCollector()
        let reader = SettingReader(
            RecipeNode(.map(entries)), path: entry.role.section, catalog: catalog, problems: problems)
        return (entry.choose(entries, reader), problems.problems)
    }

    /// Whether the problem is a required setting without a value.
    private func isOfMissing(_ problem: RecipeProblem) -> Bool {
        entry.settings.contains { $0.defaultValue == nil && problem.message.hasSuffix(" has no `\($0.name)`") }
    }
}
