import GANCore

/// Why a text cannot be read on.
struct FatalProblem: Error {
    /// Nothing when it was reported where it was found.
    let problem: RecipeProblem?

    static let reported = FatalProblem(problem: nil)

    private init(problem: RecipeProblem?) { self.problem = problem }

    init(_ message: String, at mark: SourceMark?, hint: String? = nil, notes: [String] = []) {
        problem = RecipeProblem(message, at: mark, hint: hint, notes: notes)
    }
}
