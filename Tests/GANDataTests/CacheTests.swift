import Foundation
import GANCore
import GANModule
import Testing

@testable import GANData

/// Decoded images on disk: found again by content, never trusted, never needed.
@Suite struct CacheTests {
    private let folder: TemporaryFolder
    private let cache: TemporaryFolder
    private let count = 30

    init() throws {
        (folder, cache) = (try TemporaryFolder(), try TemporaryFolder())
        for index in 0..<count { try folder.write("\(10 + index).png", pngBytes(UInt8(index), width: 9, height: 9)) }
    }

    /// The images prepared, in the test's own cache.
    private func prepare(
        at path: String? = nil, _ change: (inout ImageSettings) -> Void = { _ in }
    ) throws -> (source: ImageSource, decoded: Int) {
        try CacheFolder.$current.withValue(CacheFolder(path: path ?? cache.path)) {
            let (source, reader) = try folder.open(change)
            let before = reader.decoded
            try source.prepare { _ in }
            return (source, reader.decoded - before)
        }
    }

    private var files: [String] { get throws { try FolderListing(cache.path + "/ganzoo-images").files } }

    @Test func theSecondOpeningDecodesNothing() throws {
        let first = try prepare()
        #expect(first.decoded == count)
        let second = try prepare { $0.memory = 0 }
        #expect(second.decoded == 0 && second.source.warnings.isEmpty)
        #expect(try second.source.levels() == Array(0..<count))
        #expect(try second.source.fingerprint() == first.source.fingerprint())
        #expect(try files.count == 1)
    }

    @Test func imagesComeFromDiskAndNotFromTheirFiles() throws {
        let expected = try prepare().source.batch(at: Array(0..<count))
        let (source, _) = try prepare()
        for index in 0..<count { try FileManager.default.removeItem(atPath: "\(folder.path)/\(10 + index).png") }
        #expect(try source.batch(at: Array(0..<count)) == expected)
    }

    @Test func aFolderThatMovedIsKnown() throws {
        _ = try prepare()
        let moved = try TemporaryFolder()
        for name in try FolderListing(folder.path).files {
            try moved.write("x" + name, FileBytes.read("\(folder.path)/\(name)"))
        }
        let decoded = try CacheFolder.$current.withValue(CacheFolder(path: cache.path)) {
            let (source, reader) = try moved.open()
            try source.prepare { _ in }
            return reader.decoded
        }
        #expect(decoded == 1)
    }

    /// One byte of one image, the size and the time of change as before.
    @Test func aChangedByteIsAnotherContent() throws {
        let before = try prepare().source
        let path = "\(folder.path)/15.png"
        let time = try #require(FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date)
        let bytes = try FileBytes.read(path)
        let changed = try pngBytes(77, width: 9, height: 9)
        #expect(changed.count == bytes.count)
        try folder.write("15.png", changed)
        try FileManager.default.setAttributes([.modificationDate: time], ofItemAtPath: path)
        let after = try prepare()
        #expect(after.decoded == count)
        #expect(try after.source.levels()[5] == 77 && files.count == 2)
        #expect(try after.source.fingerprint() != before.fingerprint())
    }

    @Test func whatDecidesThePixelsDecidesTheFile() throws {
        let changes: [(inout ImageSettings) -> Void] = [
            { _ in }, { $0.resolution = 4 }, { ($0.resolution, $0.resize) = (4, .bicubic) }, { $0.channels = .gray },
        ]
        for (index, change) in changes.enumerated() {
            let (source, decoded) = try prepare(change)
            #expect(try decoded == count && files.count == index + 1)
            let again = try prepare(change)
            #expect(try again.decoded == 0 && again.source.levels() == source.levels())
        }
        // Without a resolution nothing is resized; memory and mirrors do not count either.
        #expect(try prepare { ($0.resize, $0.memory, $0.selection.mirror) = (.bicubic, 7, .double) }.decoded == 0)
    }

