import GANCore
import GANModule
import GANTensor
import GANTestSupport
import NoisyTwins
import Testing

@testable import GANTrain

/// What runs report about labels, twins and logits. Numbers without another source are NumPy's.
@Suite(.onChosenBackend) struct LabelDiagnosticsTests {
    private static let info = DatasetInfo(
        count: 100, channels: 1, height: 4, width: 4, labelKind: .classes, labelSize: 3, classCounts: [90, 9, 1],
        classNames: ["label 0", "label 1", "label 2"])
    private static let names = ["label 0", "label 1", "label 2"]

    /// Embeddings that are given; no noise.
    private final class Table: Module, Conditioner {
        static let name = "table"
        static let summary = "given embeddings"
        let rows: Tensor

        init(_ rows: Tensor) { self.rows = rows }
        convenience init(_ settings: NoSettings, _ build: BuildContext) { self.init(.zeros([3, 3])) }
        func callAsFunction(_ labels: Tensor, _ pass: ForwardPass) -> Tensor { matmul(labels, rows) }
    }

    private func figures(_ conditioner: any Conditioner) throws -> EmbeddingFigures {
        try EmbeddingFigures(conditioner, try #require(MonitoredClasses(Self.info)), at: .start)
    }

    private func expect(_ found: Double, near expected: Double, _ location: SourceLocation = #_sourceLocation) {
        #expect(abs(found - expected) < 1e-5, sourceLocation: location)
    }

    @Test func describesEmbeddings() throws {
        let found = try figures(Table(Tensor([1, 2, 0, 0, 1, 1, 2, 0, 1] as [Float], shape: [3, 3])))
        for (size, expected) in zip(found.sizes, [1.2909945, 0.8164966, 1.2909945]) { expect(size, near: expected) }
        expect(found.shared, near: 0.9026709)
        expect(found.cosine, near: 0.4495611)
        expect(found.rank, near: 1.8587655)
        // numpy.linalg.svd of the rows without their mean, divided by 3.
        #expect(found.singular.count == 2)
        for (value, expected) in zip(found.singular, [0.5977040, 0.4015825]) { expect(value, near: expected) }
        #expect(found.noise.isEmpty)
        #expect(
            found.metrics(Self.names).map(\.name) == [
                "size.label 0", "size.label 1", "size.label 2", "shared", "cosine", "rank", "singular.1", "singular.2",
            ])
    }

    /// A bias that all classes share: cosine 1, and no direction in which they differ.
    @Test func equalEmbeddingsHaveNoRank() throws {
        let found = try figures(Table(.ones([3, 3])))
        expect(found.cosine, near: 1)
        #expect(found.rank == 0 && found.singular == [0, 0])
        expect(found.shared, near: 1)
    }

    /// sigma times the class's factor, over its embedding.
    @Test(arguments: [NoisyEmbedding.NoisePosition.beforeNormalization, .afterNormalization])
    func describesNoise(_ position: NoisyEmbedding.NoisePosition) throws {
        var settings = NoisyEmbedding.Settings()
        (settings.sigma, settings.effectiveNumberBeta, settings.noisePosition) = (0.5, 0.99, position)
        let conditioner = try NoisyEmbedding(
            settings, BuildContext(path: "generator.conditioner", data: Self.info, seed: 1, features: 2000))
        conditioner.setTraining(true)
        let found = try figures(conditioner)
        #expect(conditioner.isTraining)
        for (index, factor) in Self.info.rarityFactors(beta: 0.99).enumerated() {
            let size = position == .beforeNormalization ? found.sizes[index] : 1
            #expect(abs(found.noise[index] / (0.5 * factor / size) - 1) < 0.03)
        }
    }

    @Test func correlatesTwins() {
        let first = Tensor([1, 2, 3, 1, 0, -1, 2, -2] as [Float], shape: [4, 2])
        let second = Tensor([1, 1, 2, 2, 1, -2, 2, -1] as [Float], shape: [4, 2])
        let classes = Tensor([1, 0, 1, 0, 0, 1, 0, 1] as [Float], shape: [4, 2])
        let found = TwinCorrelation(first, second, classes)
        expect(found.diagonal, near: 0.8472013)
        expect(found.offDiagonal, near: 0.2999948)
        expect(found.offDiagonalWithinClasses, near: 0.0899973)
    }

