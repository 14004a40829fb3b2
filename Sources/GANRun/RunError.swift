import GANCore

/// An error of a run. The text says what is wrong and how to fix it.
public enum RunError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A recipe is wrong. The text lists all problems with file and line.
    case recipe(String)
    /// The request does not fit the run, its recipe or its data.
    case unfit(String)
    /// A file, a folder or a computation failed.
    case failed(String)

    public var description: String {
        switch self {
        case .recipe(let text), .unfit(let text), .failed(let text): text
        }
    }
}