    /// What is decoded is not kept as something else.
    @Test func aFileThatChangesMeanwhileIsAnError() throws {
        try CacheFolder.$current.withValue(CacheFolder(path: cache.path)) {
            let source = try folder.open().source
            let said = message {
                try source.prepare { step in
                    guard step.activity == "reading images" else { return }
                    try folder.write("15.png", pngBytes(77, width: 9, height: 9))
                }
            }
            #expect(
                said == "\(folder.path): an image changed while the images were read\n"
                    + "  fix: run the command again when no program changes the images")
        }
        #expect(try files.isEmpty)
        #expect(try prepare().source.levels()[5] == 77)
    }

    @Test func labelsDecideTheFingerprintAlone() throws {
        var settings = ListFile.Settings()
        settings.path = folder.path + "/l.txt"
        let prints = try ["10.png 0\n11.png 1\n", "10.png 1\n11.png 0\n"].map { text in
            try folder.write("l.txt", text: text)
            return try CacheFolder.$current.withValue(CacheFolder(path: cache.path)) {
                let data = try ListFile(settings, emptyContext)
                try data.source.prepare { _ in }
                return try data.source.fingerprint()
            }
        }
        #expect(try prints[0] != prints[1] && files.count == 1)
    }

    @Test(arguments: ["header", "version", "pixels", "checksums", "end", "short", "long", "foreign", "empty", "folder"])
    func damagedFilesAreWrittenAnew(_ kind: String) throws {
        let expected = try prepare().source.batch(at: Array(0..<count))
        let name = try "ganzoo-images/" + #require(files.first)
        var bytes = try FileBytes.read("\(cache.path)/\(name)")
        switch kind {
        case "header": bytes[9] ^= 1
        // Transparency was dropped in version 1, and orientation in PNG ignored.
        case "version": bytes[8] = 1
        case "pixels": bytes[64 + 243 * 7 + 100] ^= 1
        case "checksums": bytes[64 + 243 * count + 3] ^= 1
        case "end": bytes[bytes.count - 9] ^= 1
        case "short": bytes.removeLast()
        case "long": bytes.append(0)
        case "foreign": bytes = Array("not ours".utf8)
        case "empty": bytes = []
        default: break
        }
        try FileManager.default.removeItem(atPath: "\(cache.path)/\(name)")
        if kind == "folder" { try cache.makeFolder(name) } else { try cache.write(name, bytes) }
        let (source, decoded) = try prepare { $0.memory = 0 }
        #expect(try source.batch(at: Array(0..<count)) == expected)
        #expect(decoded == (kind == "pixels" ? 0 : count))
        if kind == "folder" { return #expect(source.warnings.count == 1) }
        if kind == "pixels" { #expect(source.warnings.first?.contains("is damaged: images are decoded again") == true) }
        #expect(try prepare().decoded == (kind == "pixels" ? count : 0))
        #expect(try prepare().decoded == 0)
    }

    @Test func aFolderThatCannotBeWrittenIsANote() throws {
        let place = try cache.write("file", text: "") + "/cache"
        let (source, decoded) = try prepare(at: place)
        #expect(decoded == count)
        #expect(
            source.warnings == [
                "decoded images cannot be cached in \(place) (\(cache.path)/file is a regular file, not a folder): every run decodes"
                    + " them again; set another folder in GANZOO_CACHE, or set disk_cache: false"
            ])
        #expect(try source.levels() == Array(0..<count))
    }

    /// The folder is removed while the file in it is written.
    @Test func aFileThatCannotBeMadeIsANoteInWords() throws {
        try cache.makeFolder("ganzoo-images")
        let disk = ImageDisk(CacheFolder(path: cache.path), key: ContentHash("key"), count: 1)
        let form = ImageForm(count: 1, channels: 1, height: 1, width: 1)
        _ = try disk.filled(with: form) { writer in
            writer?.append([1])
            try FileManager.default.removeItem(atPath: cache.path + "/ganzoo-images")
            return PreparationFindings()
        }
        #expect(disk.notes.first?.contains("(No such file or directory)") == true, "\(disk.notes)")
    }

    @Test func aFullDiskIsFoundAtTheEnd() throws {
        let form = ImageForm(count: 1, channels: 1, height: 1, width: 1)
        let writer = ImageFileWriter(try SystemFile.updating("/dev/full"), form, key: ContentHash("key"))
        writer.append([1])
        #expect(throws: SystemError.self) { try writer.finish(PreparationFindings()) }
    }

    @Test func programsMayWriteAtTheSameTime() throws {
        let levels = concurrentMap(8) { _ in try? prepare().source.levels() }
        #expect(levels == .init(repeating: Array(0..<count), count: 8))
        #expect(try FileManager.default.contentsOfDirectory(atPath: cache.path + "/ganzoo-images").count == 1)
    }

    @Test func nothingIsKeptOfWhatCostsNothing() throws {
        try CacheFolder.$current.withValue(CacheFolder(path: cache.path)) {
            var settings = FashionMNIST.Settings()
            (settings.path, settings.images.resolution) = (Fixtures.folder + "/idx", 8)
            let data = try FashionMNIST(settings, emptyContext)
            try data.source.prepare { _ in Issue.record("there is nothing to prepare") }
            _ = try data.samples(at: [0])
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: cache.path).isEmpty)
    }

    @Test func itCanBeTurnedOff() throws {
        #expect(try prepare { $0.diskCache = false }.decoded == count)
        #expect(!FileManager.default.fileExists(atPath: cache.path + "/ganzoo-images"))
    }

    private func age(_ path: String, days: Double) throws {
        let date = Date(timeIntervalSinceNow: -days * 86_400)
        try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: path)
    }

    @Test func oldFilesGo() throws {
        let digits = String(repeating: "0123456789abcdef", count: 2)
        let recent = "f" + digits.dropFirst()
        try age(try cache.write("ganzoo-images/\(digits)", text: "GANZOOI1"), days: 61)
        try cache.write("ganzoo-images/.1-2.partial", text: "")
        try age(try cache.write("ganzoo-images/\(recent)", text: "GANZOOI1"), days: 59)
        _ = try prepare()
        let names = try FileManager.default.contentsOfDirectory(atPath: cache.path + "/ganzoo-images")
        #expect(names.count == 2 && names.contains(recent))
    }

    /// The cache may lie in a folder of the user's.
    @Test func whatIsNotOursStays() throws {
        let digits = String(repeating: "0", count: 32)
        let names = ["photo.png", "\(digits)f", String(repeating: "2", count: 32)]
        let own = ["images/\(digits)", "hashes/\(digits)"] + names.map { "ganzoo-images/\($0)" }
        for name in own { try age(try cache.write(name, text: "precious"), days: 100) }
        // A folder and a link of a name that a file of the cache may have.
        try cache.write("ganzoo-images/\(digits)/photo.png", text: "precious")
        try age(cache.path + "/ganzoo-images/\(digits)", days: 100)
        let link = "ganzoo-images/" + String(repeating: "1", count: 32)
        let target = try cache.write("target", text: "precious")
        try FileManager.default.createSymbolicLink(atPath: "\(cache.path)/\(link)", withDestinationPath: target)
        try age(target, days: 100)
        _ = try prepare()
        let left = Set(try FileManager.default.subpathsOfDirectory(atPath: cache.path))
        #expect(left.isSuperset(of: own + [link, "target", "ganzoo-images/\(digits)/photo.png"]))
    }

    @Test(
        arguments: [
            (["GANZOO_CACHE": "here", "HOME": "/h"], "here"),
            (["GANZOO_CACHE": "", "XDG_CACHE_HOME": "/x", "HOME": "/h"], "/x/ganzoo"),
            (["XDG_CACHE_HOME": "x", "HOME": "/h"], "/h/.cache/ganzoo"), ([:], nil),
        ] as [([String: String], String?)])
    func theEnvironmentSaysWhere(_ environment: [String: String], _ path: String?) {
        #expect(CacheFolder(environment)?.path == path)
    }

    // MARK: Hashes of files

    /// A made-up hash is believed as long as the file looks as it did.
    @Test func filesAreNotReadAgain() throws {
        let hashes = FileHashes(root: folder.path, CacheFolder(path: cache.path))
        let true10 = hashes.hash(of: "10.png")
        #expect(true10 != hashes.hash(of: "11.png") && true10 != hashes.hash(of: "none.png"))
        let madeUp = ContentHash("made up")
        let status = try SystemFile.status(of: folder.path + "/10.png")
        let words = HashedFile.words(of: [ContentHash.checksum(Array("10.png".utf8)): HashedFile(status, madeUp)])
        let file = CacheFolder(path: cache.path).hashFile(of: folder.path)
        func write(_ words: [UInt64]) throws {
            let bytes = words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } }
            try cache.write(String(file.dropFirst(cache.path.count + 1)), bytes)
        }
        func hash() -> ContentHash { FileHashes(root: folder.path, CacheFolder(path: cache.path)).hash(of: "10.png") }
        try write(words)
        #expect(hash() == madeUp)
        try write(Array(words.dropLast()) + [words.last! ^ 1])
        #expect(hash() == true10)
        try write(words)
        try FileManager.default.setAttributes(
            [.modificationDate: Date.distantPast], ofItemAtPath: folder.path + "/10.png")
        #expect(hash() == true10)
    }

    /// Reading a large archive takes a while, and can be ended.
    @Test func readingAnArchiveSaysHowFarItIs() throws {
        try folder.write("a.zip", [UInt8](repeating: 1, count: (1 << 20) + 5))
        let hashes = FileHashes(root: folder.path + "/a.zip", nil)
        var steps: [[Int]] = []
        let hash = hashes.hash(of: "") { steps.append([$0, $1]) }
        #expect(steps == [[1 << 20, (1 << 20) + 5], [(1 << 20) + 5, (1 << 20) + 5]])
        #expect(hash == hashes.hash(of: "") && hash != hashes.hash(of: "none"))
        #expect(throws: CancellationError.self) { try hashes.hash(of: "") { _, _ in throw CancellationError() } }
    }

    /// `data.memory` of 4,096 MiB, in a container of 3 GiB and on a machine of 64 GiB.
    @Test(arguments: [(4096, 3 << 30, 3 << 29), (4096, 64 << 30, 4 << 30), (0, 64 << 30, 0), (1 << 42, .max, .max / 2)])
    func imagesLeaveHalfOfTheMemory(_ asked: Int, _ memory: Int, _ limit: Int) {
        #expect(ImageRequest.byteLimit(asked, of: memory) == limit)
    }

    @Test func nothingIsRememberedOfAFileThatMayStillChange() throws {
        let hashes = FileHashes(root: folder.path, CacheFolder(path: cache.path))
        _ = hashes.hash(of: "10.png")
        hashes.save()
        #expect(try FileManager.default.contentsOfDirectory(atPath: cache.path).isEmpty)
    }
}
