import GANCore
import GANTensor
import GANTestSupport
import ImageMetrics
import Testing

@Suite(.onChosenBackend) struct IntraClassTests {
    private let names = ["head", "middle", "tail", "absent"]
    private let trained = [500, 100, 3, 0]

    private func features(_ rows: [(class: Int, value: Float)], _ name: String) throws -> Features {
        try Features(
            Tensor(rows.map(\.value), shape: [rows.count, 1]), classes: rows.map(\.class), name: name)
    }

    /// By hand as in one dimension: means 0 and 1 of the head, equal middles, one image of the tail.
    @Test func byHand() throws {
        let real = try features([(0, -1), (1, 5), (0, 1), (1, 7), (2, 1)], "real")
        let fake = try features([(1, 5), (0, 0), (0, 2), (1, 7), (2, 1), (2, 2)], "generated")
        let found = try IntraClassDistance(real, fake, names: names, trainingCounts: trained)
        #expect(found.classes.map(\.name) == names)
        let distances = found.classes.map(\.distance)
        #expect(distances[0].map { ($0 - 1).magnitude < 1e-9 } == true)
        #expect(distances[1].map { $0 < 1e-9 } == true)
        #expect(distances[2] == nil && distances[3] == nil)
        #expect(found.classes[2].caveat == "1 real and 2 generated images are too few for a distance")
        #expect((found.mean - 0.5).magnitude < 1e-9)
        #expect(found.groups.map(\.group) == [.many, .medium])
        #expect(found.groups.map(\.classes) == [1, 1])
    }

    /// Images with several attributes count for each of them: reals with `dark` are -1, 1, 5 and 7, of mean 3 and variance 40 / 3; the two
    /// fakes of its block are 3 and 3. The distance of one dimension is (μ - ν)² + (σ - τ)².
    @Test func attributesByHand() throws {
        let real = try Features(Tensor([Float(-1), 1, 5, 7, 9], shape: [5, 1]), name: "real")
            .grouped([[0, 1, 2, 3], [2, 3], []])
        let fake = try Features(Tensor([Float(3), 3, 6, 8, 0, 0], shape: [6, 1]), name: "generated")
            .grouped([[0, 1], [2, 3], [4, 5]])
        let found = try IntraClassDistance(
            real, fake, names: ["dark", "round", "none"], trainingCounts: [400, 50, 0])
        #expect(found.classes.map(\.reals) == [4, 2, 0] && found.classes.map(\.fakes) == [2, 2, 2])
        let distances = found.classes.map(\.distance)
        #expect(distances[0].map { ($0 - 40.0 / 3).magnitude < 1e-6 } == true, "\(distances)")
        #expect(distances[1].map { ($0 - 1).magnitude < 1e-6 } == true && distances[2] == nil, "\(distances)")
        #expect(found.groups.map(\.group) == [.many, .medium])
        #expect((found.groups[0].mean - 40.0 / 3).magnitude < 1e-6)
    }

    @Test func fewImagesHaveACaveat() throws {
        let random = RandomStream(seed: 6, path: "intra")
        let real = try Features(random.normal([6, 8]), classes: [0, 0, 0, 0, 0, 0], name: "real")
        let found = try IntraClassDistance(real, real, names: ["one"])
        #expect(
            found.classes[0].caveat
                == "6 images in 8 dimensions: the covariance has at most rank 5; compare only with scores of the same number of images"
        )
        #expect(found.groups.isEmpty)
    }

    @Test func groupsHaveThePublishedBounds() {
        let groups = [101, 100, 20, 19].map { TailGroup(trainingImages: $0) }
        #expect(groups == [.many, .medium, .medium, .few])
    }

    @Test func withoutClasses() throws {
        let plain = try Features(Tensor([Float(1), 2], shape: [2, 1]), name: "real")
        #expect(throws: MetricError.self) { try IntraClassDistance(plain, plain, names: names) }
    }
}
