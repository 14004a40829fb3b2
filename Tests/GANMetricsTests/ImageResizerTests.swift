import Foundation
import GANCore
import GANModule
import GANTensor
import GANTestSupport
import Testing

/// A photograph, resized by Pillow, PyTorch and TensorFlow (Tests/Reference/resizers.py).
@Suite(.onChosenBackend) struct ImageResizerTests {
    private let reference: SafetensorsFile

    init() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        reference = try SafetensorsFile(path: folder.appending(path: "Fixtures/resizers.safetensors").path)
    }

    @Test(arguments: ImageResizer.allCases, ["12x17", "31x40"])
    func matchesPublishedOnes(_ resizer: ImageResizer, size: String) throws {
        let expected = try reference.tensor("\(resizer.rawValue).\(size)")
        let source = try reference.tensor("source")
        let resized = resizer(source, height: expected.shape[2], width: expected.shape[3])
        let largest = (resized - expected).abs().max().item()
        #expect(largest < 1e-3, "of 255 levels")
    }

    @Test func leavesTheSizeAlone() throws {
        let source = try reference.tensor("source")
        let same = ImageResizer.bicubic(source, height: source.shape[2], width: source.shape[3])
        #expect(bits(same) == bits(source))
    }
}

@Suite(.onChosenBackend) struct ImagePreparationTests {
    /// By hand: -1 is level 0.5, cut to 0; 0 is 128; what is beyond is cut.
    @Test func levels() {
        let images = Tensor([Float(-1), 0, 1, 1.5, -9], shape: [1, 1, 1, 5])
        #expect(Levels.of(images).scalars(as: Float.self) == [0, 128, 255, 255, 0])
    }

    /// Of gray and transparency only gray is used; of more than three channels the first three.
    @Test(arguments: [(2, 1), (5, 3)]) func otherChannelsAreLeftOut(_ channels: Int, _ used: Int) {
        let preparation = ImagePreparation(
            side: 2, .bilinear, clips: false, centers: [0, 0, 0], scales: [1, 1, 1])
        let levels = Tensor((0..<4 * channels).map { Float($0) }, shape: [1, channels, 2, 2])
        let found = preparation(levels)
        #expect(found.shape == [1, 3, 2, 2])
        #expect(bits(found) == bits(preparation(levels.sliced(1, 0..<used))))
    }

    /// By hand: of 2 × 5 pixels the second and third column are the middle; of 5 × 2 pixels the second and third row.
    @Test(arguments: [([2, 5], [1, 2, 6, 7]), ([5, 2], [2, 3, 4, 5])] as [([Int], [Float])])
    func theMiddleIsCropped(_ size: [Int], _ expected: [Float]) {
        let preparation = ImagePreparation(side: 2, .bicubic, clips: true, centers: [0], scales: [1], crops: true)
        let levels = Tensor((0..<10).map { Float($0) }, shape: Shape([1, 1] + size))
        #expect(preparation(levels).scalars(as: Float.self) == expected)
    }

    /// Reports of earlier programs do not say whether images were cropped: they were not.
    @Test func croppingIsKeptInReports() throws {
        let whole = ImagePreparation(side: 2, .bicubic, clips: true, centers: [0], scales: [1])
        let middle = ImagePreparation(side: 2, .bicubic, clips: true, centers: [0], scales: [1], crops: true)
        for preparation in [whole, middle] {
            let data = try JSONEncoder().encode(preparation)
            #expect(String(decoding: data, as: UTF8.self).contains("crops") == preparation.crops)
            #expect(try JSONDecoder().decode(ImagePreparation.self, from: data) == preparation)
        }
    }

    /// Every level that a file holds comes back as itself.
    @Test func levelsOfFilesComeBack() {
        let levels = (0...255).map { Float($0) }
        let images = Tensor(levels.map { $0 / 127.5 - 1 }, shape: [1, 1, 16, 16])
        #expect(Levels.of(images).scalars(as: Float.self) == levels)
    }
}
