import Foundation
import GANComponentTesting
import GANCore
import GANData
import GANTensor
import NamedImages
import Testing

@Suite struct NamedImagesTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)

    /// A gray file of one level: 4 × 2 pixels.
    private func write(_ name: String, level: UInt8) throws {
        let file = folder.appending(path: name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try (Data("P5 4 2 255\n".utf8) + Data(repeating: level, count: 8)).write(to: file)
    }

    private func open(_ split: DataSplit = .train) throws -> NamedImages {
        var settings = NamedImages.Settings()
        (settings.path, settings.split, settings.resolution) = (folder.path, split, 4)
        return try NamedImages(settings, testBuild("data", .squares(4)))
    }

    @Test func classesComeFromNames() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        try write("train/cat_1.pgm", level: 0)
        try write("train/more/big_dog_1.pgm", level: 255)
        try write("test/cat_2.pgm", level: 51)
        let data = try open()
        #expect(data.info.classNames == ["big_dog", "cat"] && data.info.classCounts == [1, 1])
        let samples = try data.samples(at: [0, 1])
        #expect(samples.images.shape == [2, 3, 4, 4])
        #expect(
            samples.images.scalars(as: Float.self) == Array(repeating: -1, count: 48) + Array(repeating: 1, count: 48))
        #expect(samples.labels.scalars(as: Float.self) == [0, 1, 1, 0])
        let before = try data.source.fingerprint()
        try write("train/cat_1.pgm", level: 9)
        #expect(try open().source.fingerprint() != before)
        #expect(try abs(open(.test).samples(at: [0]).images.mean().item() + 0.6) < 1e-6)
    }

    @Test func aNameWithoutClassIsRefused() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        try write("train/cat.pgm", level: 0)
        let error = #expect(throws: RecipeError.self) { try open() }
        #expect(error?.problem == "the name of cat.pgm has no class")
        #expect(throws: DataError.self) { try open(.test) }
    }
}
