import Foundation
import GANTestSupport
import Testing

@testable import GANModule

/// Files and folders while they are written: nobody else's go, two processes do not meet, and a kill leaves nothing for ever.
@Suite struct PartialFileTests {
    private let place: Workplace

    init() throws { place = try Workplace() }

    private func makeFolder(_ name: String, holding file: String = "mine") throws {
        try FileManager.default.createDirectory(atPath: place.path(name), withIntermediateDirectories: false)
        try place.write("\(name)/\(file)", "precious")
    }

    /// What comes to be after the check for it stays as it is.
    @Test func aNewFileOfTensorsReplacesNothing() throws {
        let path = place.path("x")
        var writer = SafetensorsWriter()
        writer.add("w", shape: [1]) { [place] in
            try place.write("x", "precious")
            return [1 as Float]
        }
        let error = #expect(throws: SystemError.self) { try writer.create(path) }
        #expect(error?.isExistingFile == true)
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "precious")
        #expect(try place.names == ["x"])
    }

    /// What a writer leaves beside other names.
    private static let writers: [@Sendable (Workplace) throws -> Void] = [
        { try AtomicFile.replace($0.path("x")) { try $0.write([1] as [UInt8]) } },
        { place in
            try AtomicFolder.create(place.path("x")) { _ = try SystemFile.creating("\($0)/file") }
        },
        { try AtomicFile.create($0.path("x")) { try $0.write([1] as [UInt8]) } },
        { place in
            let scratch = try ScratchFolder(in: place.folder.path)
            try SystemFile.rename(scratch.path, to: place.path("x"))
        },
    ]

    @Test(arguments: writers.indices) func foldersOfTheUserStay(_ writer: Int) throws {
        let own = [
            ".x.partial", ".x.removed", ".1-2.partial.d", "1-2.partial", ".a-2.partial", ".1-2.other", ".-.partial",
        ]
        for name in own { try makeFolder(name) }
        try Self.writers[writer](place)
        #expect(try place.names == (own + ["x"]).sorted())
        for name in own { #expect(try place.names(in: name) == ["mine"]) }
    }

    @Test(arguments: writers.indices) func whatAKilledProcessLeftGoes(_ writer: Int) throws {
        try makeFolder(".12-34.partial", holding: "half")
        try makeFolder(".12-34.removed", holding: "half")
        try place.write(".56-78.partial", "half")
        // Behind a link in such a folder lies what is not ours.
        try makeFolder("photos")
        try FileManager.default.createSymbolicLink(
            atPath: place.path(".12-34.partial/link"), withDestinationPath: place.path("photos"))
        try Self.writers[writer](place)
        #expect(try place.names == ["photos", "x"])
        #expect(try place.names(in: "photos") == ["mine"])
    }

    /// A lock ends with its process.
    @Test(arguments: writers.indices) func whatALivingProcessWritesStays(_ writer: Int) throws {
        try makeFolder(".12-34.partial", holding: "half")
        try place.write(".56-78.partial", "half")
        let locks = [
            try SystemFile.folder(place.path(".12-34.partial")), try SystemFile.reading(place.path(".56-78.partial")),
        ]
        for lock in locks { #expect(try lock.lock()) }
        try Self.writers[writer](place)
        #expect(try place.names == [".12-34.partial", ".56-78.partial", "x"])
        withExtendedLifetime(locks) {}
    }

    @Test(arguments: writers.indices) func aLinkOfSuchANameIsNotFollowed(_ writer: Int) throws {
        try makeFolder("photos")
        try FileManager.default.createSymbolicLink(
            atPath: place.path(".12-34.partial"), withDestinationPath: place.path("photos"))
        #expect(mkfifo(place.path(".56-78.partial"), 0o600) == 0)
        try Self.writers[writer](place)
        #expect(try place.names == [".12-34.partial", ".56-78.partial", "photos", "x"])
        #expect(try place.names(in: "photos") == ["mine"])
    }

    /// The second removed what the first was writing.
    @Test func twoThatWriteOneFolderDoNotMeet() throws {
        let path = place.path("x")
        let error = #expect(throws: FolderError.self) {
            try AtomicFolder.create(path) { partial in
                _ = try SystemFile.creating("\(partial)/first")
                try AtomicFolder.create(path) { _ = try SystemFile.creating("\($0)/second") }
                #expect(FileManager.default.fileExists(atPath: "\(partial)/first"))
            }
        }
        #expect(
            error?.description == "\(path): already exists and is not replaced\n  fix: choose another folder",
            "\(String(describing: error))")
        #expect(try place.names == ["x"])
        #expect(try place.names(in: "x") == ["second"])
    }

    /// What was made is not lost because of a folder or a file that came to be meanwhile.
    @Test func aFolderTakesAnotherName() throws {
        var others = ["y", "z"]
        func next() -> String? { place.path(others.removeFirst()) }
        let path = try AtomicFolder.create(place.path("x"), orAt: next) { partial in
            _ = try SystemFile.creating("\(partial)/mine")
            try AtomicFolder.create(place.path("x")) { _ = try SystemFile.creating("\($0)/other") }
            _ = try SystemFile.creating(place.path("y"))
        }
        #expect(path == place.path("z"))
        #expect(try place.names == ["x", "y", "z"])
        #expect(try place.names(in: "x") == ["other"] && place.names(in: "z") == ["mine"])
    }

    @Test func nothingStaysOfWhatFails() throws {
        struct Failure: Error {}
        #expect(throws: Failure.self) {
            try AtomicFolder.create(place.path("x")) { partial in
                try SystemFile.makeFolder("\(partial)/inner")
                throw Failure()
            }
        }
        #expect(throws: Failure.self) { try AtomicFile.replace(place.path("x")) { _ in throw Failure() } }
        #expect(try place.names.isEmpty)
    }

    /// A name of 255 bytes leaves no room for more letters.
    @Test func theLongestNameIsWritten() throws {
        let name = String(repeating: "n", count: 255)
        try AtomicFolder.create(place.path(name)) { _ in }
        AtomicFolder.remove(place.path(name))
        #expect(try place.names.isEmpty)
    }

    @Test func temporaryFoldersAreOurs() throws {
        let path = try ScratchFolder.within { folder in
            #expect(try SystemFile.status(of: folder.path).access.isPrivate)
            try SystemFile.makeFolder("\(folder.path)/inner")
            return folder.path
        }
        #expect(!FileManager.default.fileExists(atPath: path))
    }
}
