import Foundation
import GANModule
import Testing

@testable import GANData

/// Results in the cache folder: never trusted, never needed, and not too many.
@Suite struct CachedBytesTests {
    private let cache: TemporaryFolder
    private let files: CachedBytes
    private let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0 * 37) }

    init() throws {
        cache = try TemporaryFolder()
        files = CachedBytes(CacheFolder(path: cache.path), "kind", mostFiles: 3)
    }

    private var names: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: cache.path + "/kind") }
    }

    private func path(_ key: String) -> String { "\(cache.path)/kind/\(ContentHash(key).text)" }

    @Test func bytesComeBackUnderTheirKey() throws {
        #expect(files.read("a") == nil)
        files.write(bytes, "a")
        files.write([1], "b")
        #expect(files.read("a") == bytes && files.read("b") == [1] && files.read("c") == nil)
        files.write([2], "a")
        #expect(files.read("a") == [2])
        #expect(try names.count == 2, "no unfinished files")
    }

    /// - Parameter change: of the file's content.
    private func expectRefusal(_ what: String, _ change: (inout [UInt8]) -> Void) throws {
        files.write(bytes, "a")
        var content = try FileBytes.read(path("a"))
        change(&content)
        try cache.write("kind/\(ContentHash("a").text)", content)
        #expect(files.read("a") == nil, "\(what)")
        files.write(bytes, "a")
        #expect(files.read("a") == bytes, "\(what), replaced")
    }

    @Test func aDamagedFileIsAsNone() throws {
        for index in [0, 7, 8, 39, 40, 500, 1039] {
            try expectRefusal("a flipped bit at \(index)") { $0[index] ^= 1 }
        }
        try expectRefusal("no content") { $0 = [] }
        try expectRefusal("a hash alone") { $0.removeLast($0.count - 40) }
        try expectRefusal("a byte less") { $0.removeLast() }
        try expectRefusal("a byte more") { $0.append(0) }
        try expectRefusal("another file") { $0 = Array($0.reversed()) }
    }

    @Test func nothingIsReadThroughALink() throws {
        files.write(bytes, "a")
        try FileManager.default.moveItem(atPath: path("a"), toPath: cache.path + "/target")
        try FileManager.default.createSymbolicLink(
            atPath: path("a"), withDestinationPath: cache.path + "/target")
        #expect(files.read("a") == nil)
    }

    @Test func aFolderThatCannotBeWrittenIsAsNone() throws {
        try cache.write("file", text: "")
        let files = CachedBytes(CacheFolder(path: cache.path + "/file"), "kind", mostFiles: 3)
        files.write(bytes, "a")
        #expect(files.read("a") == nil)
    }

    /// A file that is read counts as used.
    @Test func theFilesThatWereUsedLastStay() throws {
        for (index, key) in ["a", "b", "c"].enumerated() {
            files.write(bytes, key)
            let date = Date(timeIntervalSinceNow: Double(index - 10) * 1000)
            try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: path(key))
        }
        try cache.write("kind/notes", text: "precious")
        // A file of the user, under a name as those of the cache.
        let other = String(repeating: "0", count: 32)
        let file = try cache.write("kind/\(other)", text: "precious")
        try FileManager.default.setAttributes([.modificationDate: Date.distantPast], ofItemAtPath: file)
        #expect(files.read("a") == bytes)
        files.write(bytes, "d")
        #expect(["a", "b", "c", "d"].map { files.read($0) != nil } == [true, false, true, true])
        #expect(try names.contains("notes") && names.contains(other))
    }

    @Test func muchIsNotKept() {
        files.write(.init(repeating: 0, count: 1 << 24), "a")
        #expect(files.read("a") == nil)
    }
}
