import Foundation
import GANCore
import GANPictures

enum TerminalColumns {
    /// The width of the terminal behind a descriptor; nil if there is none.
    static func of(_ descriptor: Int32) -> Int? { TerminalSize(descriptor)?.columns }
}

/// The size of a terminal.
struct TerminalSize {
    /// Of characters.
    let columns: Int
    let rows: Int
    /// Nil if the terminal does not say its size in pixels.
    let cell: TerminalPictures.PixelSize?

    /// Nil if there is no terminal behind the descriptor.
    init?(_ descriptor: Int32) {
        var size = winsize()
        guard unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        (columns, rows) = (Int(size.ws_col), max(Int(size.ws_row), 1))
        cell = TerminalPictures.PixelSize(width: Int(size.ws_xpixel) / columns, height: Int(size.ws_ypixel) / rows)
    }
}

extension String {
    /// A line broken between words.
    /// - Parameters:
    ///   - columns: largest width; a longer word has a line of its own. Nil for any.
    ///   - margin: the beginning of all lines but the first.
    func wrapped(to columns: Int?, margin: String) -> String {
        guard let columns, terminalWidth > columns else { return self }
        let indent = String(prefix { $0 == " " })
        var (lines, line) = ([String](), indent)
        for word in dropFirst(indent.count).split(separator: " ", omittingEmptySubsequences: false) {
            let isFirst = line.allSatisfy { $0 == " " }
            if !isFirst, line.terminalWidth + 1 + word.terminalWidth > columns {
                lines.append(line)
                line = margin + word
            } else {
                line += isFirst ? String(word) : " \(word)"
            }
        }
        return (lines + [line]).joined(separator: "\n")
    }
}
