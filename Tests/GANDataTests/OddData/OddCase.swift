import Testing

@testable import GANData

/// A row of the table of odd data: what lies on the disk, and what must come of it.
struct OddCase: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let laid: [OddFile]
    /// The path that a person would give, below the row's folder.
    let given: String
    /// Keys of the recipe's `data` with plain values and lists of them, `[1, 2]`; `@` stands for the row's folder. Without `type` the path is recognized
    /// as `ganzoo data check PATH` does.
    let keys: [String: String]
    let expected: Outcome

    init(
        _ name: String, laid: [OddFile], given: String = "", keys: [String: String] = [:], expected: Outcome
    ) {
        (testDescription, self.laid, self.given) = (name, laid, given)
        (self.keys, self.expected) = (keys, expected)
    }

    enum Outcome: Sendable {
        /// Opened and read to the last image. The notes are all that `data check` says of it, in order; `@` stands for the folder.
        case read(OddLabels, OddPixels, notes: [String] = [])
        /// The text of the error, from opening or from reading the first image that cannot be read; `@` stands for the folder.
        case refused(String)
    }

    static var all: [OddCase] { folders + names + archives + lists + ambiguousLists + labelFiles + tables + images }
}

/// Labels of the images in the order of the data.
enum OddLabels: Sendable {
    case none
    case classes([Int], names: [String])
    case vectors([[Float]])
}

/// The images in the order of the data.
enum OddPixels: Sendable {
    /// Each image has one level in all of its pixels and channels.
    case levels([Int])
    /// Files below `Fixtures`: portable pixmaps and graymaps of the right pixels.
    case fixtures([String])
    case images([RasterImage])
    /// Each level may differ by a number.
    case near([RasterImage], Int)
}
