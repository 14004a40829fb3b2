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
        let sizes = try [16, 32].map { side in try shapes { $0.images.resolution = side }.source }
        for index in stride(from: 0, to: 1236, by: 100) {
            let (small, large) = (try sizes[0].batch(at: [index]), try sizes[1].batch(at: [index]))
            let means = [small, large].map { $0.images.reduce(0, +) / Float($0.images.count) }
            #expect((means[0] - means[1]).magnitude < 0.02)
            #expect(small.labels == large.labels)
        }
    }

    @Test func samplesAreTensors() throws {
        let samples = try shapes { $0.classCount = 3 }.samples(at: [0, 0, 500])
        #expect(samples.images.shape == [3, 3, 32, 32] && samples.labels.shape == [3, 3])
        #expect(samples.labels.scalars(as: Float.self) == [1, 0, 0, 1, 0, 0, 0, 1, 0])
        let images = samples.images.scalars(as: Float.self)
        #expect(images[0..<3072] == images[3072..<6144] && images.allSatisfy { (-1...1).contains($0) })
    }
}
