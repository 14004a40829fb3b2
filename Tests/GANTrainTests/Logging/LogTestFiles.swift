import Foundation
import GANTrain

/// Runs `body` with the path of an empty folder, which goes afterwards.
func withTemporaryFolder<Answer>(_ body: (String) throws -> Answer) throws -> Answer {
    let folder = FileManager.default.temporaryDirectory.path + "/log-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try body(folder)
}

func load(_ path: String) throws -> [UInt8] { try [UInt8](Data(contentsOf: URL(fileURLWithPath: path))) }

func save(_ bytes: [UInt8], at path: String) throws { try Data(bytes).write(to: URL(fileURLWithPath: path)) }

/// What an error says, without the folder of the test, or "" where there is none.
func message(inside folder: String, _ body: () throws -> Void) -> String {
    do {
        try body()
        return ""
    } catch {
        return "\(error)".replacing(folder + "/", with: "")
    }
}

/// Files that Tests/Interoperation/run_logs.py reads with TensorBoard and Python, and knows by the same formulas.
enum LogFixture {
    static let folder =
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().path + "/Fixtures/"
    static let events = "events.out.tfevents.1795000000.host.1"
    static let metrics = "metrics.jsonl"

    /// Seconds since 1970 of a tick.
    static func time(_ tick: Int) -> Double { 1_795_000_000 + Double(tick) / 4 }

    /// Steps of a tick: 0, and more than 32 bits hold.
    static func step(_ tick: Int) -> Int { tick * 3_000_000_000 }

    static func summary(_ tick: Int) throws -> EventSummary {
        var summary = EventSummary()
        summary.add("loss/generator", scalar: Double(tick) / 8 - 1)
        summary.add("loss/third", scalar: Double(tick) / 3)
        if tick == 2 {
            summary.add("loss/not finite", scalar: .nan)
            summary.add("samples/\u{E9}chantillons", image: try picture("rgb", channels: 3))
            summary.add("samples/grey", image: try picture("grey", channels: 1))
        }
        return summary
    }

    private static func picture(_ name: String, channels: Int) throws -> EventImage {
        let path = folder + "../../GANDataTests/Fixtures/decode/\(name).png"
        return EventImage(height: 9, width: 13, channels: channels, png: try load(path))
    }

    static func line(_ tick: Int) -> JSONLine {
        var line = JSONLine()
        line.add("step", step(tick))
        line.add("third", Double(tick) / 3)
        line.add("tiny", Double.leastNonzeroMagnitude * Double(tick))
        line.add("huge", Double.greatestFiniteMagnitude)
        line.add("small", 1e-7)
        line.add("minus zero", -0.0)
        line.add("none", tick == 1 ? -Double.infinity : .nan)
        line.add("text \"\\", "\u{0}\u{1F}\n\u{7F}\u{E9}\u{2028}\u{1F600}")
        return line
    }
}
