import Foundation
import Testing

@testable import GANTrain

@Suite struct TimesFileTests {
    private static func line(_ step: Int, _ update: Int, _ seconds: Double) -> String {
        "{\"step\": \(step), \"update\": \(update), \"seconds\": \(seconds)}\n"
    }

    private static let text = line(1, 0, 1.5) + line(2, 0, 2.5) + line(2, 1, 3.5) + line(3, 0, 4.5)

    /// What is left of a file that was opened at a position, and the time that it says.
    private func opened(_ text: String, at position: StepPosition) throws -> (text: String, seconds: Double?) {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/times.jsonl"
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        let file = try TimesFile(appendingTo: path, upTo: position)
        return (try String(contentsOfFile: path, encoding: .utf8), file.seconds)
    }

    @Test(
        arguments: [
            (StepPosition(step: 0), 0, nil), (StepPosition(step: 1), 1, 1.5), (StepPosition(step: 2), 2, 2.5),
            (StepPosition(step: 2, update: 1), 3, 3.5), (StepPosition(step: 9), 4, 4.5),
        ] as [(StepPosition, Int, Double?)])
    func linesAfterThePositionGo(_ position: StepPosition, _ count: Int, _ seconds: Double?) throws {
        let (text, read) = try opened(Self.text, at: position)
        let expected = Self.text.split(separator: "\n").prefix(count).map { "\($0)\n" }.joined()
        #expect(text == expected && read == seconds)
    }

    /// A killed process leaves half a line; a stranger leaves anything.
    @Test(arguments: ["{\"step\": 2, \"upd", "no JSON\n", "{\"step\": -1, \"update\": 0, \"seconds\": 1}\n"])
    func whatIsDamagedGoes(_ rest: String) throws {
        let (text, seconds) = try opened(Self.line(1, 0, 1.5) + rest, at: StepPosition(step: 5))
        #expect(text == Self.line(1, 0, 1.5) && seconds == 1.5)
    }

    @Test func aMissingFileIsCreated() throws {
        let folder = try TemporaryFolder()
        var file = try TimesFile(appendingTo: "\(folder.path)/times.jsonl", upTo: StepPosition(step: 5))
        #expect(file.seconds == nil)
        try file.append(StepPosition(step: 6), seconds: 2, rates: [("images_per_second", 0.5)])
        #expect(
            try String(contentsOfFile: "\(folder.path)/times.jsonl", encoding: .utf8)
                == "{\"step\": 6, \"update\": 0, \"seconds\": 2.0, \"images_per_second\": 0.5}\n")
    }
}
