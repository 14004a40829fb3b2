import GANCore
import Testing

@testable import GANData

/// Perceptual hashes, and images that two splits share.
@Suite struct NearCopyTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Soft shapes whose place and size depend on `seed`.
    private func picture(_ seed: Int, side: Int = 64, noise: Int = 0) -> RasterImage {
        var random = DataRandom(UInt64(seed + 1))
        let blobs = (0..<5).map { _ in
            (x: Double(random.below(100)) / 100, y: Double(random.below(100)) / 100, level: Double(random.below(256)))
        }
        var grain = DataRandom(99)
        var pixels: [UInt8] = []
        for row in 0..<side {
            for column in 0..<side {
                var (sum, total) = (0.0, 0.0)
                for blob in blobs {
                    let (x, y) = (Double(column) / Double(side) - blob.x, Double(row) / Double(side) - blob.y)
                    let weight = 1 / (0.01 + x * x + y * y)
                    (sum, total) = (sum + weight * blob.level, total + weight)
                }
                let level = sum / total + Double(noise == 0 ? 0 : grain.below(2 * noise + 1) - noise)
                for shift in [0.0, 12, -12] { pixels.append(UInt8(min(max(level + shift, 0), 255))) }
            }
        }
        return RasterImage(width: side, height: side, channels: 3, pixels: pixels)
    }

    private func inspection(_ split: String) throws -> ImageInspection {
        var settings = ImageFolder.Settings()
        settings.path = "\(folder.path)/\(split)"
        return try ImageInspection(try settings.labeledCollection(), settings.images, comparesSplits: true) { _ in }
    }

    private func write(_ name: String, _ image: RasterImage) throws {
        try folder.write(name, try ImageCodec.encodePNG(image))
    }

    /// The same image in half and double size, and with noise, is a near copy. Others and uniform images are not.
    @Test func findsImagesThatBothSplitsHave() throws {
        for seed in 0..<6 { try write("train/\(seed).png", picture(seed)) }
        try write("test/half.png", picture(1, side: 32))
        try write("test/large.png", picture(3, side: 128))
        try write("test/noisy.png", picture(4, noise: 6))
        try write("test/other.png", picture(77))
        let white = RasterImage(width: 8, height: 8, channels: 1, pixels: .init(repeating: 255, count: 64))
        try write("train/white.png", white)
        try write("test/white.png", white)
        let found = try NearCopies(try inspection("train"), split: "test", try inspection("test")) { _ in }
        #expect(
            found.pairs.map { [$0.place, $0.otherPlace].map { $0.replacing(folder.path + "/", with: "") } } == [
                ["train/1.png", "test/half.png"], ["train/3.png", "test/large.png"], ["train/4.png", "test/noisy.png"],
            ])
    }

    @Test func nothingIsKeptUnlessAsked() throws {
        try write("train/1.png", picture(1))
        var settings = ImageFolder.Settings()
        settings.path = "\(folder.path)/train"
        let found = try ImageInspection(try settings.labeledCollection(), settings.images) { _ in }
        #expect(found.prints.isEmpty)
    }

    /// Long images on the background's color: half of them or more suggest padding.
    @Test(arguments: [(40, true), (29, false)]) func countsLongImagesOnAnEvenGround(width: Int, isLong: Bool) throws {
        var pixels = [UInt8](repeating: 250, count: width * 20)
        pixels[10 * width + 10] = 0
        try write("train/1.png", RasterImage(width: width, height: 20, channels: 1, pixels: pixels))
        pixels[5] = 0
        try write("train/2.png", RasterImage(width: width, height: 20, channels: 1, pixels: pixels))
        #expect(try inspection("train").padded == (isLong ? 1 : 0))
    }
}
