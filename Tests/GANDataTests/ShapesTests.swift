import GANCore
import GANTensor
import Testing

@testable import GANData

@Suite struct ShapesTests {
    private func shapes(_ change: (inout Shapes.Settings) -> Void = { _ in }) throws -> Shapes {
        var settings = Shapes.Settings()
        change(&settings)
        return try Shapes(settings, emptyContext)
    }

    @Test func isInTheCatalog() {
        #expect(ComponentCatalog.linked.entry(.dataset, "shapes")?.settings.map(\.name).first == "class_count")
    }

    @Test func isLongTailed() throws {
        let info = try shapes().info
        #expect(info.classCounts == [500, 299, 179, 107, 64, 38, 23, 13, 8, 5])
        #expect((info.count, info.channels, info.height) == (1236, 3, 32))
        #expect(info.classNames.first == "red circle" && info.classNames.last == "white ring")
    }

    @Test func showsTheSameAtEachResolution() throws {
        let sizes = try [ImageSize(side: 16), ImageSize(side: 32)].map { size in
            try shapes { $0.images.resolution = size }.source
        }
        for index in stride(from: 0, to: 1236, by: 100) {
            let (small, large) = (try sizes[0].batch(at: [index]), try sizes[1].batch(at: [index]))
            let means = [small, large].map { $0.images.reduce(0, +) / Float($0.images.count) }
            #expect((means[0] - means[1]).magnitude < 0.02)
            #expect(small.labels == large.labels)
        }
    }

    /// As large as in a square of the shorter side, and somewhere along the longer one.
    @Test func shapesUseTheLongerSide() throws {
        let square = try shapes { $0.images.resolution = 16 }.source
        let oblong = try shapes { $0.images.resolution = ImageSize(width: 48, height: 16) }.source
        #expect((oblong.info.height, oblong.info.width) == (16, 48))
        var columns: Set<Int> = []
        for index in stride(from: 0, to: 500, by: 10) {
            let (small, large) = (try square.batch(at: [index]), try oblong.batch(at: [index]))
            #expect(large.shape == [1, 3, 16, 48])
            // Corners show the paper.
            let paper = large.images[0]
            let sums = [small, large].map { $0.images.reduce(0) { $0 + $1 - paper } }
            #expect((sums[0] - sums[1]).magnitude < 0.02 * 768, "\(index)")
            columns.formUnion((0..<48 * 16).filter { (large.images[$0] - paper).magnitude > 0.1 }.map { $0 % 48 })
        }
        #expect(columns.count > 40)
    }

    @Test func samplesAreTensors() throws {
        let samples = try shapes { $0.classCount = 3 }.samples(at: [0, 0, 500])
        #expect(samples.images.shape == [3, 3, 32, 32] && samples.labels.shape == [3, 3])
        #expect(samples.labels.scalars(as: Float.self) == [1, 0, 0, 1, 0, 0, 0, 1, 0])
        let images = samples.images.scalars(as: Float.self)
        #expect(images[0..<3072] == images[3072..<6144] && images.allSatisfy { (-1...1).contains($0) })
    }
}
