import GANCore
import GANTrain

/// An error of a run. The text says what is wrong and how to fix it.
public enum RunError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A recipe is wrong. The text lists all problems with file and line.
    case recipe(String, fixes: [RunFix] = [])
    /// The request does not fit the run, its recipe or its data.
    case unfit(String, fixes: [RunFix] = [])
    /// A file, a folder or a computation failed.
    case failed(String, fixes: [RunFix] = [])

    /// The error in words for users of the library.
    public var description: String { text(\.description) }

    /// - Parameter words: how the program offers what solves the problem.
    package func text(_ words: (RunFix) -> String) -> String {
        switch self {
        case .recipe(let text, let fixes): text + (fixes.isEmpty ? "" : "\n") + fixes.line(words)
        case .unfit(let text, let fixes), .failed(let text, let fixes): text + fixes.line(words)
        }
    }

    /// - Parameters:
    ///   - plugins: those that the run was trained with.
    ///   - fixes: further ones, besides loading a plugin.
    package init(_ errors: RecipeErrors, plugins: [String] = [], fixes: [RunFix] = []) {
        let isPlugin = !plugins.isEmpty || errors.problems.contains(where: \.mayNeedPlugin)
        self = .recipe(errors.description, fixes: (isPlugin ? [.loadPlugins(plugins)] : []) + fixes)
    }

    /// An error of a request, such as an unknown metric.
    package static func refused(_ error: any Error) -> RunError {
        guard let wrong = error as? RecipeError, wrong.mayNeedPlugin else { return .unfit("\(error)") }
        return .unfit(
            (wrong.key.isEmpty ? "" : "\(wrong.key): ") + wrong.problem,
            fixes: [.other(wrong.fix), .loadPlugins([])])
    }

    package init(_ error: RunFolderError) { self = .failed(error.problem, fixes: error.fixes) }
}
