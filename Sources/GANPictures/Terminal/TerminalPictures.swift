import Foundation
import GANCore
import GANData

/// The pictures that a terminal shows.
package struct TerminalPictures: Equatable, Sendable {
    /// How pictures are sent.
    package enum Way: Sendable {
        /// The graphics protocol of kitty: files of PNG in parts of base64.
        case kitty
        /// The inline images of iTerm2: a file in base64.
        case iTerm2
        /// Sixels, of at most 256 colors.
        case sixel
    }

    /// A size in pixels.
    package struct PixelSize: Equatable, Sendable {
        package let width: Int
        package let height: Int

        /// Nil unless both are above 0.
        package init?(width: Int, height: Int) {
            guard width > 0, height > 0 else { return nil }
            (self.width, self.height) = (width, height)
        }
    }

    package let way: Way
    /// The size of a character's cell. Nil if the terminal did not say it.
    package var cell: PixelSize?
    /// The largest picture of sixels; xterm leaves out larger ones. Nil if the terminal did not say it.
    private let largestSixels: PixelSize?

    /// Of DEC's VT340.
    private static let usualCell = (width: 10, height: 20)

    /// Asks whether kitty's protocol is known, for iTerm2's size of cells, for xterm's, for the largest picture of sixels, and last for the
    /// primary device attributes, which every terminal answers.
    /// - Parameter name: of the terminal, from `TERM`. tmux and screen would take the first as a title, and know none of the two protocols.
    package static func query(of name: String) -> String {
        let strings = "\u{1B}_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\u{1B}\\" + "\u{1B}]1337;ReportCellSize\u{1B}\\"
        let isMultiplexer = name.hasPrefix("tmux") || name.hasPrefix("screen")
        return (isMultiplexer ? "" : strings) + "\u{1B}[16t\u{1B}[?2;4;0S\u{1B}[c"
    }

    /// What a terminal says to the query; nil if it shows no pictures.
    package init?(answer: String) {
        if answer.contains("\u{1B}_Gi=31;OK") {
            way = .kitty
        } else if answer.contains("\u{1B}]1337;ReportCellSize=") {
            way = .iTerm2
        } else if let attributes = answer.firstMatch(of: /\u{1B}\[\?([0-9;]+)c/)?.1,
            attributes.split(separator: ";").dropFirst().contains("4")
        {
            way = .sixel
        } else {
            return nil
        }
        func size(_ width: Substring, _ height: Substring) -> PixelSize? {
            guard let width = Int(width), let height = Int(height) else { return nil }
            return PixelSize(width: width, height: height)
        }
        cell = answer.firstMatch(of: /\u{1B}\[6;([0-9]{1,4});([0-9]{1,4})t/).flatMap { size($0.2, $0.1) }
        largestSixels = answer.firstMatch(of: /\u{1B}\[\?2;0;([0-9]{1,5});([0-9]{1,5})S/).flatMap {
            size($0.1, $0.2)
        }
    }

    /// The characters that show a picture, in its own size or smaller. The cursor stays in its last row.
    /// - Parameters:
    ///   - picture: its pixels, for sixels.
    ///   - png: its file, for the others.
    ///   - columns: of the terminal.
    ///   - rows: of the terminal, less what else it should show.
    package func sequence(_ picture: RasterImage, png: [UInt8], columns: Int, rows: Int) -> String {
        let cell = cell.map { (width: $0.width, height: $0.height) } ?? Self.usualCell
        let largest = way == .sixel ? largestSixels : nil
        let width = min(max(columns, 1) * cell.width, largest?.width ?? .max)
        let height = min(max(rows, 1) * cell.height, largest?.height ?? .max)
        let share = min(Double(width) / Double(picture.width), Double(height) / Double(picture.height), 1)
        let shown = max(Int(Double(picture.width) * share), 1)
        // Whole cells, so that the last one is not beyond the edge.
        let cells = share < 1 ? max(shown / cell.width, 1) : nil
        switch way {
        case .kitty: return Self.kitty(png, cells)
        case .iTerm2:
            let size = cells.map { ";width=\($0)" } ?? ""
            return "\u{1B}]1337;File=inline=1;size=\(png.count)\(size):\(Data(png).base64EncodedString())\u{07}"
        case .sixel:
            return picture.resized(width: shown, height: max(Int(Double(picture.height) * share), 1), .lanczos)
                .sixel
        }
    }

    /// Without answers (`q=2`), which would be read as typed text.
    private static func kitty(_ png: [UInt8], _ cells: Int?) -> String {
        let text = Array(Data(png).base64EncodedString().utf8)
        let parts = stride(from: 0, to: text.count, by: 4096).map { text[$0..<min($0 + 4096, text.count)] }
        return parts.enumerated().map { index, part in
            let more = index < parts.count - 1 ? 1 : 0
            let keys = index == 0 ? "a=T,f=100,q=2" + (cells.map { ",c=\($0)" } ?? "") + ",m=\(more)" : "m=\(more)"
            return "\u{1B}_G\(keys);\(String(decoding: part, as: UTF8.self))\u{1B}\\"
        }.joined()
    }
}
