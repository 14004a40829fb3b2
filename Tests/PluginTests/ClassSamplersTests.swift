import GANCore
import GANTensor
import GANTestSupport
import Samplers
import Testing

/// Samplers that change how often classes are drawn. The data have 48, 24, 12, 6, 3 and 3 images of six classes; expected shares
/// were computed with NumPy from the papers' formulas.
@Suite(.onChosenBackend) struct ClassSamplersTests {
    private static var build: BuildContext {
        let none = DatasetInfo(count: 1, channels: 1, height: 1, width: 1, labelKind: .none, labelSize: 0)
        return BuildContext(path: "train.sampler", data: none, seed: 0)
    }
    private static let draws = 100_000

    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let make: @Sendable () throws -> any ClassWeightingSampler
        /// Of each class, over the first 100 kimg.
        let shares: [Double]
    }

    static let natural = [0.5, 0.25, 0.125, 0.0625, 0.03125, 0.03125]
    /// Halfway from the data to balanced classes.
    static let halfway = [0.333333, 0.208333, 0.145833, 0.114583, 0.098958, 0.098958]
    static let cases = [
        Case(testDescription: "shuffled", make: { ShuffledSampler(NoSettings(), build) }, shares: natural),
        Case(
            testDescription: "class_balanced", make: { ClassBalancedSampler(NoSettings(), build) },
            shares: [Double](repeating: 1 / 6, count: 6)),
        Case(
            testDescription: "square_root", make: { SquareRootSampler(NoSettings(), build) },
            shares: [0.326727, 0.231031, 0.163363, 0.115515, 0.081682, 0.081682]),
        Case(
            testDescription: "effective_number", make: { effectiveNumber(0.9) },
            shares: [0.383221, 0.206894, 0.132664, 0.101583, 0.087819, 0.087819]),
        Case(testDescription: "effective_number as the data", make: { effectiveNumber(0) }, shares: natural),
        Case(
            testDescription: "weighted", make: { weighted([1, 2, 3, 4, 0, 6]) },
            shares: [0.0625, 0.125, 0.1875, 0.25, 0, 0.375]),
        Case(testDescription: "progressive", make: { try progressive(kimg: 100) }, shares: halfway),
        Case(
            testDescription: "deferred",
            make: {
                var settings = DeferredSampler.Settings()
                (settings.kimg, settings.after) = (50, "class_balanced")
                return try DeferredSampler(settings, build)
            }, shares: halfway),
    ]

    private static func effectiveNumber(_ beta: Double) -> EffectiveNumberSampler {
        var settings = EffectiveNumberSampler.Settings()
        settings.beta = beta
        return EffectiveNumberSampler(settings, build)
    }

    private static func weighted(_ weights: [Double]) -> WeightedSampler {
        var settings = WeightedSampler.Settings()
        settings.weights = weights
        return WeightedSampler(settings, build)
    }

    private static func progressive(kimg: Double) throws -> ProgressiveSampler {
        var settings = ProgressiveSampler.Settings()
        settings.kimg = kimg
        return try ProgressiveSampler(settings, build)
    }

    private static func deferred(kimg: Double, after: String) throws -> DeferredSampler {
        var settings = DeferredSampler.Settings()
        (settings.kimg, settings.after) = (kimg, ComponentReference(after))
        return try DeferredSampler(settings, build)
    }

    private func data(_ change: (inout TinyDataset.Settings) -> Void = { _ in }) throws -> any Dataset {
        try tinyComposition {
            ($0.count, $0.labelSize) = (96, 6)
            change(&$0)
        }.data
    }

    private func counts(of rows: Tensor) -> [Double] { rows.sum(0).scalars(as: Float.self).map(Double.init) }

    /// Σ (observed - expected)² / expected. A value that cannot be drawn must not be.
    private func chiSquared(_ observed: [Double], _ shares: [Double]) -> Double {
        let total = observed.reduce(0, +)
        return zip(observed, shares).reduce(0) { sum, pair in
            let expected = pair.1 * total
            return sum + (expected > 0 ? (pair.0 - expected) * (pair.0 - expected) / expected : pair.0 * 1e9)
        }
    }

    // MARK: How often

    /// With five degrees of freedom, 1 of 10,000 exceeds 25.7 (SciPy).
    @Test(arguments: cases) func realsHaveTheirShares(_ sampler: Case) throws {
        let data = try data()
        let order = try sampler.make().order(of: data, seed: 3)
        let found = counts(of: try data.labels(at: try order.samples(at: 0..<Self.draws)))
        #expect(chiSquared(found, sampler.shares) < 25.7)
    }

    /// Labels of generated images, halfway through 100 kimg.
    @Test(arguments: cases) func fakesHaveTheirShares(_ sampler: Case) throws {
        let data = try data()
        let made = try sampler.make()
        let labels =
            try ["progressive": 50_000, "deferred": 50_000][sampler.testDescription].map {
                try made.fakeLabels(
                    Self.draws, of: data, at: TrainingPosition(step: 1, images: $0),
                    random: RandomStream(seed: 2, path: "labels"))
            } ?? made.fakeLabels(Self.draws, of: data, at: .start, random: RandomStream(seed: 2, path: "labels"))
        let expected =
            sampler.testDescription == "deferred" ? [Double](repeating: 1 / 6, count: 6) : sampler.shares
        #expect(labels.shape == [Self.draws, 6])
        #expect(chiSquared(counts(of: labels), expected) < 25.7)
    }

    /// What a sampler states of itself is what it draws.
    @Test(arguments: cases) func priorsAreTheShares(_ sampler: Case) throws {
        let info = try data().info
        let position = TrainingPosition(step: 1, images: 50_000)
        let made = try sampler.make()
        let expected =
            sampler.testDescription == "deferred" ? [Double](repeating: 1 / 6, count: 6) : sampler.shares
        for prior in [try made.realPrior(of: info, at: position), try made.fakePrior(of: info, at: position)] {
            #expect(zip(prior, expected).allSatisfy { ($0 - $1).magnitude < 1e-6 })
        }
    }

    /// Before, between and after the change.
    @Test func deferredSwitchesAtItsKimg() throws {
        let data = try data()
        let order = try Self.deferred(kimg: 0.05, after: "class_balanced").order(of: data, seed: 3)
        let before = try ShuffledSampler(NoSettings(), Self.build).order(of: data, seed: 3)
        let after = try ClassBalancedSampler(NoSettings(), Self.build).order(of: data, seed: 3)
        #expect(
            try order.samples(at: 40..<60) == before.samples(at: 40..<50) + after.samples(at: 50..<60))
        #expect(try order.samples(at: 0..<8) == before.samples(at: 0..<8))
        #expect(try order.samples(at: 200..<208) == after.samples(at: 200..<208))
    }

    /// At its end, a progressive sampler draws what the second one draws.
    @Test func progressiveEndsAtTheSecond() throws {
        let data = try data()
        let order = try Self.progressive(kimg: 0.05).order(of: data, seed: 3)
        let after = try ClassBalancedSampler(NoSettings(), Self.build).order(of: data, seed: 3)
        #expect(try order.samples(at: 50..<90) == after.samples(at: 50..<90))
        #expect(
            try order.samples(at: 0..<1)
                == ShuffledSampler(NoSettings(), Self.build).order(of: data, seed: 3).samples(at: 0..<1))
    }

    // MARK: Attributes

    /// 24 images: attribute 0 has the 12 even ones, attribute 1 six of them, attribute 2 three of those. With weights 1/12, 1/6 and
    /// 1/3 an image has its largest; the 12 without attributes have the smallest. The sum is 3. With 23 degrees of freedom, 1 of
    /// 10,000 exceeds 57.1 (SciPy).
    @Test func anImageHasTheLargestWeightOfItsAttributes() throws {
        let data = try data { ($0.count, $0.labelSize, $0.labelKind) = (24, 3, .attributes) }
        #expect(data.info.classCounts == [12, 6, 3])
        let expected = (1...24).map { $0 % 8 == 0 ? 1.0 / 9 : $0 % 4 == 0 ? 1.0 / 18 : 1.0 / 36 }
        let balanced = ClassBalancedSampler(NoSettings(), Self.build)
        let drawn = try balanced.order(of: data, seed: 3).samples(at: 0..<Self.draws)
        let found = (0..<24).map { index in Double(drawn.count { $0 == index }) }
        #expect(chiSquared(found, expected) < 57.1)
        // Labels of generated images: the shares of attribute vectors [0, 0, 0], [1, 0, 0], [1, 1, 0] and [1, 1, 1].
        let labels = try balanced.fakeLabels(
            Self.draws, of: data, at: .start, random: RandomStream(seed: 2, path: "labels"))
        let sums = labels.sum(1).scalars(as: Float.self)
        let kinds = (0...3).map { kind in Double(sums.count { Int($0) == kind }) }
        #expect(chiSquared(kinds, [1.0 / 3, 1.0 / 6, 1.0 / 6, 1.0 / 3]) < 25.7)
    }

    @Test(arguments: ["square_root", "effective_number", "class_balanced"])
    func everySamplerTakesAttributes(_ name: String) throws {
        let data = try data { ($0.count, $0.labelSize, $0.labelKind) = (24, 3, .attributes) }
        let sampler: any Sampler =
            switch name {
            case "square_root": SquareRootSampler(NoSettings(), Self.build)
            case "effective_number": Self.effectiveNumber(0.9)
            default: ClassBalancedSampler(NoSettings(), Self.build)
            }
        let labels = try data.labels(at: sampler.order(of: data, seed: 1).samples(at: 0..<Self.draws))
        // The rarest attribute has 1/8 of the images, and more of the draws.
        #expect(counts(of: labels)[2] > 0.15 * Double(Self.draws))
    }

    // MARK: Places

    /// Whatever range is asked for, in whatever sequence.
    @Test(arguments: cases) func aPlaceHasOneSample(_ sampler: Case) throws {
        let data = try data()
        let order = try sampler.make().order(of: data, seed: 7)
        let whole = try order.samples(at: 49_900..<50_100)
        let other = try sampler.make().order(of: data, seed: 7)
        for range in [150..<200, 0..<3, 99..<102, 3..<150] {
            let places = 49_900 + range.lowerBound..<49_900 + range.upperBound
            #expect(try other.samples(at: places) == Array(whole[range]))
        }
        #expect(try sampler.make().order(of: data, seed: 8).samples(at: 49_900..<50_100) != whole)
    }

    // MARK: Words

    @Test func whatDoesNotFitIsRefused() throws {
        let classes = try data().info
        let short = #expect(throws: RecipeError.self) { try Self.weighted([1, 2]).validate(for: classes) }
        #expect(short?.key == "weights" && short?.problem == "it has 2 weights, but the data has 6 classes")
        var zeros = WeightedSampler.Settings()
        zeros.weights = [0, 0]
        #expect(zeros.conflicts().map(\.problem) == ["no weight is above 0"])
        let paired = #expect(throws: RecipeError.self) { try Self.deferred(kimg: 1, after: "paired") }
        #expect(
            paired?.key == "after" && paired?.problem.hasPrefix("`paired` gives generated images the labels") == true)
        let vectors = try data { $0.labelKind = .vectors }.info
        let nested = #expect(throws: RecipeError.self) {
            try Self.deferred(kimg: 1, after: "square_root").validate(for: vectors)
        }
        #expect(nested?.key == "after")
        #expect(nested?.problem == "it needs classes or attributes, but the data has vectors")
    }
}
