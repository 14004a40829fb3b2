import Foundation
import GANTestSupport
import Testing

/// `ganzoo train` on a terminal.
@Suite struct TerminalTests {
    private static let recipe = SmallRecipe.text(
        "regularizers: {r1: {weight: 0.1}, path_length: {weight: 2}, lecam: {weight: 0.1}}",
        "train: {kimg: 0.032, batch: 4, tick_kimg: 0.004}")

    private let place: Workplace

    init() throws {
        place = try Workplace()
        try place.write("recipe.yaml", Self.recipe)
    }

    private func train(columns: Int, _ changes: String...) throws -> PseudoTerminal {
        try PseudoTerminal(
            columns: columns, ["train", place.path("recipe.yaml"), "--run", place.path("run")] + changes)
    }

    /// The fields of the live line: two blanks stand between them.
    private func fields(_ line: String) -> [String] { line.components(separatedBy: "  ") }

    /// The last line of metrics.jsonl.
    private func metrics() throws -> [String: Double] {
        let lines = try String(contentsOfFile: place.path("run/metrics.jsonl"), encoding: .utf8).split(separator: "\n")
        let object = try JSONSerialization.jsonObject(with: Data(try #require(lines.last).utf8))
        return try #require(object as? [String: Double])
    }

    /// Whether a field is `name` and four digits of `value`.
    private func shows(_ field: String, _ name: String, _ value: Double) -> Bool {
        guard field.hasPrefix("\(name) "), let shown = Double(field.dropFirst(name.count + 1)) else { return false }
        return (shown - value).magnitude <= 5.01e-4 * value.magnitude
    }

    private static let figures = [
        ("r1", "regularizers.r1"), ("path_length", "regularizers.path_length"), ("lecam", "regularizers.lecam"),
        ("path_length.length", "regularizers.path_length.length"),
    ]

    /// Nothing is left of the line that says so.
    @Test func measuringAStepIsAnnounced() throws {
        let terminal = try PseudoTerminal(columns: 80, ["recipe", "check", "--measure", place.path("recipe.yaml")])
        #expect(terminal.finish() == 0)
        #expect(terminal.screen.unknown == [])
        #expect(String(decoding: terminal.printed, as: UTF8.self).contains("measuring a step …"))
        #expect(terminal.screen.rowTexts.allSatisfy { !$0.contains("measuring a step …") })
    }

    /// Four fields fit 80 columns by any four digits, all of them 200.
    @Test(arguments: [40, 50, 80, 132, 200]) func theLastFrameHasWholeFields(_ columns: Int) throws {
        let terminal = try train(columns: columns)
        #expect(terminal.finish() == 0)
        #expect(terminal.screen.unknown == [])
        let frame = try #require(terminal.screen.rowTexts.last { $0.contains("G ") && $0.contains("D ") })
        // The last column stays free, and so do two for what Ctrl-C echoes.
        #expect(frame.count <= columns - 3)
        let (found, metrics) = (fields(frame), try metrics())
        var expected = [("G", "loss.generator"), ("D", "loss.discriminator")]
        if columns == 200 { expected += Self.figures }
        for (name, key) in expected {
            let value = try #require(metrics[key])
            #expect(found.contains { shows($0, name, value) }, "\(name) \(value): \(frame)")
        }
        #expect(found.contains("0.032 of 0.032 kimg") || (columns == 40 && found.contains("100 %")), "\(frame)")
        #expect(found.contains("0 s left") || columns < 80, "\(frame)")
        for field in found {
            let isText = [" kimg", " %", " img/s", " left"].contains(where: field.hasSuffix)
            let isBar = field.allSatisfy { "━─".contains($0) }
            let isFigure = ([("G", "loss.generator"), ("D", "loss.discriminator")] + Self.figures).contains {
                name, key in
                shows(field, name, metrics[key] ?? .nan)
            }
            #expect(isText || isBar || isFigure, "`\(field)` in \(frame)")
        }
    }

    /// The run would take a thousand steps.
    @Test(arguments: [40, 50, 80, 132, 200]) func afterCtrlCEveryMessageHasItsOwnLine(_ columns: Int) throws {
        let terminal = try train(columns: columns, "train.kimg=4")
        #expect(terminal.show { $0.lines.last?.contains("D ") == true })
        terminal.type("\u{03}")
        #expect(terminal.finish() == 130)
        let lines = terminal.screen.lines
        let text = lines.joined(separator: "\n")
        let echo = try #require(lines.firstIndex { $0.hasSuffix("^C") }, "\(text)")
        #expect(lines[echo].count < columns, "\(text)")
        try #require(lines.count > echo + 4, "\(text)")
        #expect(
            lines[echo + 1] == "Writing a checkpoint, then stopping. Press Ctrl-C again to stop without one.", "\(text)"
        )
        #expect(lines[echo + 2].hasPrefix("checkpoint: \(place.path("run"))/checkpoints/0"), "\(text)")
        #expect(lines[echo + 3].contains("D ") && lines[echo + 3].count <= columns - 3, "\(text)")
        #expect(lines[echo + 4].hasPrefix("ganzoo: interrupted after step "), "\(text)")
        #expect(lines[echo + 4].hasSuffix("; a checkpoint was written"), "\(text)")
    }

    /// The frame that stood there is broken into rows by a narrower terminal; none of them stays.
    @Test func aNarrowerTerminalKeepsNothingOfAnEarlierFrame() throws {
        let terminal = try train(columns: 200, "train.kimg=4")
        #expect(terminal.show { $0.rowTexts.last?.contains("lecam ") == true })
        terminal.resize(columns: 50)
        #expect(
            terminal.show {
                guard let last = $0.lines.last else { return false }
                return last.contains("D ") && !last.contains("lecam ")
            })
        #expect(terminal.screen.rowTexts.count { $0.contains("G ") || $0.contains("kimg") } == 1)
        terminal.type("\u{03}")
        #expect(terminal.finish() == 130)
    }
}