    // MARK: Logits

    private func passes(real: [Float], fake: [Float], classes: [Int32]) -> PhasePasses {
        let labels = Tensor(classes, shape: [classes.count]).oneHot(classes: 3)
        func pass(_ source: DiscriminatorPass.Source, _ logits: [Float]) -> DiscriminatorPass {
            let output = DiscriminatorOutput(logits: Tensor(logits, shape: [logits.count]))
            return DiscriminatorPass(
                source: source, isPrimary: true, labels: labels, rows: .init(images: nil, output: output),
                access: .all(in: .discriminator))
        }
        return PhasePasses(real: pass(.real, real), fake: pass(.fake, fake))
    }

    /// A mean over micro-batches is that over their images; a class that the batch lacks is not reported.
    @Test func logitsOfEachClass() {
        let (logits, collector) = (ClassLogits(Self.info), MetricCollector())
        collector.add(logits.rows(of: passes(real: [1, 3], fake: [-1, -2], classes: [0, 2])))
        collector.add(logits.rows(of: passes(real: [-2, 4], fake: [-3, 1], classes: [0, 0])))
        let found = Dictionary(uniqueKeysWithValues: collector.metrics.values.map { ($0.name, $0.value) })
        let expected = [
            "logits.real": 1.5, "logits.real.label 0": 1, "logits.real.label 2": 3, "logits.fake": -1.25,
            "logits.fake.label 0": -1, "logits.fake.label 2": -2, "logits.positive_reals": 0.75,
            "logits.positive_reals.label 0": 2 / 3.0, "logits.positive_reals.label 2": 1,
            "logits.positive_fakes": 0.25, "logits.positive_fakes.label 0": 1 / 3.0,
            "logits.positive_fakes.label 2": 0,
        ]
        #expect(Set(found.keys) == Set(expected.keys))
        for (name, value) in expected { expect(found[name] ?? .nan, near: value) }
    }

    /// Patches are averaged; data without classes has only the means over all images.
    @Test func logitsOfPatches() {
        let info = DatasetInfo(count: 4, channels: 1, height: 4, width: 4, labelKind: .none, labelSize: 0)
        let collector = MetricCollector()
        let output = DiscriminatorOutput(logits: Tensor([1, -3, 5, 1] as [Float], shape: [2, 2]))
        let pass = DiscriminatorPass(
            source: .real, isPrimary: true, labels: .zeros([2, 0]), rows: .init(images: nil, output: output),
            access: .all(in: .discriminator))
        collector.add(ClassLogits(info).rows(of: PhasePasses(real: pass)))
        let found = collector.metrics.values
        #expect(found.map(\.name) == ["logits.real", "logits.positive_reals"])
        #expect(found.map(\.value) == [1, 0.5])
    }

    /// The discriminator judges the same few images of each class at every record.
    @Test func comparesTrainingAndTestImages() throws {
        let composition = try tinyComposition()
        let test = try tinyComposition { $0.count = 12 }.data
        let monitor = try #require(try OverfittingMonitor(composition, test: test))
        func record() throws -> [String: Double] {
            let record = TrainingRecord(position: .start, isLast: false, generator: composition.generator)
            try monitor.observe(.records(record))
            return Dictionary(uniqueKeysWithValues: record.metrics.map { ($0.name, $0.value) })
        }
        let found = try record()
        #expect(Set(found.keys) == Set(["training", "test"].flatMap { part in Self.names.map { "\(part).\($0)" } }))
        #expect(try record() == found)
        let chosen = try #require(try test.randomSamples(ofEach: [1], 8).first)
        let samples = try test.samples(at: chosen)
        let pass = ForwardPass(phase: nil, random: RandomStream(seed: 0, path: "any"))
        let expected = try composition.discriminator(samples.images, samples.labels, pass).logits.mean().item()
        expect(found["test.label 1"] ?? .nan, near: expected)
    }
}
