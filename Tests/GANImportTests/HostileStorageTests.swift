import Foundation
import GANCore
import Testing

@testable import GANImport

/// Storages and names that claim more than there is: an error in words before memory or time is spent.
@Suite struct HostileStorageTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func opened(_ bytes: [UInt8]) throws -> any ForeignCheckpoint {
        let path = "\(folder.path)/x.bin"
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        return try openForeignCheckpoint(path)
    }

    private func said(_ bytes: [UInt8]) -> String {
        do {
            let checkpoint = try opened(bytes)
            for name in checkpoint.names { _ = try checkpoint.bytes(of: name) }
            return "no error"
        } catch { return "\(error)".replacing("\(folder.path)/x.bin: ", with: "") }
    }

    private let four = [UInt8](0..<16)

    // MARK: Storages

    @Test func aStorageOfTwoTypes() {
        let tensors = ["FloatStorage", "ByteStorage"].map { ($0, Pickle.tensor(Pickle.storage("0", $0, 4), [4], [1])) }
        for order in [tensors, tensors.reversed()] {
            let file = Pickle.legacyFile(Pickle.dictionary(order), [("0", 4, [1, 2, 3, 4])])
            #expect(said(file).hasPrefix("its storage `0` has two element types\n  fix: "))
        }
    }

    @Test func aStorageThatIsAPartOfAnother() throws {
        func file(_ view: [UInt8]) -> [UInt8] {
            let tensor = Pickle.tensor(Pickle.storage("0", "FloatStorage", 4, view: view), [4], [1])
            return Pickle.legacyFile(Pickle.dictionary([("a", tensor)]), [("0", 4, four)])
        }
        let part = Pickle.tuple([Pickle.text("1"), Pickle.integer(2), Pickle.integer(4)])
        #expect(
            said(file(part)).hasPrefix(
                "its storage `0` is a view of another one, which only files before PyTorch 0.4 have\n"))
        #expect(try opened(file([0x4E])).bytes(of: "a") == four)
    }

    @Test func keysThatAreLong() {
        let key = String(repeating: "0", count: 65)
        let tensor = Pickle.tensor(Pickle.storage(key, "FloatStorage", 4), [4], [1])
        #expect(
            said(Pickle.legacyFile(Pickle.dictionary([("a", tensor)]), [(key, 4, four)]))
                .hasPrefix("it refers to external data that is not a storage of numbers\n"))
    }

    private func zip(_ name: String = "x", count: Int = 4, claim: UInt32? = nil) -> [UInt8] {
        var zip = StoredZip()
        let tensor = Pickle.tensor(Pickle.storage("0", "FloatStorage", count), [4], [1])
        zip.add("\(name)/data.pkl", Pickle.whole(Pickle.dictionary([("a", tensor)])))
        zip.add("\(name)/data/0", four, claim: claim)
        return zip.whole
    }

    @Test func aZipsEntryThatClaimsMoreThanTheFileHas() throws {
        #expect(try opened(zip()).bytes(of: "a") == four)
        #expect(
            said(zip(count: 1 << 29, claim: 1 << 31)).hasPrefix(
                "x/data/0: its stated size is 2147483648 bytes, but the archive has "))
    }

    /// A damaged zip file is an error of the import, with its own fix.
    @Test func errorsOfZipFilesAreThoseOfAnImport() throws {
        let error = #expect(throws: ImportError.self) { try opened(zip(count: 1 << 29, claim: 1 << 31)) }
        #expect(error?.path == "\(folder.path)/x.bin: x/data/0" && error?.fix == "download or copy it again")
        var damaged = zip()
        let place = try #require(damaged.indices.first { damaged[$0...].starts(with: four) })
        damaged[place] = 9
        #expect(throws: ImportError.self) { try opened(damaged) }
    }

    /// `torch.save(state, ".x.pth")`, whose name is the folder's, and another name afterwards.
    @Test func aZipThatWasSavedUnderAHiddenName() throws {
        #expect(try opened(zip(".x")).bytes(of: "a") == four)
    }

    @Test func twoPicklesInAZip() {
        var zip = StoredZip()
        for name in ["x", "y"] { zip.add("\(name)/data.pkl", Pickle.whole(Pickle.dictionary([]))) }
        #expect(said(zip.whole).hasPrefix("it is a zip file, but not one of PyTorch: it has 2 files data.pkl\n"))
    }

    /// No numbers lie anywhere, neither there nor elsewhere.
    @Test func emptyTensors() throws {
        func file(_ shape: [Int], _ strides: [Int], offset: Int = 0) -> [UInt8] {
            let tensor = Pickle.tensor(Pickle.storage("0", "FloatStorage", 4), shape, strides, offset: offset)
            return Pickle.legacyFile(Pickle.dictionary([("a", tensor)]), [("0", 4, four)])
        }
        #expect(try opened(file([0], [1], offset: 4)).bytes(of: "a") == [])
        #expect(try opened(file([0, 1 << 31, 1 << 32], [1, 1 << 32, 1])).bytes(of: "a") == [])
        #expect(said(file([0], [1], offset: 1 << 62)).contains("exceeds its storage of 4 values"))
    }

    // MARK: Names

    private func nested(_ names: [String], _ value: [UInt8]) -> [UInt8] {
        names.reversed().reduce(value) { Pickle.dictionary([($1, $0)]) }
    }

    private func made(with arguments: [UInt8]) -> [UInt8] { Pickle.whole(Pickle.object(arguments: arguments)) }

    @Test func argumentsOfLongNames() {
        let names = [String](repeating: String(repeating: "k", count: 600), count: 2)
        #expect(said(made(with: nested(names, [0x88]))).hasPrefix("a tensor's name in it is longer than 1024 bytes\n"))
        #expect(said(made(with: nested([names[0]], [0x88]))).hasPrefix("it contains no tensor\n"))
    }

    @Test func argumentsOfLargeNumber() {
        func arguments(_ count: Int) -> [UInt8] { Pickle.dictionary((0..<count).map { ("\($0)", [0x88]) }) }
        #expect(said(made(with: arguments(1000))).hasPrefix("it contains no tensor\n"))
        #expect(
            said(made(with: arguments(1001))).hasPrefix("a network in it has more than 1000 constructor arguments\n"))
    }

    @Test func attributesOfLargeNumber() {
        func namespace(_ count: Int) -> [UInt8] {
            let attributes = Pickle.dictionary((0..<count).map { ("\($0)", [0x88]) })
            return Pickle.whole(
                Pickle.dictionary([("args", Pickle.global("argparse/Namespace") + [0x29, 0x81] + attributes + [0x62])]))
        }
        #expect(said(namespace(1000)).hasPrefix("it contains no tensor\n"))
        #expect(said(namespace(1001)).hasPrefix("a namespace in it has more than 1000 attributes\n"))
    }

    /// Seventy thousand names below one of a thousand bytes would take seventy million.
    @Test func namesThatComeToMuchMoreThanTheFile() {
        let long = [String(repeating: "k", count: 1000)]
        let many = Pickle.dictionary((0..<70_000).map { ("\($0)", [0x4E]) })
        #expect(
            said(Pickle.whole(nested(long, many))).hasPrefix(
                "it has more references than any checkpoint\n"))
    }

    /// They take long to compare. Other texts may be in any script.
    @Test func namesOfOtherScripts() throws {
        func file(_ name: String) -> [UInt8] {
            let tensor = Pickle.tensor(Pickle.storage("0", "FloatStorage", 4), [4], [1])
            let entries = [("Äpfel", Pickle.integer(0)), (name, tensor), ("run", Pickle.text("né"))]
            return Pickle.legacyFile(Pickle.dictionary(entries), [("0", 4, four)])
        }
        #expect(try opened(file("a")).names == ["a"])
        #expect(
            said(file("é")).hasPrefix("a tensor or network in it has a name that is not ASCII: `é`\n  fix: "))
        let long = String(repeating: "é", count: 400)
        #expect(said(file(long)).contains("`\(long.prefix(59))…`\n"))
        #expect(said(made(with: Pickle.dictionary([("é", [0x88])]))).hasPrefix("it contains no tensor\n"))
    }

    // MARK: Kinds of file

    /// A header whose length begins as a zip file or a pickle does is a header still, and a zip file may have a brace anywhere.
    @Test func filesAreToldApartByAllOfTheirBeginning() throws {
        for length in [0x0280, 0x0480, 0x4B50] {
            let header = #"{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}"#
            let padded = header + String(repeating: " ", count: length - header.utf8.count)
            #expect(try opened(Pickle.little(length) + Array(padded.utf8) + four).bytes(of: "a") == four)
        }
        #expect(said(Array("PK\u{3}\u{4}{{{{{{{{".utf8)).contains("it is not a readable zip file"))
        #expect(said(Array("PK\u{3}\u{4}\0\0\0\0{{{{".utf8)).contains("it is not a readable zip file"))
        #expect(said([0x80, 2] + Array("{{{{{{{{".utf8)).hasPrefix("at byte 2 instruction 123 is unknown\n"))
    }
}
