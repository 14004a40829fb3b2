/// Reads one value of a recipe, and collects what is wrong with it.
public final class SettingReader {
    public let node: RecipeNode
    /// The whole path: `regularizers.drift.includes_fakes`.
    public let path: String
    package let catalog: ComponentCatalog
    private let problems: ProblemCollector
    /// What the setting as a whole takes: type, range and default.
    private let expectation: String?
    /// What to mark when the value itself has no place in any text.
    let fallbackMark: SourceMark?

    package init(
        _ node: RecipeNode, path: String, catalog: ComponentCatalog, problems: ProblemCollector,
        fallbackMark: SourceMark? = nil, expectation: String? = nil
    ) {
        (self.node, self.path, self.catalog, self.problems) = (node, path, catalog, problems)
        (self.fallbackMark, self.expectation) = (fallbackMark, expectation)
    }

    /// A reader of the value of a key.
    package func child(
        _ key: String, _ node: RecipeNode, keyMark: SourceMark? = nil, expectation: String? = nil
    ) -> SettingReader {
        SettingReader(
            node, path: path.isEmpty ? key : "\(path).\(key)", catalog: catalog, problems: problems,
            fallbackMark: keyMark ?? fallbackMark, expectation: expectation)
    }

    /// A reader of an element of a list.
    func element(_ index: Int, _ node: RecipeNode) -> SettingReader {
        SettingReader(
            node, path: "\(path)[\(index)]", catalog: catalog, problems: problems,
            fallbackMark: node.mark ?? fallbackMark)
    }

    /// Adds a problem that marks the value, or the place given.
    public func report(_ message: String, at mark: SourceMark? = nil, hint: String? = nil, notes: [String] = []) {
        problems.add(RecipeProblem(message, at: mark ?? node.mark ?? fallbackMark, hint: hint, notes: notes))
    }

    /// Reports that the value is of another type. Returns nothing, so that it can end a `read`.
    public func mismatch<Value>(_ expected: SettingType, notes: [String] = []) -> Value? {
        report("`\(path)` is \(node.kind)", hint: expectation(of: expected), notes: notes)
        return nil
    }

    /// "expected a number in 0 ... 1, default 0.99", as far as it is known.
    func expectation(of type: SettingType) -> String { "expected \(expectation ?? type.description())" }

    /// The text of an unquoted scalar; nothing after reporting that there is none.
    func plainText(expecting type: SettingType) -> String? {
        guard case .scalar(let text, let isQuoted) = node.content, !node.isNull else { return mismatch(type) }
        return isQuoted ? mismatch(type, notes: ["quotes make it text"]) : text
    }

    /// Whether nothing was reported so far, by any reader of the same recipe.
    package var problemCount: Int { problems.count }
}

/// What is wrong with a recipe, as it is found.
package final class ProblemCollector {
    package private(set) var problems: [RecipeProblem] = []
    package init() {}
    package var count: Int { problems.count }
    package func add(_ problem: RecipeProblem) { problems.append(problem) }
}
