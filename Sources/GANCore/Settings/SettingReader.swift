/// Reads a value of a recipe and collects problems.
public final class SettingReader {
    public let node: RecipeNode
    /// The full path: `regularizers.drift.includes_fakes`.
    public let path: String
    package let catalog: ComponentCatalog
    /// Where keys of the catalog are valid; one for all readers of a recipe.
    let homes: KeyHomes
    private let problems: ProblemCollector
    /// The type, range and default of the whole setting.
    private let expectation: String?
    /// The position to mark if the value itself has none.
    let fallbackMark: SourceMark?

    /// Most components of one map or list of a recipe.
    package static let mostComponents = 64

    /// A reader of a whole recipe or section, from which those of its values come.
    package init(_ node: RecipeNode, path: String, catalog: ComponentCatalog, problems: ProblemCollector) {
        (self.node, self.path, self.catalog, self.problems) = (node, path, catalog, problems)
        (homes, fallbackMark, expectation) = (KeyHomes(catalog), nil, nil)
    }

    private init(
        _ node: RecipeNode, path: String, of parent: SettingReader, fallbackMark: SourceMark?, expectation: String?
    ) {
        (self.node, self.path) = (node, path)
        (catalog, homes, problems) = (parent.catalog, parent.homes, parent.problems)
        (self.fallbackMark, self.expectation) = (fallbackMark, expectation)
    }

    /// A reader for the value of a key.
    package func child(
        _ key: String, _ node: RecipeNode, keyMark: SourceMark? = nil, expectation: String? = nil
    ) -> SettingReader {
        SettingReader(
            node, path: path.isEmpty ? key : "\(path).\(key)", of: self, fallbackMark: keyMark ?? fallbackMark,
            expectation: expectation)
    }

    /// A reader for an element of a list.
    func element(_ index: Int, _ node: RecipeNode) -> SettingReader {
        SettingReader(
            node, path: "\(path)[\(index)]", of: self, fallbackMark: node.mark ?? fallbackMark, expectation: nil)
    }

    /// Adds a problem at the value, or at the given position. Builds texts for the first 100 problems only.
    public func report(
        _ message: @autoclosure () -> String, at mark: SourceMark? = nil, hint: @autoclosure () -> String? = nil,
        notes: @autoclosure () -> [String] = []
    ) {
        problems.add(RecipeProblem(message(), at: mark ?? node.mark ?? fallbackMark, hint: hint(), notes: notes()))
    }

    /// Adds a problem at the given position that loading a plugin may solve.
    /// - Parameter namesPlugin: see `RecipeProblem.namesPlugin`.
    package func reportMissingPlugin(
        _ message: @autoclosure () -> String, at mark: SourceMark?, hint: @autoclosure () -> String,
        notes: @autoclosure () -> [String], namesPlugin: Bool = false
    ) {
        problems.add(
            RecipeProblem(message(), at: mark ?? node.mark ?? fallbackMark, hint: hint(), notes: notes())
                .ofMissingPlugin(isNamed: namesPlugin))
    }

    /// Whether a map or list has no more components than a recipe may have; reports it otherwise.
    package func mayHave(components count: Int) -> Bool {
        guard count > Self.mostComponents else { return true }
        report(
            "`\(path)` has \(count) entries; the limit is \(Self.mostComponents)",
            hint: "remove those that are not needed")
        return false
    }

    /// Reports that the value has another type. Returns nil, so that it can end a `read`.
    public func mismatch<Value>(_ expected: SettingType, notes: @autoclosure () -> [String] = []) -> Value? {
        report("`\(path)` is \(node.kind)", hint: expectation(of: expected), notes: notes())
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

extension RecipeProblem {
    fileprivate func ofMissingPlugin(isNamed: Bool) -> RecipeProblem {
        var problem = self
        (problem.mayNeedPlugin, problem.namesPlugin) = (true, isNamed)
        return problem
    }
}

/// Collects the problems of a recipe.
package final class ProblemCollector {
    private var list: ProblemList

    /// - Parameter list: what was found before.
    package init(_ list: ProblemList = ProblemList()) { self.list = list }

    /// Those that are shown.
    package var problems: [RecipeProblem] { list.shown }
    /// Also those that are not shown.
    package var count: Int { list.count }
    package var errors: RecipeErrors { RecipeErrors(list) }

    /// The argument is not evaluated if the problem would not be shown.
    package func add(_ problem: @autoclosure () -> RecipeProblem) {
        guard !list.isFull else { return list.hideOne() }
        // Made before the list is changed, since it may ask for its count.
        let made = problem()
        list.add(made)
    }
}
