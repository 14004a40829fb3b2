import Augmenters
import GANCore
import GANModule
import GANTensor
import GANTestSupport
import Testing

@Suite(.onChosenBackend) struct DiffAugmentTests {
    private func augmenter(_ policy: [DiffAugment.Transform]) -> DiffAugment {
        var settings = DiffAugment.Settings()
        settings.policy = policy
        let data = DatasetInfo(count: 1, channels: 3, height: 16, width: 24, labelKind: .none, labelSize: 0)
        return DiffAugment(settings, BuildContext(path: "augment", data: data, seed: 1))
    }

    private func random(_ path: String = "test") -> RandomStream { RandomStream(seed: 2, path: path) }

    // MARK: Oracle

    private typealias Apply = @Sendable (_ x: Tensor, _ draws: [Tensor]) -> Tensor

    private static let transforms: [String: Apply] = [
        "brightness": { DiffAugment.brightness($0, $1[0]) },
        "saturation": { DiffAugment.saturation($0, $1[0]) },
        "contrast": { DiffAugment.contrast($0, $1[0]) },
        "translation": { DiffAugment.translation($0, rows: $1[0], columns: $1[1]) },
        "cutout": { DiffAugment.cutout($0, rows: $1[0], columns: $1[1]) },
    ]

    /// The raw draws, in the images' type.
    private func draws(_ name: String, _ oracle: SafetensorsFile) throws -> [Tensor] {
        try (0..<2).compactMap { index in
            guard let entry = oracle.entry(named: "\(name).draw\(index)") else { return nil }
            guard entry.type == .int64 else { return try oracle.tensor(entry.name) }
            let offsets = try oracle.values(of: entry.name, as: Int64.self).map(Float.init)
            return Tensor(offsets, shape: Shape(entry.shape))
        }
    }

    @Test(arguments: ["brightness", "saturation", "contrast", "translation", "cutout"])
    func agreesWithOracle(_ name: String) throws {
        let oracle = try openOracle("diffaugment")
        let images = try oracle.tensor("img").requiringGradient()
        let apply = try #require(Self.transforms[name])
        let changed = apply(images, try draws(name, oracle))
        #expect(relativeError(changed, try oracle.tensor("\(name).img")) < OracleTolerance.values)
        let gradient = gradient(of: (changed * (try oracle.tensor("\(name).proj"))).sum(), wrt: images)
        #expect(relativeError(gradient, try oracle.tensor("\(name).grad_img")) < OracleTolerance.values)
    }

    // MARK: Draws

    /// Draws in the published order and ranges, through the transforms by hand.
    @Test func policyIsAppliedInItsOrder() {
        let x = random("images").normal([3, 3, 12, 24])
        let changed = augmenter([.cutout, .color, .translation])(x, random: random())
        let stream = random()
        func whole(_ bound: Int, _ shift: Double = 0) -> Tensor {
            stream.integers(below: bound, [3, 1, 1]).converted(to: .float32) - shift
        }
        func share() -> Tensor { stream.uniform([3, 1, 1, 1]) }
        let middle = whole(13)
        let holed = DiffAugment.cutout(x, rows: middle, columns: whole(25))
        let bright = DiffAugment.brightness(holed, share())
        let saturated = DiffAugment.saturation(bright, share())
        let colored = DiffAugment.contrast(saturated, share())
        let rows = whole(5, 2)
        let expected = DiffAugment.translation(colored, rows: rows, columns: whole(7, 3))
        #expect(bits(changed) == bits(expected))
    }

    /// Over many draws every offset occurs and none other: of 16 rows, -2 ... 2.
    @Test func translationReachesAnEighth() {
        let mark = Tensor.ones([400, 1, 1, 1]) * Tensor.identity(16).rows(8..<9).reshaped(1, 1, 16, 1)  // row 8 is 1
        let moved = augmenter([.translation])(mark, random: random())
        let reached = moved.sum(0, 1, 3).scalars(as: Float.self)
        #expect(reached.indices.filter { reached[$0] > 0 } == [6, 7, 8, 9, 10])
    }

    @Test(arguments: [(1, 1), (2, 1), (5, 9), (8, 16)]) func holesHaveHalfTheSide(size: Int, area: Float) {
        // In the middle, where nothing is cut off.
        let middle = Tensor([Float(size / 2)], shape: [1, 1, 1])
        let holed = DiffAugment.cutout(.ones([1, 1, size, size]), rows: middle, columns: middle)
        let hidden = Float(size * size) - holed.sum().scalars(as: Float.self)[0]
        #expect(hidden == area)
    }

    /// An even hole is centered on one more place than there are pixels, and cut off at both edges.
    @Test func holesAreCutOffAtTheEdges() {
        let holed = augmenter([.cutout])(.ones([400, 1, 4, 4]), random: random())
        let areas = Set((1 - holed).sum(1, 2, 3).scalars(as: Float.self))
        #expect(areas == [1, 2, 4])
        #expect(Set(holed.scalars(as: Float.self)) == [0, 1])
    }

    @Test(arguments: [1, 2], DiffAugment.Transform.allCases) func isDifferentiable(
        order: Int, transform: DiffAugment.Transform
    ) {
        let augment = GradientCase("\(transform)", [[2, 2, 4, 3]]) { inputs in
            let test = DiffAugmentTests()
            return test.augmenter([transform])(inputs[0], random: test.random())
        }
        checkGradient(augment, order: order)
    }

    @Test func singlePixelAndSingleImagePass() {
        let x = Tensor.ones([1, 1, 1, 1])
        let changed = augmenter([.color, .translation])(x, random: random())
        #expect(changed.shape == x.shape && changed.isFinite())
    }
}
