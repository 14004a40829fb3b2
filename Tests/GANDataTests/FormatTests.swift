import Foundation
import GANCore
import GANTensor
import Testing

@testable import GANData

/// A PNG of one color.
func pngBytes(_ gray: UInt8, width: Int = 4, height: Int = 4, channels: Int = 3) throws -> [UInt8] {
    let pixels = [UInt8](repeating: gray, count: width * height * channels)
    return try ImageCodec.encodePNG(RasterImage(width: width, height: height, channels: channels, pixels: pixels))
}

@Suite struct FormatTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func open<D: StreamedDataset>(_ type: D.Type, _ change: (inout D.Settings) -> Void) throws -> D {
        var settings = D.Settings()
        change(&settings)
        return try D(settings, emptyContext)
    }

    /// The level of each image, and its label.
    private func levels(_ data: some StreamedDataset) throws -> [Int] {
        let info = data.info
        return try (0..<info.count).map { index in
            let batch = try data.source.batch(at: [index])
            return Int(((batch.images[0] + 1) * 127.5).rounded())
        }
    }

    @Test func foldersAreClasses() throws {
        try folder.write("dog/2.png", pngBytes(3))
        try folder.write("dog/10.PNG", pngBytes(2))
        try folder.write("cat/deep/er/1.jpg", pngBytes(1))
        try folder.write("cat/notes.txt", text: "no image")
        try folder.write(".hidden/1.png", text: "no image")
        let data = try open(ImageFolder.self) { $0.path = folder.path }
        #expect(data.info.classNames == ["cat", "dog"] && data.info.classCounts == [1, 2])
        #expect(try levels(data) == [1, 2, 3])
    }

    @Test func aFlatFolderHasNoLabels() throws {
        for level in 1...3 { try folder.write("\(level).png", pngBytes(UInt8(level))) }
        let data = try open(ImageFolder.self) { $0.path = folder.path }
        #expect(data.info.labelKind == .none && data.info.labelSize == 0)
        #expect(try data.samples(at: [0, 2]).labels.shape == [2, 0])
    }

    @Test func listsNamePathsAndClasses() throws {
        try folder.write("images/a b.png", pngBytes(7))
        try folder.write("images/c.png", pngBytes(8))
        try folder.write("list.txt", text: "images/c.png 2\r\n\nimages/a b.png\t0\nimages/c.png 2")
        let data = try open(ListFile.self) { $0.path = folder.path + "/list.txt" }
        #expect(data.info.classCounts == [1, 0, 2] && data.info.classNames == ["0", "1", "2"])
        #expect(try levels(data) == [8, 7, 8])
    }

    @Test func stylesOfLabelsInFoldersAndZips() throws {
        let zip = Fixtures.folder + "/archive.zip"
        let classes = try open(ImageArchive.self) { $0.path = zip }
        #expect(classes.info.classCounts == [1, 0, 2])
        #expect(try levels(classes) == [10, 20, 30])
        try folder.write("b/1.png", pngBytes(1))
        try folder.write("a.png", pngBytes(2))
        let noLabels = try open(ImageArchive.self) { $0.path = folder.path }
        #expect(noLabels.info.labelKind == .none)
        #expect(try levels(noLabels) == [2, 1])
        let text =
            #"{"made by": {"x": [1, true, null, "\u00e9"]}, "labels": [["b/1.png", [0.5, -1e1]], ["a.png", [1, 0]]]}"#
        try folder.write("dataset.json", text: text)
        let vectors = try open(ImageArchive.self) { $0.path = folder.path }
        #expect(vectors.info.labelKind == .vectors && vectors.info.labelSize == 2)
        #expect(try vectors.source.batch(at: [1, 0]).labels == [0.5, -10, 1, 0])
    }

    /// As `zip -r d.zip d/` packs a folder.
    @Test func labelsMayLieInAFolderWithAllImages() throws {
        let text = #"{"labels": [["x/1.png", 1], ["2.png", 0]]}"#
        let files = ["d/2.png": try pngBytes(2), "d/x/1.png": try pngBytes(1), "d/dataset.json": Array(text.utf8)]
        try folder.write(
            "d.zip", ZipBuilder(files.map { ZipBuilder.Entry(name: $0.key, content: $0.value) }).bytes)
        for (name, bytes) in files { try folder.write("in/\(name)", bytes) }
        for name in ["d.zip", "in"] {
            let data = try open(ImageArchive.self) { $0.path = "\(folder.path)/\(name)" }
            #expect(data.info.classCounts == [1, 1])
            #expect(data.source.labels(at: [0, 1]) == [1, 0, 0, 1])
            #expect(try levels(data) == [2, 1])
        }
    }

    @Test func surrogatePairsAreCharacters() throws {
        try folder.write("1.png", pngBytes(1))
        let text = #"{"class_names": ["\ud83d\ude00", "\ud83d\u0041", "\ude00"], "labels": [["1.png", 2]]}"#
        try folder.write("dataset.json", text: text)
        let data = try open(ImageArchive.self) { $0.path = folder.path }
        #expect(data.info.classNames == ["\u{1F600}", "\u{FFFD}A", "\u{FFFD}"])
    }

    /// Names that cannot be looked at: not UTF-8, and links that lead nowhere.
    @Test func whatIsNoImageDoesNotBlockTheOthers() throws {
        try folder.write("a/1.png", pngBytes(1))
        let odd = folder.path + "/a/"
        for name: [CChar] in [[0x78, -1, 0x2E, 0x74, 0], [0x79, -2, 0]] {
            if let file = fopen(odd.utf8.map { CChar($0) } + name, "w") { fclose(file) }
        }
        try FileManager.default.createSymbolicLink(atPath: odd + "link", withDestinationPath: odd + "nowhere")
        let data = try open(ImageFolder.self) { $0.path = folder.path }
        #expect(data.info.classNames == ["a"] && data.info.count == 1)
    }

    @Test func cifarIsRecordsOfPlanes() throws {
        func record(_ labels: [UInt8], _ level: UInt8) -> [UInt8] {
            labels + [UInt8](repeating: level, count: 1024) + [UInt8](repeating: level + 1, count: 2048)
        }
        for batch in 1...5 {
            try folder.write("ten/cifar-10-batches-bin/data_batch_\(batch).bin", record([UInt8(batch)], UInt8(batch)))
        }
        let ten = try open(CIFAR10.self) { $0.path = folder.path + "/ten" }
        #expect(ten.info.classCounts == [0, 1, 1, 1, 1, 1, 0, 0, 0, 0] && ten.info.classNames[1] == "automobile")
        #expect(try levels(ten) == [1, 2, 3, 4, 5])
        let batch = try ten.source.batch(at: [2])
        #expect(batch.images[1023] < batch.images[1024] && batch.images[1024] == batch.images[3071])
        try folder.write("hundred/test.bin", record([3, 42], 9) + record([4, 99], 8))
        try folder.write("hundred/coarse_label_names.txt", text: (0..<20).map { "group \($0)\n" }.joined())
        let fine = try open(CIFAR100.self) { ($0.path, $0.split) = (folder.path + "/hundred", .test) }
        #expect(fine.info.labelSize == 100 && fine.info.classCounts[42] == 1 && fine.info.classCounts[99] == 1)
        let coarse = try open(CIFAR100.self) {
            ($0.path, $0.split, $0.level) = (folder.path + "/hundred", .test, .coarse)
        }
        #expect(coarse.info.classNames[3] == "group 3" && coarse.info.classCounts[3] == 1)
    }

    /// RFC 1952, section 2.2: as `cat a.gz b.gz` and parallel compressors write it.
    @Test func gzipMayHaveSeveralMembers() throws {
        let member = try Fixtures.bytes("idx/train-images-idx3-ubyte.gz")
        let content = try Gzip.decompressed(member, place: "one")
        #expect(try Gzip.decompressed(member + member + [0, 0, 0], place: "two") == content + content)
        #expect(message { _ = try Gzip.decompressed(member + member.dropLast(9), place: "two") }.hasPrefix("two: "))
        #expect(throws: DataError.self) {
            try Gzip.decompressed(member + member, place: "two", limit: content.count + 1)
        }
    }

    @Test func idxIsPlainOrCompressed() throws {
        let data = try open(FashionMNIST.self) { $0.path = Fixtures.folder + "/idx" }
        #expect((data.info.count, data.info.channels, data.info.height, data.info.width) == (4, 1, 5, 3))
        #expect(data.info.classCounts == [0, 1, 0, 2, 0, 0, 0, 0, 0, 1] && data.info.classNames[9] == "ankle boot")
        #expect(try levels(data) == [0, 15, 30, 45])
        let plain = try open(IDXDataset.self) {
            $0.path = Fixtures.folder + "/idx/t10k-images-idx3-ubyte"
            $0.labelPath = Fixtures.folder + "/idx/t10k-labels-idx1-ubyte"
        }
        #expect(plain.info.classCounts == [1, 1] && plain.info.classNames == ["0", "1"])
    }
}
