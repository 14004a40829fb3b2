import Foundation
import GANTestSupport
import GANTrain
import Testing

@testable import GANDashboard

/// Logs that grow while they are read.
@Suite struct RunFilesTests {
    private let place: Workplace
    private let path: String

    init() throws {
        place = try Workplace()
        path = try place.write("log", "")
    }

    private func append(_ text: String) throws {
        let file = try #require(FileHandle(forWritingAtPath: path))
        try file.seekToEnd()
        try file.write(contentsOf: Data(text.utf8))
        try file.close()
    }

    /// What a look at a file brings.
    private struct Look: Equatable {
        var isNew = false
        var lines: [String] = []
    }

    private func look(_ file: inout GrowingFile) throws -> Look {
        var look = Look()
        try file.read(path) {
            look = Look(isNew: true)
        } _: { line in
            look.lines.append(String(decoding: line, as: UTF8.self))
        }
        return look
    }

    @Test func eachLineIsReadOnce() throws {
        var file = GrowingFile()
        try append("one\ntwo\n")
        var looked = try look(&file)
        #expect(looked == Look(isNew: true, lines: ["one", "two"]))
        looked = try look(&file)
        #expect(looked == Look(isNew: false, lines: []))
        try append("\nthree\n")
        looked = try look(&file)
        #expect(looked == Look(isNew: false, lines: ["three"]))
    }

    /// A line counts when its end is there.
    @Test func halfALineWaits() throws {
        var file = GrowingFile()
        try append("one\n{\"ki")
        var looked = try look(&file)
        #expect(looked == Look(isNew: true, lines: ["one"]))
        try append("mg\": 1}")
        looked = try look(&file)
        #expect(looked == Look(isNew: false, lines: []))
        try append("\ntw")
        looked = try look(&file)
        #expect(looked == Look(isNew: false, lines: ["{\"kimg\": 1}"]))
    }

    /// A resumed run cuts its logs to the checkpoint, and goes on from there.
    @Test(arguments: ["", "one\n", "one\ntwo\nTHREE\nfour\n", "one\ntwo\nTHREE\n"])
    func aFileThatWasCutIsReadAgain(_ text: String) throws {
        var file = GrowingFile()
        try append("one\ntwo\nthree\n")
        _ = try look(&file)
        let handle = try #require(FileHandle(forWritingAtPath: path))
        try handle.truncate(atOffset: 0)
        try handle.write(contentsOf: Data(text.utf8))
        try handle.close()
        let lines = text.split(separator: "\n").map(String.init)
        let looked = try look(&file)
        #expect(looked == Look(isNew: true, lines: lines))
    }

    @Test func anotherFileIsReadFromItsStart() throws {
        var file = GrowingFile()
        try append("one\n")
        _ = try look(&file)
        try place.write("log", "one\ntwo\n")
        let looked = try look(&file)
        #expect(looked == Look(isNew: true, lines: ["one", "two"]))
    }

    @Test func aFileOfManyBlocksIsRead() throws {
        var file = GrowingFile()
        let lines = (0..<300).map { String(repeating: "x", count: 9000) + "\($0)" }
        try append(lines.joined(separator: "\n") + "\n")
        let looked = try look(&file)
        #expect(looked == Look(isNew: true, lines: lines))
    }

    @Test func aLineWithoutEndIsRefused() throws {
        var file = GrowingFile()
        try append("one\n" + String(repeating: "x", count: 1 << 21))
        let error = #expect(throws: UnreadableFile.self) { try look(&file) }
        #expect(error?.reason == "a line has more than 1 MiB")
    }

    /// Neither waits for a writer nor follows a link.
    @Test func onlyRegularFilesAreRead() throws {
        let pipe = place.path("pipe")
        #expect(mkfifo(pipe, 0o600) == 0)
        try FileManager.default.createSymbolicLink(atPath: place.path("link"), withDestinationPath: path)
        for (path, reason) in [(pipe, "it is a FIFO"), (place.path("link"), "Too many levels of symbolic links")] {
            var file = GrowingFile()
            let error = #expect(throws: UnreadableFile.self) {
                try file.read(path) {
                } _: { _ in
                }
            }
            #expect(error?.reason == reason)
        }
    }

    // MARK: Thinning

    @Test func fewLinesAreAllKept() {
        var lines = ThinnedLines()
        #expect(lines.lines.isEmpty)
        for index in 0..<400 { lines.add(Array("\(index)".utf8)[...]) }
        #expect(lines.lines.count == 400 && lines.count == 400)
    }

    /// Evenly spaced, with the first and the last.
    @Test func manyLinesAreThinned() {
        var lines = ThinnedLines()
        for index in 0..<10_000 { lines.add(Array("\(index)".utf8)[...]) }
        let numbers = lines.lines.compactMap { Int(String(decoding: $0, as: UTF8.self)) }
        #expect(numbers.first == 0 && numbers.last == 9_999 && (200...401).contains(numbers.count))
        let steps = Set(zip(numbers.dropLast(), numbers.dropLast().dropFirst()).map { $1 - $0 })
        #expect(steps == [32])
    }

    @Test func longLinesTakeLittleMemory() {
        var lines = ThinnedLines()
        let long = String(repeating: "x", count: 20_000)
        for index in 0..<1000 { lines.add(Array("\(index) \(long)".utf8)[...]) }
        #expect(lines.text.count < 2 * ThinnedLines.mostBytes)
        #expect(lines.lines.last.map { String(decoding: $0.prefix(4), as: UTF8.self) } == "999 ")
    }
}
