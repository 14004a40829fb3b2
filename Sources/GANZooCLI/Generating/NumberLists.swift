import ArgumentParser
import GANCore
import GANRun

/// Whole numbers as people list them: `0-15,20`.
struct NumberList {
    let numbers: [Int]

    init(_ numbers: [Int]) { self.numbers = numbers }

    /// - Throws: `ValidationError` that says which part is wrong.
    init(_ text: String) throws {
        var numbers: [Int] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard let range = NumberRange.parse(part) else {
                throw ValidationError(
                    "`\(part.prefix(60))` is no whole number from 0 to \(NumberRange.largest) and no range of them: "
                        + "write 0-15,20")
            }
            guard numbers.count + range.count <= Self.most else {
                throw ValidationError("`\(text.shortened(to: 60))` has more than \(Self.most) numbers")
            }
            numbers += range
        }
        self.numbers = numbers
    }

    private static let most = 1_000_000
}

/// Numbers with commas between: `0,0.5,1`.
struct DecimalList {
    let numbers: [Double]

    init(_ numbers: [Double]) { self.numbers = numbers }

    /// - Throws: `ValidationError` that says which is wrong.
    init(_ text: String) throws {
        numbers = try text.split(separator: ",", omittingEmptySubsequences: false).map { part in
            guard let number = Double(part), (-10...10).contains(number) else {
                throw ValidationError("`\(part.prefix(60))` is no number from -10 to 10: write 0,0.5,1")
            }
            return number
        }
    }
}
