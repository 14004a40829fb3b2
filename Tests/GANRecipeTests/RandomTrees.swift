import GANCore

/// Trees of every shape and text that a recipe may hold, the same ones for the same seed.
struct RandomTrees {
    private var generator: Generator

    private struct Generator: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
            return z ^ z >> 31
        }
    }

    private static let pieces = [
        "a", "word", "null", "~", "true", "no", "1e-3", "-1", "-", "--- ", "...", ": ", ":", " #", "#", " ", "  ", "\n",
        "\n\n", "\t",
        "${", "$${", "$", "}", "{", "[", "]", ",", "&a", "*a", "!t", "|", ">", "%", "@", "`", "'", "\"", "\\", "?",
        "? ", "- ", "<<",
        "é", "e\u{301}", "👩‍👩‍👧", "日本", "\u{85}", "\u{2028}", "\u{FEFF}", "\u{0}", "\u{7F}", "\r", "\r\n", "\u{FFFE}",
        "extends", "/data/x", ".5", "x:y", "{a: 1}", "=", "\u{10FFFF}", "\u{301}",
    ]

    init(seed: UInt64) { generator = Generator(state: seed) }

    /// A map of maps, lists and scalars.
    mutating func root() -> RecipeNode { map(depth: Int.random(in: 1...5, using: &generator)) }

    mutating func text() -> String {
        if Int.random(in: 0..<60, using: &generator) == 0 { return longText() }
        return (0..<Int.random(in: 0...4, using: &generator)).map { _ in piece() }.joined()
    }

    private mutating func longText() -> String {
        let count = Int.random(in: 900...9000, using: &generator)
        return String(repeating: piece() + piece() + "x", count: count)
    }

    private mutating func piece() -> String { Self.pieces.randomElement(using: &generator) ?? "" }

    private mutating func node(depth: Int) -> RecipeNode {
        switch Int.random(in: 0..<(depth > 0 ? 4 : 2), using: &generator) {
        case 2: map(depth: depth - 1)
        case 3: RecipeNode(.list((0..<Int.random(in: 0...4, using: &generator)).map { _ in node(depth: depth - 1) }))
        default: .scalar(text(), isQuoted: Bool.random(using: &generator))
        }
    }

    private mutating func map(depth: Int) -> RecipeNode {
        var entries: [RecipeNode.Entry] = []
        for _ in 0..<Int.random(in: 0...5, using: &generator) {
            let key = text()
            guard !entries.contains(where: { $0.key == key }), key != "extends" else { continue }
            entries.append(RecipeNode.Entry(key: key, keyMark: nil, value: node(depth: depth)))
        }
        return RecipeNode(.map(entries))
    }
}

extension RecipeNode {
    /// The first place where a setting reads something else from `other`: quotes count only where a text could be something
    /// else without them. Nothing where there is none.
    func difference(from other: RecipeNode) -> String? {
        switch (content, other.content) {
        case (.map(let a), .map(let b)) where a.map(\.key) == b.map(\.key):
            zip(a, b).compactMap { $0.value.difference(from: $1.value) }.first
        case (.list(let a), .list(let b)) where a.count == b.count:
            zip(a, b).compactMap { $0.difference(from: $1) }.first
        case (.scalar(let a, let isQuoted), .scalar(let b, let isOtherQuoted))
        where isNull ? other.isNull : a.isSame(as: b) && (isQuoted == isOtherQuoted || !a.couldBeNumber):
            nil
        default: "\(content)".shortened(to: 200) + " and " + "\(other.content)".shortened(to: 200)
        }
    }
}

extension String {
    fileprivate func isSame(as other: String) -> Bool { Array(unicodeScalars) == Array(other.unicodeScalars) }
    fileprivate var couldBeNumber: Bool {
        !contains("\0") && Double(self) != nil || ["true", "false"].contains(lowercased())
    }
}
