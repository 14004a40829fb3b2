import Foundation
import ParserFuzzing
import Testing

/// The seeds of the fuzzed parsers, whole and damaged. `make fuzz` goes on from there.
@Suite struct ParserFuzzingTests {
    private static let seeds = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fuzz/Seeds")

    private static func files(of parser: String) throws -> [(name: String, bytes: [UInt8])] {
        let folder = seeds.appending(path: parser).path
        return try FileManager.default.contentsOfDirectory(atPath: folder).sorted().map { name in
            (name, [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)"))))
        }
    }

    /// Calls `body` with a parser of an empty folder, which goes afterwards.
    private static func preparing(_ name: String, _ body: (FuzzedParser.Parse) throws -> Void) throws {
        let parser = try #require(FuzzedParser.all.first { $0.name == name })
        let folder = FileManager.default.temporaryDirectory.appending(path: "fuzz-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(parser.prepare(folder))
    }

    @Test func everyParserHasSeedsAndEverySeedAParser() throws {
        let folders = try FileManager.default.contentsOfDirectory(atPath: Self.seeds.path).sorted()
        #expect(FuzzedParser.all.map(\.name).sorted() == folders)
    }

    /// Random inputs begin behind the first checks. A library of a format may be missing.
    @Test(arguments: FuzzedParser.all.map(\.name)) func aSeedIsRead(_ name: String) throws {
        try Self.preparing(name) { parse in
            let problems = try Self.files(of: name).map { seed -> String? in
                do {
                    try parse(seed.bytes)
                    return nil
                } catch { return "\(seed.name): \(error)" }
            }
            let areMissing = problems.allSatisfy { problem in
                ["cannot be opened", "has no decoder"].contains { problem?.contains($0) ?? false }
            }
            let isRead = problems.contains(nil) || areMissing
            #expect(isRead, "\(problems.compactMap(\.self).joined(separator: "\n"))")
        }
    }

    /// A parser that takes everything would make of every seed one that is read.
    @Test(arguments: FuzzedParser.all.map(\.name)) func nonsenseIsRefused(_ name: String) throws {
        let nonsense = [UInt8](repeating: 0xFF, count: 64) + Array("\n".utf8)
        try Self.preparing(name) { parse in
            #expect(throws: (any Error).self) { try parse(nonsense) }
        }
    }

    /// In a process of its own: what goes wrong ends it.
    @Test(arguments: FuzzedParser.all.map(\.name)) func damagedSeedsAreRefused(_ name: String) async {
        await #expect(processExitsWith: .success) { [name] in
            try ParserFuzzingTests.preparing(name) { parse in
                for seed in try ParserFuzzingTests.files(of: name) {
                    for input in ParserFuzzingTests.damaged(seed.bytes) { FuzzedParser.check(input, parse) }
                }
            }
        }
    }

    /// Cut off, and with bytes that are other numbers, at places that are evenly spaced.
    private static func damaged(_ bytes: [UInt8]) -> [[UInt8]] {
        let places = stride(from: 0, to: bytes.count, by: max(1, bytes.count / 24))
        return places.flatMap { place -> [[UInt8]] in
            let changed = [0, 0x7F, 0xFF].map { (value: UInt8) in
                var copy = bytes
                for index in place..<min(place + 4, bytes.count) { copy[index] = value }
                return copy
            }
            return [Array(bytes[..<place])] + changed
        }
    }
}
