/// What solves an error of a run. Programs offer some of these in ways of their own: a command line names its options.
public enum RunFix: Hashable, Sendable, CustomStringConvertible {
    /// Continue the run that lies in the folder.
    case resume
    case anotherFolder
    /// Start a new run elsewhere.
    case newRun
    /// Start a new run elsewhere that loads the weights of this one.
    case transfer
    /// Measure against other images.
    case otherReference
    /// Compute the scores of a run first.
    case evaluate(folder: String)
    /// Words that hold for every program.
    case other(String)

    /// For users of the library.
    public var description: String {
        switch self {
        case .resume: "open the run in it to continue it"
        case .anotherFolder: "choose another folder"
        case .newRun: "start a new run in another folder"
        case .transfer: "start a new run in another folder; transfer.from loads the weights"
        case .otherReference: "give other images as the reference"
        case .evaluate: "evaluate the run first"
        case .other(let text): text
        }
    }
}

extension [RunFix] {
    /// The last line of a message; empty if nothing is known that helps.
    package func line(_ words: (RunFix) -> String = \.description) -> String {
        isEmpty ? "" : "\n  fix: " + map(words).joined(separator: ", or ")
    }
}
