/// The names by which parts of an SVG file refer to each other.
enum SVGNames {
    /// The file with names numbered in their order. Cairo's names count everything that the process has drawn before.
    static func numbered(_ file: [UInt8]) -> [UInt8] {
        var numbers: [ArraySlice<UInt8>: Int] = [:]
        var (result, position) = ([UInt8](), 0)
        while position < file.count {
            guard let prefix = prefixes.first(where: { file[position...].starts(with: $0) }) else {
                result.append(file[position])
                position += 1
                continue
            }
            let start = position + prefix.count
            let end = file[start...].firstIndex { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: ")") } ?? file.count
            let number = numbers[file[start..<end], default: numbers.count + 1]
            numbers[file[start..<end]] = number
            result += prefix + Array("n\(number)".utf8)
            position = end
        }
        return result
    }

    /// What stands before a name, where it is given and where it is used.
    private static let prefixes = [" id=\"", "href=\"#", "url(#"].map { Array($0.utf8) }
}
