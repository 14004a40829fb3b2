import GANCore

/// A problem after which the text cannot be read further.
struct FatalProblem: Error {
    /// The problem; nil if it was already reported.
    let problem: RecipeProblem?

    static let reported = FatalProblem(problem: nil)

    private init(problem: RecipeProblem?) { self.problem = problem }

    init(_ message: String, at mark: SourceMark?, hint: String? = nil, notes: [String] = []) {
        problem = RecipeProblem(message, at: mark, hint: hint, notes: notes)
    }
}
