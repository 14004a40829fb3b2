import GANCore

/// Markdown. Strings that are interpolated are text on one line and are escaped; only literals of the source are Markdown.
///
///     let row: MarkdownText = "| \(name) | \(count) |"
struct MarkdownText: ExpressibleByStringInterpolation, Sendable {
    let source: String

    init(stringLiteral source: String) { self.source = source }

    init(stringInterpolation parts: Interpolation) { source = parts.source }

    /// - Parameter source: Markdown that this program wrote.
    init(trusted source: String) { self.source = source }

    struct Interpolation: StringInterpolationProtocol {
        fileprivate var source = ""

        init(literalCapacity: Int, interpolationCount: Int) { source.reserveCapacity(literalCapacity) }

        mutating func appendLiteral(_ literal: String) { source += literal }
        mutating func appendInterpolation(_ text: String) { source += MarkdownText.escaped(text) }
        mutating func appendInterpolation(_ number: Int) { source += "\(number)" }
        mutating func appendInterpolation(_ number: Double) { source += "\(number)" }
        mutating func appendInterpolation(_ markdown: MarkdownText) { source += markdown.source }
        /// A span of code, in which nothing can be escaped.
        mutating func appendInterpolation(code text: String) {
            source += "`\(text.onOneLine.replacing("`", with: "'"))`"
        }
    }

    /// What begins emphasis, code, links, images, HTML, formulas and cells of tables, in CommonMark and in GitHub's and
    /// Hugging Face's dialects. A colon ends the first part of an address, which becomes a link by itself; escaped, it does not.
    private static let punctuation: Set<Unicode.Scalar> = [
        "\\", "`", "*", "_", "[", "]", "(", ")", "{", "}", "#", "!", "|", "~", ">", "$", ":",
    ]

    /// A space without width. GitHub makes links of `www.example` and of mail addresses even if a character of them is escaped; not with this
    /// inside.
    private static let gap = "&#8203;"

    private static func escaped(_ text: String) -> String {
        text.onOneLine.unicodeScalars.reduce(into: "") { escaped, scalar in
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case "@": escaped += "\(gap)\\@"
            case "." where escaped.suffix(3).lowercased() == "www": escaped += "\(gap)."
            default:
                if punctuation.contains(scalar) { escaped += "\\" }
                escaped.unicodeScalars.append(scalar)
            }
        }
    }
}
