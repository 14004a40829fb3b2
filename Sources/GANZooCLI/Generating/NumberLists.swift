import ArgumentParser
import GANCore
import GANRun

/// A list of integers and ranges: `0-15,20`.
struct NumberList {
    let numbers: [Int]

    init(_ numbers: [Int]) { self.numbers = numbers }

    /// - Throws: `ValidationError` that names the wrong part.
    init(_ text: String) throws {
        var numbers: [Int] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard let range = NumberRange.parse(part) else {
                throw ValidationError(
                    "`\(part.prefix(60))` is not an integer in 0 ... \(NumberRange.largest) or a range such as 0-15")
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

/// A list of numbers: `0,0.5,1`.
struct DecimalList {
    let numbers: [Double]

    init(_ numbers: [Double]) { self.numbers = numbers }

    /// - Throws: `ValidationError` that names the wrong number.
    init(_ text: String) throws {
        numbers = try text.split(separator: ",", omittingEmptySubsequences: false).map { part in
            guard let number = Double(part), (-10...10).contains(number) else {
                throw ValidationError("`\(part.prefix(60))` is not a number in -10 ... 10; write for example 0,0.5,1")
            }
            return number
        }
    }
}
