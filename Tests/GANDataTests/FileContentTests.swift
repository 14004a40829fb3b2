import GANCore
import GANTensor
import Testing

@testable import GANData

/// Compressed files of which only the start is unpacked when they are opened.
@Suite struct FileContentTests {
    private let folder: TemporaryFolder
    /// Fashion-MNIST with 2048 images of 28 × 28 pixels that cannot be compressed; image i has the class i % 10.
    private let images: [UInt8]
    private let packed: [UInt8]

    init() throws {
        folder = try TemporaryFolder()
        var number: UInt32 = 1
        let pixels = (0..<2048 * 784).map { _ in
            number = number &* 1_664_525 &+ 1_013_904_223
            return UInt8(number >> 24)
        }
        images = [0, 0, 8, 3, 0, 0, 8, 0, 0, 0, 0, 28, 0, 0, 0, 28] + pixels
        packed = GzipBuilder.packed(images)
        let labels = [0, 0, 8, 1, 0, 0, 8, 0] + (0..<2048).map { UInt8($0 % 10) }
        try folder.write("train-labels-idx1-ubyte.gz", GzipBuilder.packed(labels))
    }

    private func open(_ bytes: [UInt8]) throws -> FashionMNIST {
        try folder.write(Self.name, bytes)
        var settings = FashionMNIST.Settings()
        settings.path = folder.path
        return try FashionMNIST(settings, emptyContext)
    }

    private static let name = "train-images-idx3-ubyte.gz"

    private func said(_ body: () throws -> Void) -> String { message(body).replacing(folder.path, with: "@") }

    @Test func everyByteIsThatOfTheFile() throws {
        let path = try folder.write(Self.name, packed)
        let content = try FileContent(reading: path)
        #expect(content.count == images.count)
        let start = try content.bytes(upTo: 100)
        #expect(start.count < images.count && start.elementsEqual(images.prefix(start.count)))
        #expect(try content.bytes(upTo: images.count) == images)
        #expect(try content.all() == images && content.count == images.count)
        let data = try open(packed)
        let last = try data.source.batch(at: [2047]).images
        #expect(last.map { Int((($0 + 1) * 127.5).rounded()) } == images.suffix(784).map(Int.init))
        let plain = try FileContent(reading: folder.write("plain", images))
        #expect(try plain.all() == images)
    }

    /// What is known without the pixels needs none of them, and what reads them finds the damage.
    @Test func damageAfterTheStartIsFoundBeforeTraining() throws {
        var damaged = packed
        damaged[damaged.count - 100_000] ^= 1
        let data = try open(damaged)
        #expect(data.info.count == 2048 && data.info.classCounts[9] == 204)
        #expect(try data.source.batch(at: [0]).images.count == 784)
        let problem = "@/\(Self.name): its compressed data are damaged\n  fix: download or copy it again"
        #expect(said { try data.source.prepare { _ in } } == problem)
        #expect(said { _ = try data.source.fingerprint() } == problem)
        var settings = FashionMNIST.Settings()
        settings.path = folder.path
        let collection = try settings.labeledCollection()
        #expect(said { _ = try ImageInspection(collection, settings.images) { _ in } } == problem)
    }

    /// The images twice: the last member states as many bytes as the images have.
    @Test func moreImagesThanTheHeaderStatesAreDamage() throws {
        let data = try open(packed + packed)
        #expect(
            said { try data.source.prepare { _ in } }
                == "@/\(Self.name): it unpacks to \(grouped(2 * images.count)) bytes, but its images have \(grouped(images.count))\n"
                + "  fix: download or copy it again")
    }

    /// RFC 1952 §2.2: members follow each other, and the content is all of them.
    @Test(arguments: [100, 1_200_000, 400_000]) func membersAreOneContent(_ first: Int) throws {
        let data = try open(GzipBuilder.packed(Array(images[..<first])) + GzipBuilder.packed(Array(images[first...])))
        try data.source.prepare { _ in }
        let last = try data.source.batch(at: [2047]).images
        #expect(last.map { Int((($0 + 1) * 127.5).rounded()) } == images.suffix(784).map(Int.init))
    }

    /// Of a file that ends early, the last bytes state no size.
    @Test func aFileThatEndsEarlyIsNamedWhenItIsOpened() throws {
        #expect(
            said { _ = try open(Array(packed.dropLast(100_000))) }
                == "path: @/\(Self.name): the file ends early\n  fix: download or copy it again")
    }

    /// Networks and steps without elements are made without the pixels, too.
    @Test func shapesNeedNoPixels() throws {
        var damaged = packed
        damaged[damaged.count - 100_000] ^= 1
        let data = try open(damaged)
        try Backends.withoutElements {
            let samples = try data.samples(at: [0, 2047])
            #expect(samples.images.shape == [2, 1, 28, 28] && samples.labels.shape == [2, 10])
        }
        #expect(throws: DataError.self) { try data.samples(at: [2047]) }
    }
}
