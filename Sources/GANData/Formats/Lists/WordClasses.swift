import GANCore

/// Classes from the labels of a file: all numbers or all names.
struct WordClasses {
    /// The class of each valid label, in order.
    private(set) var classes: [Int32] = []
    /// Names of all classes, up to the largest number.
    private(set) var names: [String] = []
    let areNames: Bool

    /// A label with its line.
    struct Word {
        let line: Int
        let text: String
    }

    /// How the file specifies classes, for notes.
    var words: String { areNames ? "class by name" : "class by number" }

    /// The reason why a label cannot be read.
    struct Fault: Error {
        let index: Int
        let problem: String
        let fix: String
    }

    /// Numbers from 0, such as 3 or 3.0, if all labels are numbers; else names, sorted by their bytes.
    /// - Returns: problems, and the classes of the other labels; an invalid label has the class -1. If numbers and names are
    /// mixed, there are no classes.
    static func read(_ words: [Word]) -> (WordClasses, [Fault]) {
        let areNumbers = words.map(\.text.isNumber)
        let empty = words.indices.filter { words[$0].text.isEmpty }.map {
            Fault(index: $0, problem: "it has no label", fix: "write `relative/path label`")
        }
        guard let first = words.firstIndex(where: { !$0.text.isEmpty }) else { return (WordClasses(false), empty) }
        let other = words.indices.first { !words[$0].text.isEmpty && areNumbers[$0] != areNumbers[first] }
        if let other {
            let (own, before) = (Self.said(words[other]), Self.said(words[first]))
            let fault = Fault(
                index: other, problem: "the class is \(own), but that of line \(words[first].line) is \(before)",
                fix: "use either numbers or names in all lines")
            return (WordClasses(false), empty + [fault])
        }
        return areNumbers[first] ? numbers(words, empty) : (WordClasses(names: words.map(\.text)), empty)
    }

    private init(_ areNames: Bool) { self.areNames = areNames }

    private static func said(_ word: Word) -> String {
        word.text.isNumber ? "the number \(word.text)" : "`\(word.text.shortened(to: 40))`"
    }

    private static func numbers(_ words: [Word], _ empty: [Fault]) -> (WordClasses, [Fault]) {
        var result = WordClasses(false)
        var faults = empty
        for (index, word) in words.enumerated() {
            let number = Double(word.text).flatMap { Int32(exactly: $0) } ?? -1
            let isRight = (0..<SampleLabels.largestSize).contains(Int(number))
            if !isRight, !word.text.isEmpty {
                faults.append(
                    Fault(
                        index: index, problem: "the label is `\(word.text.shortened(to: 40))`",
                        fix: "write a whole number in 0 ... \(SampleLabels.largestSize - 1)"))
            }
            result.classes.append(isRight ? number : -1)
        }
        result.names = (0..<((result.classes.max() ?? -1) + 1)).map { "\($0)" }
        return (result, faults.sorted { $0.index < $1.index })
    }

    private init(names words: [String]) {
        areNames = true
        names = Set(words).subtracting([""]).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        let numbers = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($0.element, Int32($0.offset)) })
        classes = words.map { numbers[$0] ?? -1 }
    }
}
