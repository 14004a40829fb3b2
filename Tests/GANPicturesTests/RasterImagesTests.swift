import GANData
import GANPictures
import GANTensor
import GANTestSupport
import Testing

@Suite(.onChosenBackend) struct RasterImagesTests {
    /// x · 127.5 + 127.5, halves up: 0 is the half between 127 and 128.
    @Test func roundsAndCuts() {
        let values: [Float] = [-1, 1, 0, -1.5, 7, .nan, .infinity, -.infinity, -0.996, -0.997, 0.5, 0.25]
        let images = RasterImage.images(Tensor(values, shape: [1, 1, 3, 4]))
        #expect(images.map(\.pixels) == [[0, 255, 128, 0, 255, 0, 255, 0, 1, 0, 191, 159]])
        #expect(images.map { [$0.width, $0.height, $0.channels] } == [[4, 3, 1]])
    }

    @Test func everyLevelComesBack() {
        let values = (0...255).map { Double($0) / 127.5 - 1 }
        let image = RasterImage.images(Tensor(values, shape: [1, 1, 16, 16]))[0]
        #expect(image.pixels == (0...255).map(UInt8.init))
    }

    @Test func putsColorsSideBySide() {
        let planes: [Float] = [-1, -1, 0, 0, 1, 1]
        let image = RasterImage.images(Tensor(planes, shape: [1, 3, 1, 2]))[0]
        #expect(image.pixels == [0, 128, 255, 0, 128, 255])
    }

    @Test(arguments: [(1, 1), (2, 1), (3, 3), (5, 3)]) func showsWhatItCan(_ channels: Int, _ shown: Int) {
        let images = RasterImage.images(.zeros([2, channels, 3, 3]))
        #expect(images.map(\.channels) == [shown, shown])
    }
}
