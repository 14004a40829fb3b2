import Foundation

/// What the tests read in a Markdown document: headings, links and fenced code.
struct MarkdownText {
    /// The lines outside fenced code.
    private let prose: [Substring]
    let blocks: [Block]

    /// A fenced code block.
    struct Block {
        /// The word after the fence; empty for none.
        let language: String
        /// The code; each line ends with a newline.
        let code: String
    }

    init(_ text: String) {
        var (prose, blocks): ([Substring], [Block]) = ([], [])
        var open: (language: String, lines: [Substring])?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let isFence = line.drop { $0 == " " }.hasPrefix("```")
            switch (open, isFence) {
            case (nil, true): open = (line.drop { $0 == " " || $0 == "`" }.trimmingCharacters(in: .whitespaces), [])
            case (nil, false): prose.append(line)
            case (let block?, true):
                blocks.append(Block(language: block.language, code: block.lines.map { $0 + "\n" }.joined()))
                open = nil
            case (_?, false): open?.lines.append(line)
            }
        }
        (self.prose, self.blocks) = (prose, blocks)
    }

    /// Targets of links and images, outside code: `path#anchor`.
    var links: [String] {
        // A link's text may break over lines, so the lines are joined; a code span may hold brackets.
        let text = prose.joined(separator: "\n").replacing(/`[^`\n]*`/, with: "code")
        return text.matches(of: /\]\(\s*<?([^)\s>]+)>?[^)]*\)/).map { String($0.1) }
            + text.matches(of: /(?:src|href)="([^"]+)"/).map { String($0.1) }
    }

    /// The anchors of the headings, as GitHub makes them.
    var anchors: Set<String> {
        var counts: [String: Int] = [:]
        return Set(
            prose.filter { $0.firstMatch(of: #/^#+ /#) != nil }.map { line in
                let anchor = Self.anchor(String(line.drop { $0 == "#" }.dropFirst()))
                counts[anchor, default: 0] += 1
                let earlier = counts[anchor, default: 1] - 1
                return earlier == 0 ? anchor : "\(anchor)-\(earlier)"
            })
    }

    /// Lower case, without punctuation, blanks as hyphens. Of a link the text counts.
    private static func anchor(_ heading: String) -> String {
        let text = heading.replacing(/\[([^\]]*)\]\([^)]*\)/) { $0.1 }.trimmingCharacters(in: .whitespaces).lowercased()
        return String(text.filter { $0.isLetter || $0.isNumber || $0 == " " || $0 == "-" || $0 == "_" })
            .replacing(" ", with: "-")
    }

    /// The tables under a heading, with the rows of all of them in order. A cell keeps its Markdown.
    func tables(under heading: String) -> [[[String]]] {
        guard let start = prose.firstIndex(where: { $0 == heading }) else { return [] }
        let level = heading.prefix { $0 == "#" }.count
        let section = prose[(start + 1)...].prefix { line in
            let depth = line.prefix { $0 == "#" }.count
            return depth == 0 || depth > level
        }
        return section.split { !$0.hasPrefix("|") }.map { lines in
            lines.map { line in
                line.dropFirst().dropLast(line.hasSuffix("|") ? 1 : 0).split(separator: "|").map {
                    $0.trimmingCharacters(in: .whitespaces)
                }
            }
        }
    }
}
