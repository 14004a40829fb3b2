import GANCore

/// What is wrong with a file of a data set.
public struct DataError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file, and where in it: `labels.txt:12`, `train.zip: 00001.png`.
    public let place: String
    /// In one line, without a full stop.
    public let problem: String
    /// What to do.
    public let fix: String
    /// Whether it is what the file holds that is wrong, or that there is none: reading it again will find the same, unlike
    /// where the disk or the memory was the reason.
    let isOfContent: Bool

    public init(_ place: String, _ problem: String, fix: String) {
        self.init(place, problem, fix: fix, isOfContent: false)
    }

    init(_ place: String, _ problem: String, fix: String, isOfContent: Bool) {
        (self.place, self.problem, self.fix, self.isOfContent) = (place, problem, fix, isOfContent)
    }

    public var description: String { "\(words)\n  fix: \(fix.escapingControls)" }

    /// What is wrong, and where, in one line whatever the names of the files are.
    package var words: String { "\(place): \(problem)".escapingControls }

    /// The same as the first of several faults.
    func first(of count: Int) -> DataError {
        if count == 1 { return self }
        let rest = count == 2 ? "1 more fault" : "\(grouped(count - 1)) more faults"
        return DataError(
            place, problem, fix: "\(fix); `ganzoo data check` names \(rest)", isOfContent: isOfContent)
    }

    /// As the problem of a recipe's key.
    func recipeError(key: String) -> RecipeError {
        RecipeError(key: key, problem: words, fix: fix)
    }
}
