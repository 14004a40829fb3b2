import Foundation
import GANCore
import GANPictures
import GANRun
import GANTensor
import GANTestSupport
import GANZoo
import Testing

/// Guidance when sampling: formulas against numpy, and guided images of a run.
@Suite struct GuidanceTests {
    private let place: Workplace
    private let tiny = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "recipes/debug/tiny.yaml").path

    init() throws { place = try Workplace() }

    // MARK: Formulas

    private static let logits = [0.3, -1.2, 2.5, 0.9, 1.7, -0.4]

    /// numpy: F = D - M - log(1 - exp(D - M - 1e-8)), γ = numpy.percentile(F, p), 1 / (1 + exp(γ - F)).
    @Test(arguments: [
        (
            80.0, -0.203_382_328_970_686_75,
            [
                0.132_482_971_198_246_3, 0.030_131_674_565_549_62, 0.999_999_991_840_338, 0.236_656_092_372_618_78, 0.5,
                0.066_606_621_293_203_38,
            ]
        ),
        (
            50.0, -1.728_523_170_860_875_3,
            [
                0.412_403_031_646_236_15, 0.124_941_780_948_773_55, 0.999_999_998_224_535_8, 0.587_596_968_353_763_8,
                0.821_294_248_641_610_3, 0.246_961_870_982_585_12,
            ]
        ),
    ]) func rejectionIsThePublishedFormula(_ percentile: Double, _ shift: Double, _ expected: [Double]) {
        let rule = RejectionRule(logits: Self.logits, percentile: percentile)
        #expect(rule.maximum == 2.5 && (rule.shift - shift).magnitude < 1e-9)
        for (logit, probability) in zip(Self.logits, expected) {
            #expect((rule.probability(logit) - probability).magnitude < 1e-9)
        }
    }

    /// A larger logit than all before becomes the maximum; γ stays.
    @Test func aLargerLogitBecomesTheMaximum() {
        var rule = RejectionRule(logits: Self.logits, percentile: 80)
        rule.see(3)
        let expected = [
            0.081_133_321_125_240_53, 0.018_315_747_296_478_148, 0.653_879_124_245_705_8, 0.146_041_845_195_038_82,
            0.314_657_775_056_601_14, 0.040_594_750_320_460_36,
        ]
        for (logit, probability) in zip(Self.logits, expected) {
            #expect((rule.probability(logit) - probability).magnitude < 1e-9)
        }
    }

    /// scikit-learn: see Tests/Reference/logit_calibration.py. Logits that overlap; that do not; far from 0; of a discriminator that is
    /// wrong.
    @Test(arguments: [
        (
            [0.3, 1.2, 2.5, -0.4, 1.7, 3.1], [0.9, -1.7, 0.2, -0.8, 1.1, -2.4, 0.6, -0.1], 0.768_241_819_997,
            -0.692_442_964_781
        ), ([5, 6.5, 7], [-3, -4.5, -8, -3.5], 0.264_523_403_279, -0.339_599_276_485),
        ([100.5, 101.2, 99.8, 100.1], [99.9, 99.1, 100.4, 98.7], 1.218_179_449_165, -121.781_909_960_905),
        ([-1, -2, 0.5], [1, 2, -0.5], -0.630_415_629_157, 0),
    ]) func calibrationIsLogisticRegression(_ real: [Double], _ fake: [Double], _ slope: Double, _ offset: Double) {
        let found = LogitCalibration(real: real, fake: fake)
        #expect((found.slope - slope).magnitude < 1e-7, "\(found)")
        #expect((found.offset - offset).magnitude < 1e-7 * max(offset.magnitude, 1), "\(found)")
        #expect(found(2) == max(found.slope, 0) * 2 + found.offset)
    }

    /// Equal logits say nothing: p(real) is the mean of the targets, 4 / 5 three times and 1 / 4 twice.
    @Test func equalLogitsHaveNoSlope() {
        let found = LogitCalibration(real: [2, 2, 2], fake: [2, 2])
        let share = (3 * 0.8 + 2 * 0.25) / 5
        #expect(found.slope == 0 && (found.offset - log(share / (1 - share))).magnitude < 1e-9, "\(found)")
    }

    /// numpy: z - 0.04 / 2 (z - slope) + 0.2 n, and z + 0.25 (slope - 0.5 (z - start)).
    @Test func stepsArePublishedFormulas() {
        func row(_ a: Float, _ b: Float) -> Tensor { Tensor([a, b], shape: [1, 2]) }
        let (z, slope, start, noise) = (row(0.5, -1), row(0.2, 0.3), row(0.1, -0.6), row(1, -2))
        let langevin = LatentStep.langevin(rate: 0.04).moved(z, along: slope, from: start, noise: noise)
        let ascent = LatentStep.ascent(rate: 0.25, pull: 0.5).moved(z, along: slope, from: start, noise: noise)
        #expect((langevin - row(0.694, -1.374)).abs().max().item() < 1e-6)
        #expect((ascent - row(0.5, -0.875)).abs().max().item() < 1e-6)
    }

    /// Points (0, 0), (3, 4), (6, 8): distances 5, 10 and 5.
    @Test func distancesAreMeansOverPairs() {
        #expect((meanDistance(Tensor([Float(0), 0, 3, 4, 6, 8], shape: [3, 2])) - 20.0 / 3).magnitude < 1e-6)
    }

    // MARK: A run

    private func trained() throws -> Run {
        let run = try Run.create(
            at: place.path("run"),
            for: Recipe(
                tiny,
                overrides: [
                    "train.kimg=0.008", "data.per_class=3", "data.long_tail=null", "discriminator.mbstd_group_size=1",
                    "data.classes=[red circle, green square]",
                ]))
        try run.train()
        return run
    }

    /// An ascent of length 1 without pull moves along the gradient of D(G(z)), as differences of D(G(z)) see it.
    @Test func theGradientIsThatOfTheLogit() throws {
        let trained = try TrainedGenerator(try trained().path, .newest)
        let sampler = ImageSampler(trained.generator, trained.info)
        let (judge, row) = (try trained.discriminator(), trained.labels.all(atMost: 1)[0])
        func logit(_ images: Tensor, _ labels: Tensor) throws -> Tensor {
            try judge(images, labels, ForwardPass(phase: nil, random: RandomStream(seed: 0, path: ""))).logits
        }
        var cost = GuidanceCost()
        let draw = Draw(seed: 4, row)
        let moved = try GuidedSampler(sampler).refined(
            [draw], .ascent(rate: 1, pull: 0), steps: 1, judge: judge, &cost, by: logit)
        #expect(cost.generated == 2 && cost.judged == 1 && cost.gradients == 1)
        let z = sampler.latent(draw).z
        let slope = moved[0].z - z
        let direction = RandomStream(seed: 3, path: "direction").normal(z.shape)
        func value(_ z: Tensor) throws -> Double {
            var found = 0.0
            try InferenceSession.run(judge) { _ in
                try sampler.forEachBatch([sampler.latent(draw).moved(to: z)]) { batch in
                    let row = batch.taken[0].row
                    found = try logit(sampler.images(batch), batch.labels).rows(row..<row + 1).item()
                }
            }
            return found
        }
        let difference = try (value(z + direction * 0.002) - value(z - direction * 0.002)) / 0.004
        let expected = (slope * direction).sum().item()
        #expect(expected.magnitude > 1e-6)
        #expect((difference - expected).magnitude < 0.02 * expected.magnitude + 1e-5, "\(difference) \(expected)")
    }

    /// As many images as asked for, each with the seed that it has without guidance; costs and distances are stated.
    @Test func aRunMakesGuidedImages() throws {
        let generator = try trained().generator()
        let rejected = try generator.guidedImages(
            .rejection(percentile: 50, calibration: 16), count: 3, classes: .named(["green square"]),
            features: "test_pixels")
        let own = try #require(rejected.first)
        #expect(rejected.count == 1 && own.name == "green square" && own.pictures.count == 3)
        #expect(own.seeds == own.seeds.sorted() && Set(own.seeds).count == 3)
        for (seed, picture) in zip(own.seeds, own.pictures) {
            #expect(
                try generator.images(seeds: seed..<seed + 1, classes: .named(["green square"])).first == picture)
        }
        #expect(own.cost.candidates >= 3 && own.cost.judged >= 16 && own.cost.gradients == 0)
        #expect((own.distances?.plain ?? 0) > 0 && (own.distances?.guided ?? 0) > 0)
        let moved = try generator.guidedImages(
            .langevin(steps: 3, rate: 0.05), count: 2, classes: .named(["0"]), features: "test_pixels")
        #expect(moved[0].seeds == [0, 1] && moved[0].cost.gradients == 6 && moved[0].cost.generated == 8)
        #expect(try moved[0].pictures != generator.images(seeds: 0..<2, classes: .named(["0"])))
    }

    // MARK: Held-out images

    /// A run of two classes of CIFAR-10, whose test part has 12 airplanes and 9 automobiles.
    private func trainedOnCIFAR() throws -> Run {
        func write(_ name: String, _ classes: [UInt8], seed: UInt64) throws {
            let random = RandomStream(seed: seed, path: "cifar").integers(below: 256, [classes.count, 3072])
            let pixels = random.scalars(as: Int32.self).map { UInt8($0) }
            let records = classes.indices.flatMap { [classes[$0]] + pixels[$0 * 3072..<($0 + 1) * 3072] }
            try Data(records).write(to: URL(fileURLWithPath: place.path("cifar/\(name)")))
        }
        try FileManager.default.createDirectory(atPath: place.path("cifar"), withIntermediateDirectories: false)
        for part in 1...5 { try write("data_batch_\(part).bin", [0, 1, 0, 1], seed: UInt64(part)) }
        try write("test_batch.bin", [UInt8](repeating: 0, count: 12) + [UInt8](repeating: 1, count: 9), seed: 6)
        let data = "{type: cifar10, path: \(place.path("cifar")), resolution: 16, classes: [airplane, automobile]}"
        let run = try Run.create(
            at: place.path("run"),
            for: Recipe(
                tiny, overrides: ["train.kimg=0.008", "data=\(data)", "discriminator.mbstd_group_size=1"]))
        try run.train()
        return run
    }

    /// The slope is that of the regression on the logits of the 12 held-out airplanes and the first 16 generated ones.
    @Test func heldOutImagesCalibrateTheDiscriminator() throws {
        let run = try trainedOnCIFAR()
        let guided = try run.generator().guidedImages(
            .rejection(percentile: 50, calibration: 16, usesHeldOut: true), count: 2, classes: .named(["airplane"]),
            features: "test_pixels")
        let own = try #require(guided.first)
        #expect(own.pictures.count == 2 && own.cost.judged == own.cost.generated + 12)
        let trained = try TrainedGenerator(run.path, .newest)
        let (judge, row) = (try trained.discriminator(), trained.labels.all(atMost: 1)[0])
        let real = try trained.heldOutImages().samples(of: row, atMost: 16).images
        #expect(real.shape[0] == 12)
        let sampler = ImageSampler(trained.generator, trained.info)
        func logits(_ images: Tensor) throws -> [Double] {
            let labels = Tensor([1, 0] as [Float], shape: [1, 2]).broadcast(to: [images.shape[0], 2])
            return try InferenceSession.run(judge) { session in
                try judge(images, labels, session.pass(RandomStream(seed: 0, path: ""))).logits
                    .scalars(as: Float.self).map(Double.init)
            }
        }
        var fake: [Double] = []
        try sampler.forEachBatch((0..<16).map { sampler.latent(Draw(seed: $0, row)) }) { batch in
            let made = try logits(sampler.images(batch))
            fake += batch.taken.map { made[$0.row] }
        }
        let expected = try LogitCalibration(real: logits(real), fake: fake)
        let slope = try #require(own.slope)
        #expect(expected.slope != 0 && (slope / expected.slope - 1).magnitude < 1e-3, "\(slope) \(expected)")
        let plain = try run.generator().guidedImages(
            .rejection(percentile: 50, calibration: 16), count: 2, classes: .named(["airplane"]),
            features: "test_pixels")
        #expect(plain[0].slope == nil)
    }

    @Test func tooFewHeldOutImagesAreAnError() throws {
        let generator = try trainedOnCIFAR().generator()
        let error = #expect(throws: RunError.self) {
            try generator.guidedImages(
                .rejection(usesHeldOut: true), count: 1, classes: .named(["automobile"]), features: "test_pixels")
        }
        #expect(
            error?.description == """
                the test part of the run's data has 9 images of `automobile`; to calibrate the discriminator, 10 are needed
                  fix: choose other classes, or do not calibrate the discriminator
                """)
    }

    @Test func numbersOutOfRangeAreRefused() throws {
        let generator = try trained().generator()
        for (guidance, words) in [
            (.rejection(percentile: 101), "the percentile is 101.0, which is not in 0 ... 100"),
            (.rejection(calibration: 1), "the number of images for calibration is 1, which is not in 2 ... 1000000"),
            (.langevin(steps: 0), "the number of steps is 0, which is not in 1 ... 100000"),
            (.classifier(rate: 0), "the rate is 0.0, which is not in 0 ..., without 0"),
            (.classifier(pull: -1), "the pull is -1.0, which is not in 0 ..."),
        ] as [(Guidance, String)] {
            let error = #expect(throws: RunError.self) {
                try generator.guidedImages(guidance, count: 1, features: "test_pixels")
            }
            #expect(error?.description.hasPrefix(words) == true, "\(error?.description ?? "")")
        }
        let unnamed = #expect(throws: MetricError.self) {
            try generator.guidedImages(.classifier(), count: 1, features: "test_pixels")
        }
        #expect(
            unnamed?.problem
                == "`test_pixels` cannot guide images of the class red circle: it names no classes")
    }
}
