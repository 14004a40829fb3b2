import GANCore

/// An error in a file of a data set.
public struct DataError: LocatedError, Hashable, Sendable, CustomStringConvertible {
    /// The file, and the position in it: `labels.txt:12`, `train.zip: 00001.png`.
    public let place: String
    /// What is wrong, on one line, without a full stop.
    public let problem: String
    /// The action that solves the problem.
    public let fix: String
    /// Whether the content, or the absence, of the file is wrong, so that reading it again gives the same error. False if
    /// the disk or the memory is the cause.
    let isOfContent: Bool
    /// Whether a library is missing that reads the file. Such an image is never skipped.
    package private(set) var isOfLibrary = false

    public init(_ place: String, _ problem: String, fix: String) {
        self.init(place, problem, fix: fix, isOfContent: false)
    }

    init(_ place: String, _ problem: String, fix: String, isOfContent: Bool) {
        (self.place, self.problem, self.fix, self.isOfContent) = (place, problem, fix, isOfContent)
    }

    init(_ place: String, _ defect: ImageDefect) {
        self.init(place, defect.problem, fix: defect.fix, isOfContent: defect.cause == .content)
        isOfLibrary = defect.cause == .library
    }

    public var description: String { "\(words)\n  fix: \(fix.escapingControls)" }

    /// Place and problem on one line, whatever the file names are.
    package var words: String { "\(place): \(problem)".escapingControls }

    /// This error with the note that it is the first of several.
    func first(of count: Int) -> DataError {
        if count == 1 { return self }
        let rest = count == 2 ? "1 more error" : "\(grouped(count - 1)) more errors"
        return DataError(
            place, problem, fix: "\(fix); `ganzoo data check` lists \(rest)", isOfContent: isOfContent)
    }

    /// Converts it to a problem of a recipe key.
    func recipeError(key: String) -> RecipeError {
        RecipeError(key: key, problem: words, fix: fix)
    }
}
