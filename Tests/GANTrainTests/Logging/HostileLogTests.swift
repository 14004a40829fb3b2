import GANCore
import GANModule
import GANTestSupport
import Testing

@testable import GANTrain

/// Logs of a stranger's run, which are made to take memory.
@Suite struct HostileLogTests {
    private func lines(_ text: String) throws -> [String] {
        try LogLines(Array(text.utf8)[...]).all.map { String(decoding: $0, as: UTF8.self) }
    }

    private func problem(_ bytes: [UInt8]) -> String? {
        do throws(UnreadableFile) {
            _ = try LogLines(bytes[...])
            return nil
        } catch { return error.reason }
    }

    @Test func anIncompleteLineIsNone() throws {
        #expect(try lines("a\n\nb\nc") == ["a", "", "b"])
        #expect(try lines("a") == [] && lines("") == [])
    }

    @Test func linesAreCounted() {
        let most = [UInt8](repeating: LogLines.end, count: 1 << 20)
        #expect(problem(most) == nil)
        #expect(problem(most + [LogLines.end]) == "it has more than 1,048,576 lines")
    }

    @Test func longLinesAreRefused() {
        let longest = [UInt8](repeating: 0x61, count: 1 << 20)
        #expect(problem(longest + [LogLines.end]) == nil)
        #expect(problem([LogLines.end] + longest + [0x61, LogLines.end]) == "line 2 has more than 1 MiB")
    }

    @Test func aLongLineEndsTheTimes() throws {
        let line = #"{"step": 1, "update": 0, "seconds": 2}"#
        let long = String(repeating: " ", count: 1 << 20) + line
        let position = StepPosition(step: 5)
        #expect(TimesFile.defect(of: Array("\(line)\n\(line)\n".utf8), upTo: position) == nil)
        #expect(
            TimesFile.defect(of: Array("\(line)\n\(long)\n\(line)\n".utf8), upTo: position)
                == "line 2 is not a record; a resumed run loses the times from there on, and nothing else")
    }

    /// A gigabyte that is not on the disk.
    @Test func aRecordOfAGigabyteIsNoRecord() throws {
        try withTemporaryFolder { folder in
            let size = 1 << 30
            let length = (0..<8).map { UInt8(truncatingIfNeeded: size >> (8 * $0)) }
            let checksum = CRC32C.masked(length)
            let header = length + (0..<4).map { UInt8(truncatingIfNeeded: checksum >> (8 * $0)) }
            let file = try SystemFile.creating("\(folder)/events")
            try file.write(header)
            try file.truncate(to: header.count + size + 4)
            let events = try SystemFile.reading("\(folder)/events")
            #expect(try !EventRecord.ends(at: header.count + size + 4, in: events))
        }
    }

    /// As slices, the line ends took half a gigabyte.
    @Test(.measuresMemory) func lineEndsInStateTakeNoMemory() async {
        await #expect(processExitsWith: .success) {
            let text = String(repeating: "\n", count: 1 << 24)
            let before = try peakMemory(reset: true)
            #expect(throws: CheckpointDefect(problem: "state.json is damaged")) { _ = try CheckpointState(text: text) }
            let growth = try peakMemory() - before
            #expect(growth < 64 << 20, "\(growth)")
        }
    }
}
