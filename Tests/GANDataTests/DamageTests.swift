import GANCore
import Testing

@testable import GANData

/// Damaged files are errors or images: nothing traps, and no error is without a place and a fix.
@Suite struct DamageTests {
    /// Copies of `bytes` with a few bytes changed, cut out or put in.
    private func damaged(_ bytes: [UInt8], copies: Int, seed: UInt64) -> [[UInt8]] {
        var random = DataRandom(seed)
        return (0..<copies).map { _ in
            var copy = bytes
            for _ in 0...random.below(6) where !copy.isEmpty {
                let place = random.below(copy.count)
                switch random.below(8) {
                case 0: copy.removeSubrange(place..<min(place + random.below(20), copy.count))
                case 1: copy.insert(contentsOf: copy[place..<min(place + random.below(20), copy.count)], at: place)
                case 2: copy[place] = [0, 0xFF, 0x7F, 0x80][random.below(4)]
                default: copy[place] ^= 1 << UInt8(random.below(8))
                }
            }
            return copy
        }
    }

    @Test(arguments: CodecTests.images.enumerated().map { ($0.offset, $0.element) })
    func images(_ index: Int, _ name: String) throws {
        let bytes = try Fixtures.bytes("decode/\(name)")
        for copy in damaged(bytes, copies: 150, seed: UInt64(index)) {
            guard let image = (try? ImageCodec.decode(copy))?.over(.white) else { continue }
            #expect(image.pixels.count == image.width * image.height * image.channels)
        }
    }

    /// Opens each copy as data, and reads all of its images.
    private func open<D: StreamedDataset>(
        _ file: String, _ name: String, copies: Int, _ make: (_ folder: String) throws -> D
    ) throws {
        let bytes = try Fixtures.bytes(file)
        let folder = try TemporaryFolder()
        for copy in damaged(bytes, copies: copies, seed: 1) {
            try folder.write(name, copy)
            do {
                let data = try make(folder.path)
                _ = try data.samples(at: Array(0..<min(data.info.count, 100)))
            } catch let error as RecipeError {
                #expect(!error.problem.isEmpty && !error.fix.isEmpty)
            } catch let error as DataError {
                #expect(!error.problem.isEmpty && !error.fix.isEmpty)
            }
        }
    }

    @Test func archives() throws {
        try open("archive.zip", "a.zip", copies: 600) { folder in
            var settings = ImageArchive.Settings()
            settings.path = folder + "/a.zip"
            return try ImageArchive(settings, emptyContext)
        }
    }

    @Test(arguments: ["train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz"]) func compressed(_ name: String)
        throws
    {
        let other = name.contains("images") ? "train-labels-idx1-ubyte.gz" : "train-images-idx3-ubyte.gz"
        try open("idx/\(name)", name, copies: 300) { folder in
            var settings = IDXDataset.Settings()
            let places = ["\(folder)/\(name)", "\(Fixtures.folder)/idx/\(other)"]
            settings.path = places[name.contains("images") ? 0 : 1]
            settings.labelPath = places[name.contains("images") ? 1 : 0]
            return try IDXDataset(settings, emptyContext)
        }
    }

    @Test func plain() throws {
        try open("idx/t10k-images-idx3-ubyte", "images", copies: 600) { folder in
            var settings = IDXDataset.Settings()
            settings.path = folder + "/images"
            return try IDXDataset(settings, emptyContext)
        }
    }

    @Test func tables() throws {
        var text = ""
        for image in 0..<6 { text += (0..<16).map { "\(($0 * 16 + image) % 256)," }.joined() + "\(image % 3)\n" }
        let folder = try TemporaryFolder()
        for (index, copy) in damaged(Array(text.utf8), copies: 600, seed: 3).enumerated() {
            try folder.write("\(index).csv", copy)
            do { _ = try PixelTable("\(folder.path)/\(index).csv", label: index % 2 == 0 ? .last : .auto) } catch let
                error as DataError
            {
                #expect(error.fix.isEmpty == false, "\(error)")
            }
        }
    }

    @Test(arguments: [
        "a b.png 3\n./b.png 0\n# x\n", "path,label,x\n\"a,\"\"b.png\",dog,1\nb.png,cat,2\n",
        "a.png fox\nb.png red fox\n",
    ])
    func lists(_ text: String) throws {
        let folder = try TemporaryFolder()
        var settings = ListFile.Settings()
        settings.path = folder.path + "/l.txt"
        for copy in damaged(Array(text.utf8), copies: 600, seed: 4) {
            try folder.write("l.txt", copy)
            do { _ = try settings.collection() } catch let error as DataError {
                #expect(error.fix.isEmpty == false, "\(error)")
            }
        }
    }

    private static let labels =
        #"{"a": [1.5e3, {"b": "\u00e9\n"}], "labels": [["x/1.png", [0.25, -1]], ["2.png", [1, 0]]]} "#

    /// Reads labels of `2.png` alone.
    private func readLabels(_ bytes: [UInt8]) throws {
        let reader = FolderImages(root: "", paths: ["2.png"])
        _ = try DatasetJSON(bytes, place: "dataset.json", imageCount: 1).collection(reader, ["2.png"])
    }

    @Test func labelFiles() throws {
        for copy in damaged(Array(Self.labels.utf8), copies: 3000, seed: 2) {
            do { try readLabels(copy) } catch let error as DataError {
                #expect(!error.problem.isEmpty && !error.fix.isEmpty)
            }
        }
    }

    /// Every copy of the labels with one bit of a name changed. Of 8 bits of a letter one makes it no ASCII, and so no UTF-8.
    @Test(arguments: [
        // No image has this name, so that any other is as good: 7 letters in 7 bits each.
        ("x/1.png", 49),
        // The image needs this entry.
        ("2.png", 0),
        // A change of case leaves the key known, and every other change makes it one that is refused for its likeness.
        ("labels", 6),
    ])
    func namesWithOneChangedBit(_ name: String, _ readable: Int) throws {
        let bytes = Array(Self.labels.utf8)
        let start = try #require(bytes.firstRange(of: Array("\"\(name)\"".utf8))).lowerBound + 1
        var found = 0
        for place in start..<start + name.utf8.count {
            for bit in 0..<8 {
                var copy = bytes
                copy[place] ^= 1 << UInt8(bit)
                do {
                    try readLabels(copy)
                    found += 1
                } catch is DataError {}
            }
        }
        #expect(found == readable)
    }

    @Test func deepJSONDoesNotOverflow() {
        let bytes = [UInt8](repeating: 0x5B, count: 1_000_000)
        let deep = Array(#"{"a":"#.utf8) + bytes
        #expect(throws: DataError.self) { try DatasetJSON(deep, place: "dataset.json", imageCount: 1) }
    }
}
