/// Reads a value of a recipe and collects problems.
public final class SettingReader {
    public let node: RecipeNode
    /// The full path: `regularizers.drift.includes_fakes`.
    public let path: String
    package let catalog: ComponentCatalog
    private let problems: ProblemCollector
    /// The type, range and default of the whole setting.
    private let expectation: String?
    /// The position to mark if the value itself has none.
    let fallbackMark: SourceMark?

    package init(
        _ node: RecipeNode, path: String, catalog: ComponentCatalog, problems: ProblemCollector,
        fallbackMark: SourceMark? = nil, expectation: String? = nil
    ) {
        (self.node, self.path, self.catalog, self.problems) = (node, path, catalog, problems)
        (self.fallbackMark, self.expectation) = (fallbackMark, expectation)
    }

    /// A reader for the value of a key.
    package func child(
        _ key: String, _ node: RecipeNode, keyMark: SourceMark? = nil, expectation: String? = nil
    ) -> SettingReader {
        SettingReader(
            node, path: path.isEmpty ? key : "\(path).\(key)", catalog: catalog, problems: problems,
            fallbackMark: keyMark ?? fallbackMark, expectation: expectation)
    }

    /// A reader for an element of a list.
    func element(_ index: Int, _ node: RecipeNode) -> SettingReader {
        SettingReader(
            node, path: "\(path)[\(index)]", catalog: catalog, problems: problems,
            fallbackMark: node.mark ?? fallbackMark)
    }

    /// Adds a problem at the value, or at the given position.
    public func report(_ message: String, at mark: SourceMark? = nil, hint: String? = nil, notes: [String] = []) {
        problems.add(RecipeProblem(message, at: mark ?? node.mark ?? fallbackMark, hint: hint, notes: notes))
    }

    /// Adds a problem at the given position that loading a plugin may solve.
    /// - Parameter namesPlugin: see `RecipeProblem.namesPlugin`.
    package func reportMissingPlugin(
        _ message: String, at mark: SourceMark?, hint: String, notes: [String], namesPlugin: Bool = false
    ) {
        var problem = RecipeProblem(message, at: mark ?? node.mark ?? fallbackMark, hint: hint, notes: notes)
        (problem.mayNeedPlugin, problem.namesPlugin) = (true, namesPlugin)
        problems.add(problem)
    }

    /// Reports that the value has another type. Returns nil, so that it can end a `read`.
    public func mismatch<Value>(_ expected: SettingType, notes: [String] = []) -> Value? {
        report("`\(path)` is \(node.kind)", hint: expectation(of: expected), notes: notes)
        return nil
    }

    /// "expected a number in 0 ... 1, default 0.99", without the parts that are unknown.
    func expectation(of type: SettingType) -> String { "expected \(expectation ?? type.description())" }

    /// The text of an unquoted scalar; nil after reporting that the value is not one.
    func plainText(expecting type: SettingType) -> String? {
        guard case .scalar(let text, let isQuoted) = node.content, !node.isNull else { return mismatch(type) }
        return isQuoted ? mismatch(type, notes: ["remove the quotes; a quoted value is text"]) : text
    }

    /// Whether no reader of the recipe has reported a problem so far.
    package var problemCount: Int { problems.count }
}

/// Collects the problems of a recipe.
package final class ProblemCollector {
    package private(set) var problems: [RecipeProblem] = []
    package init() {}
    package var count: Int { problems.count }
    package func add(_ problem: RecipeProblem) { problems.append(problem) }
}
