import GANCore
import GANTensor
import GANTestSupport
import Testing

@testable import GANMetrics
@testable import ImageMetrics

/// Damage in known doses, on images that are their styles.
@Suite struct GeneratorDamageTests {
    private let composition: Composition
    /// Class 2 is the rarest; of three classes only it belongs to the tail.
    private let info: DatasetInfo

    init() throws {
        composition = try countedComposition()
        var info = composition.data.info
        info.classCounts = [30, 90, 3]
        self.info = info
    }

    private var generator: any StyleGenerator {
        get throws { try #require(composition.generator as? any StyleGenerator) }
    }

    private func damage(_ kind: GeneratorDamage.Kind) throws -> GeneratorDamage {
        try GeneratorDamage(kind, of: generator, info)
    }

    private func labels(_ numbers: [Int32]) -> Tensor {
        Tensor(numbers, shape: [numbers.count]).oneHot(classes: 3)
    }

    private func styles(_ labels: Tensor) throws -> Tensor {
        let random = RandomStream(seed: 4, path: "test")
        let generator = try generator
        let z = random.normal([labels.shape[0], generator.latentSize])
        return try InferenceSession.run(generator) { try generator.latents(z, labels, $0.pass(random)).styles }
    }

    /// The distances from the class's mean shrink by the factor; the head stays bit for bit.
    @Test func tailStylesShrinkTowardsTheMeanOfTheirClass() throws {
        let labels = labels([2, 0, 2, 1, 2, 2])
        let whole = try styles(labels)
        let (none, half) = (try damage(.shrink(0)), try damage(.shrink(0.5)))
        let (means, halves) = (none.styles(whole, labels), half.styles(whole, labels))
        func row(_ tensor: Tensor, _ index: Int32) -> Tensor { tensor.rows(at: Tensor([index], shape: [1])) }
        for head in [Int32(1), 3] { #expect((row(halves, head) - row(whole, head)).abs().max().item() == 0) }
        for tail in [Int32(0), 2, 4, 5] {
            #expect((row(means, tail) - row(means, 0)).abs().max().item() < 1e-6)
            let expected = (row(whole, tail) + row(means, 0)) * 0.5
            #expect((row(halves, tail) - expected).abs().max().item() < 1e-5)
        }
        // The mean of 1,000 latents is near that of 4,000 others.
        let many = try styles(self.labels([Int32](repeating: 2, count: 4000)))
        let (mean, deviation) = (many.mean(0, keepDims: true), (many - many.mean(0, keepDims: true)).squared().mean(0))
        #expect(
            (row(means, 0) - mean).abs().max().item() < 5 * deviation.max().item().squareRoot() / 1000.0.squareRoot())
    }

    /// The rarest class becomes the most frequent one. 0 and 1 by definition; within 3 standard deviations otherwise.
    @Test func tailLabelsBecomeThoseOfTheHead() throws {
        let asked = labels([Int32](repeating: 2, count: 900) + [Int32](repeating: 0, count: 100))
        func shown(_ share: Double) throws -> [Int] {
            classNumbers(try damage(.swap(share)).labels(asked, seed: 0, first: 0))
        }
        #expect(try shown(0) == classNumbers(asked))
        #expect(try shown(1) == [Int](repeating: 1, count: 900) + [Int](repeating: 0, count: 100))
        let (quarter, half) = (try shown(0.25), try shown(0.5))
        let count = quarter.count { $0 == 1 }
        #expect((Double(count) - 225).magnitude < 3 * (900 * 0.25 * 0.75).squareRoot())
        #expect(zip(quarter, half).allSatisfy { $0 != 1 || $1 == 1 })
    }

    /// Metrics are told what was asked for.
    @Test func classesStayThoseThatWereAskedFor() throws {
        var images = GeneratedImages(composition.generator, info, .each(2), count: 6, truncation: nil, seed: 0)
        let before = try images.batch(0..<6)
        images.damage = try damage(.swap(1))
        let after = try images.batch(0..<6)
        #expect(after.classes == before.classes && after.classes == [0, 0, 1, 1, 2, 2])
        let change = (after.levels - before.levels).abs().scalars(as: Float.self)
        let size = change.count / 6
        #expect(change[..<(4 * size)].allSatisfy { $0 == 0 } && change[(4 * size)...].contains { $0 > 0 })
    }

    /// A metric that runs the generator itself sees the damage, too: paths between styles of equal images have no length.
    @Test func pathsAreThoseOfDamagedStyles() throws {
        var images = GeneratedImages(composition.generator, info, .each(3), count: 9, truncation: nil, seed: 0)
        let labels = labels([2, 0])
        let whole = try styles(labels)
        #expect(try (images.measuredGenerator.changed(whole, labels) - whole).abs().max().item() == 0)
        let damage = try damage(.shrink(0))
        images.damage = damage
        let changed = try images.measuredGenerator.changed(whole, labels)
        #expect(try (changed - damage.styles(whole, labels)).abs().max().item() == 0)
        #expect((changed - whole).abs().max().item() > 0)
        images.damage = try self.damage(.swap(1))
        let asked = try images.measuredGenerator.labels(0..<9, RandomStream(seed: 1, path: "test"))
        #expect(classNumbers(asked) == [0, 0, 0, 1, 1, 1, 1, 1, 1])
    }

    /// Truncated styles, too: at ψ = 0 all of them are equal, and paths between them have no length.
    @Test(arguments: [(1.0, false), (0.0, true)]) func pathsAreThoseOfTruncatedStyles(_ psi: Double, isZero: Bool)
        throws
    {
        let images = GeneratedImages(
            composition.generator, info, .each(3), count: 9, truncation: Truncation(psi: psi), seed: 0)
        var walk = StyleWalk(generator: try generator, extractor: LinearExtractor(), seed: 0)
        let measured = images.measuredGenerator
        walk.change = measured.changed
        #expect(try (walk(count: 9, labels: measured.labels) { _ in } == 0) == isZero)
    }

    @Test(arguments: ["shrink", "shrink=", "shrink=2", "swap=-0.1", "blur=0.5", "swap=nan"])
    func otherWordsAreNoDamage(_ text: String) {
        #expect(GeneratorDamage.Kind(text) == nil)
    }

    @Test func aDoseIsRead() {
        #expect(GeneratorDamage.Kind("shrink=0.5") == .shrink(0.5))
        #expect(GeneratorDamage.Kind("swap=0")?.text == "swap=0.0")
    }

    @Test func unknownSizesOfClassesAreAnError() throws {
        var unknown = info
        unknown.classCounts = []
        let error = #expect(throws: MetricError.self) { try GeneratorDamage(.swap(1), of: generator, unknown) }
        #expect(error?.problem.contains("the numbers of training images are unknown") == true)
    }
}
