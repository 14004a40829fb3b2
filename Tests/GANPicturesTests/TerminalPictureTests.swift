import Foundation
import GANData
import Testing

@testable import GANPictures

@Suite struct TerminalPictureTests {
    // MARK: Answers

    private static let kitty = "\u{1B}_Gi=31;OK\u{1B}\\"
    private static let iTerm2 = "\u{1B}]1337;ReportCellSize=17.0;8.0;2.0\u{1B}\\"

    @Test(
        arguments: [
            // kitty, WezTerm with both, iTerm2, foot, xterm -ti vt340, xterm, tmux
            ("\(kitty)\u{1B}[6;20;10t\u{1B}[?62;52;c", TerminalPictures.Way.kitty),
            ("\(kitty)\(iTerm2)\u{1B}[?65;4;6;18;22c", .kitty), ("\(iTerm2)\u{1B}[?64;1;2;4;6;17;18;21;22c", .iTerm2),
            ("\u{1B}[6;18;9t\u{1B}[?62;4;22;28;52c", .sixel), ("\u{1B}[?63;1;2;4;6;9;15;16;22;29c", .sixel),
            ("\u{1B}[?2;3S\u{1B}[?64;1;2;6;9;15;16;17;18;21;22;28c", nil), ("\u{1B}[?1;2c", nil), ("", nil),
            // 4 as the first number is the kind of terminal; an error of kitty's protocol.
            ("\u{1B}[?4;1c", nil), ("\u{1B}_Gi=31;ENOTSUPPORTED\u{1B}\\\u{1B}[?62c", nil), ("\u{1B}[?62;44c", nil),
        ] as [(String, TerminalPictures.Way?)]) func knowsTerminals(_ answer: String, _ way: TerminalPictures.Way?)
    {
        #expect(TerminalPictures(answer: answer)?.way == way)
    }

    @Test func cellsHaveASize() throws {
        func cell(_ text: String) throws -> TerminalPictures.PixelSize? {
            try #require(TerminalPictures(answer: Self.kitty + text)).cell
        }
        #expect(try cell("\u{1B}[6;20;10t") == .init(width: 10, height: 20))
        #expect(try cell("\u{1B}[6;0;0t") == nil && cell("\u{1B}[6;99999;1t") == nil && cell("") == nil)
    }

    /// tmux and screen show an APC string as a title.
    @Test(arguments: [("tmux-256color", false), ("screen.xterm-256color", false), ("xterm-256color", true)])
    func multiplexersGetNoStrings(_ name: String, _ hasStrings: Bool) {
        let query = TerminalPictures.query(of: name)
        #expect(query.contains("\u{1B}_") == hasStrings && query.contains("\u{1B}]") == hasStrings)
        #expect(query.hasSuffix("\u{1B}[16t\u{1B}[?2;4;0S\u{1B}[c"))
    }

    // MARK: Sequences

    private func pictures(_ answer: String, cell: (Int, Int)) throws -> TerminalPictures {
        try #require(TerminalPictures(answer: answer + "\u{1B}[6;\(cell.1);\(cell.0)t"))
    }

    private func image(_ width: Int, _ height: Int) -> RasterImage {
        RasterImage(width: width, height: height, channels: 1, pixels: .init(repeating: 9, count: width * height))
    }

