import GANCore

/// Why the library does not do what it was asked for, in words that say what is wrong and what to do.
public enum RunError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A recipe is wrong. Each problem says where it stands.
    case recipe(String)
    /// What was asked for does not fit the run, its recipe or its data.
    case unfit(String)
    /// A file, a folder or a computation failed.
    case failed(String)

    public var description: String {
        switch self {
        case .recipe(let text), .unfit(let text), .failed(let text): text
        }
    }
}
