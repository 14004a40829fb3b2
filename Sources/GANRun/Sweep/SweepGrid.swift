import GANCore

/// Values of recipe keys, all of whose combinations are trained.
package struct SweepGrid: Hashable, Sendable {
    package struct Axis: Hashable, Sendable {
        /// `conditioner.sigma`.
        package let key: String
        /// As the command line gives them.
        package let values: [String]
        /// The end of the key that no other axis has: `sigma`.
        package let label: String
    }

    package let axes: [Axis]

    /// - Parameter words: `conditioner.sigma=0.1,0.25`. Commas inside brackets and quotes belong to a value.
    /// - Throws: `RunError.unfit`.
    package init(_ words: [String]) throws {
        let read = try words.map(Self.read)
        if let twice = read.indices.first(where: { index in read[..<index].contains { $0.key == read[index].key } }) {
            throw RunError.unfit(
                "the grid has `\(read[twice].key)` twice\n  fix: write all of its values after one `=`")
        }
        axes = read.map { axis in
            Axis(key: axis.key, values: axis.values, label: Self.label(of: axis.key, among: read.map(\.key)))
        }
    }

    /// Every combination, the last axis fastest. The grid without axes has one, without settings.
    package var points: [[SweepSetting]] {
        axes.reduce([[]]) { points, axis in
            points.flatMap { point in
                axis.values.map { point + [SweepSetting(key: axis.key, label: axis.label, value: $0)] }
            }
        }
    }

    private static func read(_ word: String) throws -> (key: String, values: [String]) {
        let halves = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard halves.count == 2, !halves[0].isEmpty else {
            throw RunError.unfit("`\(word)` is not part of a grid\n  fix: write `path.to.key=value,value`")
        }
        let values = values(halves[1])
        guard !values.contains("") else {
            throw RunError.unfit("`\(word)` has an empty value\n  fix: write `null` for no value")
        }
        guard Set(values).count == values.count else {
            throw RunError.unfit("`\(word)` has a value twice\n  fix: write it once")
        }
        guard halves[0] != "seed" else {
            throw RunError.unfit(
                "the grid cannot change `seed`, which tells runs apart\n  fix: give the seeds apart from it")
        }
        return (halves[0], values)
    }

    private static func values(_ text: String) -> [String] {
        var values = [""]
        var (depth, quote) = (0, Character?.none)
        for character in text {
            if let open = quote {
                if character == open { quote = nil }
            } else if "'\"".contains(character) {
                quote = character
            } else if "[{".contains(character) {
                depth += 1
            } else if "]}".contains(character) {
                depth -= 1
            }
            let isEnd = character == "," && depth == 0 && quote == nil
            if isEnd { values.append("") } else { values[values.count - 1].append(character) }
        }
        return values
    }

    private static func label(of key: String, among keys: [String]) -> String {
        let parts = key.split(separator: ".").map(String.init)
        func isEnd(_ other: String, _ count: Int) -> Bool {
            other.split(separator: ".").map(String.init).suffix(count) == parts.suffix(count)
        }
        let count = (1...max(parts.count, 1)).first { count in keys.count { isEnd($0, count) } == 1 } ?? parts.count
        return parts.suffix(count).joined(separator: ".")
    }
}

/// The value of a grid's key in some of the runs.
package struct SweepSetting: Hashable, Sendable {
    package let key: String
    package let label: String
    package let value: String

    /// `sigma=0.1`.
    package var text: String { "\(label)=\(value)" }
}