    /// A PNG of 3,074 bytes is 4,100 characters of base64, so it has two parts.
    @Test func kittyGetsTheFileInParts() throws {
        let pictures = try pictures(Self.kitty, cell: (10, 20))
        let png = (0..<3074).map { UInt8(truncatingIfNeeded: $0 * 7) }
        let text = pictures.sequence(image(100, 100), png: png, columns: 20, rows: 10)
        let base64 = Data(png).base64EncodedString()
        #expect(
            text
                == "\u{1B}_Ga=T,f=100,q=2,m=1;\(base64.prefix(4096))\u{1B}\\\u{1B}_Gm=0;\(base64.dropFirst(4096))\u{1B}\\"
        )
    }

    /// 400 × 100 pixels in 20 × 10 cells of 10 × 20: as wide as the terminal. 100 × 400: 200 pixels high, so 50 wide.
    @Test func largePicturesShrink() throws {
        let kitty = try pictures(Self.kitty, cell: (10, 20))
        #expect(
            kitty.sequence(image(400, 100), png: [1], columns: 20, rows: 10)
                == "\u{1B}_Ga=T,f=100,q=2,c=20,m=0;AQ==\u{1B}\\")
        #expect(
            kitty.sequence(image(100, 400), png: [1], columns: 20, rows: 10)
                == "\u{1B}_Ga=T,f=100,q=2,c=5,m=0;AQ==\u{1B}\\")
        let iTerm2 = try pictures(Self.iTerm2, cell: (10, 20))
        #expect(
            iTerm2.sequence(image(400, 100), png: [1], columns: 20, rows: 10)
                == "\u{1B}]1337;File=inline=1;size=1;width=20:AQ==\u{07}")
        #expect(
            iTerm2.sequence(image(200, 200), png: [1], columns: 20, rows: 10)
                == "\u{1B}]1337;File=inline=1;size=1:AQ==\u{07}")
        let sixel = try pictures("\u{1B}[?62;4c", cell: (10, 20))
        #expect(sixel.sequence(image(400, 100), png: [], columns: 20, rows: 10).contains("q\"1;1;200;50#0;"))
    }

    /// xterm 379 leaves out pictures of more than 1000 × 1000 pixels unless it is set otherwise, and says so. Other ways have no such limit.
    @Test func sixelsHaveALargestSize() throws {
        let limit = "\u{1B}[?2;0;1000;1000S"
        let sixel = try pictures("\u{1B}[?63;4c" + limit, cell: (10, 20))
        #expect(sixel.sequence(image(2000, 100), png: [], columns: 300, rows: 100).contains("q\"1;1;1000;50#0;"))
        #expect(sixel.sequence(image(100, 2000), png: [], columns: 300, rows: 100).contains("q\"1;1;50;1000#0;"))
        #expect(sixel.sequence(image(400, 100), png: [], columns: 20, rows: 10).contains("q\"1;1;200;50#0;"))
        let refused = try pictures("\u{1B}[?63;4c" + "\u{1B}[?2;3S", cell: (10, 20))
        #expect(refused.sequence(image(2000, 100), png: [], columns: 300, rows: 100).contains("q\"1;1;2000;100#0;"))
        let kitty = try pictures(Self.kitty + limit, cell: (10, 20))
        #expect(
            kitty.sequence(image(2000, 100), png: [1], columns: 300, rows: 100)
                == "\u{1B}_Ga=T,f=100,q=2,m=0;AQ==\u{1B}\\")
    }

    /// Of the manual of DEC's VT330: bit 0 is the uppermost pixel, and the character is 63 and the bits.
    @Test func sixelsAreRowsOfSix() throws {
        let (red, blue): ([UInt8], [UInt8]) = ([255, 0, 0], [0, 0, 51])
        // Two columns of seven rows: red on the left, and blue on the right but for the first pixel.
        let pixels = (0..<7).flatMap { row in red + (row == 0 ? red : blue) }
        let text = RasterImage(width: 2, height: 7, channels: 3, pixels: pixels).sixel
        #expect(
            text
                == "\u{1B}P0;1;0q\"1;1;2;7#0;2;100;0;0#1;2;0;0;20#0~@$#1?}-#0@$#1?@\u{1B}\\")
        let wide = RasterImage(width: 9, height: 1, channels: 1, pixels: [5, 5, 5, 5, 5, 5, 7, 7, 7]).sixel
        #expect(wide.hasSuffix("#255;2;100;100;100#5!6@$#7!6?@@@\u{1B}\\") && wide.contains("#5;2;2;2;2#"))
    }
}
