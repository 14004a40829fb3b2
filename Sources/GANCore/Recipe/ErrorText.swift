import GANModule

/// The description of an error, in the parts that a `RecipeProblem` has.
package struct ErrorText: Hashable {
    /// What is wrong, on one line.
    package let problem: String
    package let fix: String?
    /// Further lines.
    package let notes: [String]

    /// - Parameter error: its description may have several lines; the fix follows "fix:" at the beginning of one.
    package init(_ error: any Error) {
        if let error = error as? RecipeError {
            (problem, fix, notes) = (error.problem, error.fix, [])
            return
        }
        let lines = error.words.split(whereSeparator: \.isNewline).map { $0.drop { $0 == " " } }
        let mark = "fix: "
        let fixes = lines.dropFirst().filter { $0.hasPrefix(mark) }.map { String($0.dropFirst(mark.count)) }
        problem = lines.first.map(String.init) ?? "an error without a description"
        fix = fixes.isEmpty ? nil : fixes.joined(separator: ", or ")
        notes = lines.dropFirst().filter { !$0.hasPrefix(mark) }.map(String.init)
    }
}
