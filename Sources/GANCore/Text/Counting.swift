/// 1234567 as 1,234,567.
package func grouped(_ number: Int) -> String {
    let digits = Array(String(number.magnitude))
    let parts = digits.indices.map { index -> String in
        index > 0 && (digits.count - index) % 3 == 0 ? ",\(digits[index])" : "\(digits[index])"
    }
    return (number < 0 ? "-" : "") + parts.joined()
}

/// "1 image", "2,000 images", "3 losses".
package func counted(_ count: Int, _ noun: String) -> String { "\(grouped(count)) \(count == 1 ? noun : plural(noun))" }

/// The plural of a regular English noun: `losses`, `entries`, `images`.
package func plural(_ noun: String) -> String {
    if ["s", "x", "z", "ch", "sh"].contains(where: noun.hasSuffix) { return noun + "es" }
    let endsInConsonantAndY = noun.hasSuffix("y") && noun.dropLast().last.map { !"aeiou".contains($0) } ?? false
    return endsInConsonantAndY ? noun.dropLast() + "ies" : noun + "s"
}

/// The number of a step or other item in file names: `000123`. Names sort like numbers up to 999,999.
package func numbered(_ number: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(6 - digits.count, 0)) + digits
}

/// "3,578 parameters and 32 buffer values". Buffers are not parameters, so they are counted separately.
package func parametersAndBuffers(_ parameters: Int, _ bufferValues: Int) -> String {
    counted(parameters, "parameter") + (bufferValues == 0 ? "" : " and \(counted(bufferValues, "buffer value"))")
}
