import Foundation
import GANTestSupport
import Testing

/// `ganzoo train --sheet` on terminals that answer as kitty, iTerm2 and xterm do.
@Suite struct SheetPicturesTests {
    private let place: Workplace

    init() throws {
        place = try Workplace()
        try place.write("recipe.yaml", SmallRecipe.text("train: {kimg: 0.016, batch: 4, sample_kimg: 0.008}"))
    }

    private func words(_ more: [String]) -> [String] {
        ["train", place.path("recipe.yaml"), "--run", place.path("run"), "--sheet"] + more
    }

    private func train(on name: String = "xterm-256color") throws -> PseudoTerminal {
        try PseudoTerminal(columns: 100, words([]), environment: ["TERM": name])
    }

    private static let request = "\u{1B}[c"
    private static let sixelSize = "\u{1B}[?2;4;0S"

    /// Trains with the answer of a terminal.
    /// - Returns: the terminal at the end, and the strings that it got besides the query.
    private func trained(_ answer: String) throws -> (terminal: PseudoTerminal, strings: [String]) {
        let terminal = try train()
        let flags = terminal.localFlags
        #expect(terminal.show { $0.strings.last == Self.request })
        let query = terminal.screen.strings
        #expect(
            query == [
                "\u{1B}_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\u{1B}\\", "\u{1B}]1337;ReportCellSize\u{1B}\\", "\u{1B}[16t",
                Self.sixelSize, Self.request,
            ])
        terminal.type(answer)
        #expect(terminal.finish() == 0)
        #expect(terminal.localFlags == flags)
        #expect(terminal.screen.unknown == [])
        return (terminal, Array(terminal.screen.strings.dropFirst(query.count)))
    }

    /// The files of the three sheets, in order.
    private func sheets() throws -> [Data] {
        try [0, 2, 4].map { try Data(contentsOf: URL(fileURLWithPath: place.path("run/samples/fakes-00000\($0).png"))) }
    }

    private func checkLines(_ terminal: PseudoTerminal) throws {
        let rows = terminal.screen.rowTexts
        // One line of progress, and no answer of the terminal as text.
        #expect(rows.count { $0.contains("0.016 of 0.016 kimg") } == 1, "\(rows)")
        #expect(rows.allSatisfy { !$0.contains("\u{1B}") && !$0.contains("[?") && !$0.contains("OK") }, "\(rows)")
        #expect(rows.count { $0.hasPrefix("samples: ") } == 4, "\(rows)")
    }

    @Test func kittyGetsTheFiles() throws {
        let (terminal, strings) = try trained("\u{1B}_Gi=31;OK\u{1B}\\\u{1B}[6;20;10t\u{1B}[?62;52;c")
        var files: [Data] = []
        var text = ""
        for string in strings {
            let part = try #require(string.wholeMatch(of: /\u{1B}_G(a=T,f=100,q=2(,c=\d+)?,)?m=([01]);(.*)\u{1B}\\/))
            #expect((part.1 != nil) == text.isEmpty)
            text += part.4
            guard part.3 == "0" else { continue }
            files.append(try #require(Data(base64Encoded: text)))
            text = ""
        }
        #expect(try files == sheets())
        try checkLines(terminal)
    }

    @Test func iTerm2GetsTheFiles() throws {
        let (terminal, strings) = try trained(
            "\u{1B}]1337;ReportCellSize=17.0;8.0;2.0\u{1B}\\\u{1B}[6;17;8t\u{1B}[?64;1;2;4;6;17;18;21;22c")
        let files = try strings.map { string in
            let file = try #require(
                string.wholeMatch(of: /\u{1B}\]1337;File=inline=1;size=(\d+)(;width=\d+)?:(.*)\u{07}/))
            let content = try #require(Data(base64Encoded: String(file.3)))
            #expect("\(content.count)" == file.1)
            return content
        }
        #expect(try files == sheets())
        try checkLines(terminal)
    }

    @Test func xtermGetsSixels() throws {
        let (terminal, strings) = try trained("\u{1B}[6;18;9t\u{1B}[?63;1;2;4;6;9;15;16;22;29c")
        #expect(strings.count == 3)
        #expect(strings.allSatisfy { $0.hasPrefix("\u{1B}P0;1;0q\"1;1;") && $0.hasSuffix("\u{1B}\\") })
        try checkLines(terminal)
    }

    /// xterm without sixels. The second answers nothing within a second.
    @Test(arguments: ["\u{1B}[?64;1;2;6;9;15;16;17;18;21;22;28c", ""]) func othersGetNone(_ answer: String) throws {
        let (terminal, strings) = try trained(answer)
        #expect(strings == [])
        #expect(terminal.screen.rowTexts.contains("note: sheets are not shown: this terminal shows no pictures"))
        try checkLines(terminal)
    }

    /// tmux would show the query of kitty's protocol as the title of its pane.
    @Test(arguments: ["tmux-256color", "screen"]) func multiplexersGetNoStrings(_ name: String) throws {
        let terminal = try train(on: name)
        #expect(terminal.show { $0.strings.last == Self.request })
        terminal.type("\u{1B}[?1;2c")
        #expect(terminal.finish() == 0)
        #expect(terminal.screen.strings == ["\u{1B}[16t", Self.sixelSize, Self.request])
        #expect(terminal.screen.unknown == [])
        try checkLines(terminal)
    }

    /// The settings of the terminal come back, whatever ends the process meanwhile. Ctrl-C is a character to the program then.
    @Test(arguments: [SIGINT, SIGTERM, SIGHUP]) func settingsComeBack(_ signal: Int32) throws {
        let terminal = try train()
        let flags = terminal.localFlags
        #expect(terminal.show { $0.strings.last == Self.request })
        #expect(terminal.localFlags & tcflag_t(ECHO | ICANON) == 0)
        if signal == SIGINT { terminal.type("\u{03}") } else { terminal.signal(signal) }
        #expect(terminal.finish() == 130)
        #expect(terminal.localFlags == flags)
    }

    @Test func pipesAndProgramsGetNone() throws {
        let program = try Program.run(
            Program.products.appending(path: "ganzoo").path, words([]), environment: ["TERM": "xterm-kitty"])
        #expect(program.status == 0, "\(program.errors)")
        #expect(program.output.contains("note: sheets are not shown: the output is no terminal\n"))
        #expect(!program.output.contains("\u{1B}"))
        let json = try Program.run(Program.products.appending(path: "ganzoo").path, words(["--json"]))
        #expect(
            json.status == 2 && json.errors.hasPrefix("Error: --sheet draws on a terminal, and --json is for programs"))
        // The console of Linux would print the query.
        let console = try PseudoTerminal(
            columns: 100, words(["--run", place.path("console")]), environment: ["TERM": "linux"])
        #expect(console.finish() == 0)
        #expect(console.screen.strings == [])
    }
}
