/// A declaration of a Swift file with the comments and attributes above it.
///
/// Reads formatted source line by line: a declaration begins after its comments and ends where its brackets are closed.
struct SourceDeclaration {
    /// Comments, then the declaration.
    let lines: [String]

    /// The declarations at the outermost level, without imports.
    static func all(in lines: some Collection<String>) -> [SourceDeclaration] {
        var (found, open, depth): ([SourceDeclaration], [String], Int) = ([], [], 0)
        for (line, next) in zip(lines, lines.dropFirst() + [""]) {
            if depth == 0, line.allSatisfy(\.isWhitespace) {
                open = []
                continue
            }
            open.append(line)
            guard !isComment(line) else { continue }
            depth += change(of: line)
            guard depth == 0, !isAttribute(line), !isContinuation(next) else { continue }
            found.append(SourceDeclaration(lines: open))
            open = []
        }
        return found.filter { !$0.words.starts(with: ["import"]) }
    }

    /// The words at the beginning of the declaration, without attributes: `public`, `protocol`, `Metric:`.
    private var words: [Substring] {
        let code = lines.filter { !Self.isComment($0) }.joined(separator: " ")
        return code.split { " (<".contains($0) }.drop { $0.hasPrefix("@") }.map(\.self)
    }

    private static let kinds: Set<Substring> = ["protocol", "struct", "enum", "class", "extension", "typealias"]
    private static let modifiers: Set<Substring> = [
        "public", "package", "private", "fileprivate", "open", "final", "indirect",
    ]

    /// Whether it is a protocol, type or extension, and its name; nil for functions and properties.
    var type: (kind: Substring, name: Substring)? {
        let words = words.drop(while: Self.modifiers.contains)
        guard let kind = words.first, Self.kinds.contains(kind), let name = words.dropFirst().first else { return nil }
        return (kind, name.prefix { $0.isLetter || $0.isNumber })
    }

    var isPublic: Bool { words.first == "public" || words.first == "open" }

    /// What a type or protocol is declared to refine or conform to: `Component`, `Module`.
    var refined: [Substring] {
        guard type != nil, let head = lines.first(where: { !Self.isComment($0) && !Self.isAttribute($0) }) else {
            return []
        }
        let parts = head.prefix { $0 != "{" }.split(separator: ":", maxSplits: 1)
        return parts.count == 2 ? parts[1].split { ", ".contains($0) } : []
    }

    /// The text that others see: public members alone, without their bodies. Extensions keep bodies of one line, since these are the
    /// defaults of a protocol, and protocols keep `{ get }`.
    /// - Parameters:
    ///   - keepsDefaults: false for extensions of types that are no protocols.
    ///   - hidden: names of protocols that others do not see, and that are left out of the conformances.
    func interface(keepsDefaults: Bool = true, without hidden: Set<Substring> = []) -> [String] {
        guard let type else { return signature(keepsBody: false) }
        let head = lines.prefix { Self.isComment($0) || Self.isAttribute($0) }
        var rest = Array(lines.dropFirst(head.count))
        if refined.contains(where: hidden.contains) { rest[0] = Self.line(rest[0], without: hidden) }
        guard rest.count > 2, let opening = rest.firstIndex(where: { $0.hasSuffix("{") }) else { return lines }
        let keepsBody = keepsDefaults && ["protocol", "extension"].contains(type.kind)
        let members = Self.all(in: rest[(opening + 1)...].dropLast())
        let shown = members.filter { type.kind == "protocol" || $0.isPublic || $0.isCase }.flatMap { member in
            member.type == nil ? member.signature(keepsBody: keepsBody) : member.interface()
        }
        return head + rest[...opening] + shown + [rest[rest.count - 1]]
    }

    /// The first line of a declaration without conformances to protocols of these names.
    private static func line(_ line: String, without hidden: Set<Substring>) -> String {
        guard let colon = line.firstIndex(of: ":"), let end = line.lastIndex(of: "{") else { return line }
        let shown = line[line.index(after: colon)..<end].split { ", ".contains($0) }.filter { !hidden.contains($0) }
        return line[..<colon] + (shown.isEmpty ? " " : ": \(shown.joined(separator: ", ")) ") + line[end...]
    }

    /// Whether others see a part of it.
    var hasPublicMember: Bool { interface().contains { !Self.isComment($0) && $0.contains("public ") } }

    /// Whether its signature has the word.
    func mentions(_ word: String) -> Bool {
        interface().contains { !Self.isComment($0) && $0.contains(word) }
    }

    private var isCase: Bool { words.first == "case" }

    /// A member without a body of several lines, or of one.
    private func signature(keepsBody: Bool) -> [String] {
        if let opening = lines.firstIndex(where: { !Self.isComment($0) && $0.hasSuffix("{") }) {
            let last = lines[opening].dropLast()
            guard !last.allSatisfy(\.isWhitespace) else { return Array(lines[..<opening]) }
            return lines[..<opening] + [last.dropLast() + (throwsWhenRead ? " { get throws }" : "")]
        }
        guard !keepsBody, let last = lines.last, last.hasSuffix("}"), !last.contains("= {"),
            let body = last.firstRange(of: " {")
        else { return lines }
        let accessor = last[body.lowerBound...].contains("get throws") ? " { get throws }" : ""
        return lines.dropLast() + [last[..<body.lowerBound] + accessor]
    }

    /// Whether it is a property that may throw.
    private var throwsWhenRead: Bool {
        lines.contains { $0.drop(while: \.isWhitespace).hasPrefix("get throws") }
    }

    // MARK: Lines

    static func isComment(_ line: String) -> Bool { line.drop(while: \.isWhitespace).hasPrefix("//") }

    /// An attribute on a line of its own.
    private static func isAttribute(_ line: String) -> Bool {
        line.drop(while: \.isWhitespace).hasPrefix("@")
            && !line.contains(/\b(?:var|let|func|init|protocol|struct|enum|class|extension)\b/)
    }

    /// The rest of a signature, or the bracket of its body.
    private static func isContinuation(_ line: String) -> Bool {
        let text = line.drop(while: \.isWhitespace)
        return ["throws", "->", "where", "{"].contains { text.hasPrefix($0) }
    }

    /// The brackets that a line opens, less those that it closes, without those in strings and comments.
    private static func change(of line: String) -> Int {
        // Most lines have neither, and looking for them takes most of the time.
        let hasText = line.utf8.contains { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "/") }
        let code = hasText ? line.replacing(/"(?:[^"\\]|\\.)*"|\/\/.*/, with: "") : line
        return code.reduce(0) {
            $0 + ("([{".contains($1) ? 1 : ")]}".contains($1) ? -1 : 0)
        }
    }
}
