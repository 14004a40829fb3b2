import GANCore
import GANModule
import GANTensor
import GANTestSupport
import Testing

@testable import NoisyTwins

@Suite(.onChosenBackend) struct NoisyEmbeddingTests {
    private func info(_ kind: DatasetInfo.LabelKind, counts: [Int] = [90, 9, 1], size: Int = 3) -> DatasetInfo {
        DatasetInfo(
            count: 100, channels: 1, height: 4, width: 4, labelKind: kind, labelSize: size, classCounts: counts)
    }

    private func embedding(
        _ data: DatasetInfo, features: Int = 2000, path: String = "generator.conditioner",
        _ change: (inout NoisyEmbedding.Settings) -> Void = { _ in }
    ) throws -> NoisyEmbedding {
        var settings = NoisyEmbedding.Settings()
        change(&settings)
        return try NoisyEmbedding(settings, BuildContext(path: path, data: data, seed: 1, features: features))
    }

    private func rarity(_ counts: [Int], beta: Double) -> [Double] {
        info(.classes, counts: counts, size: counts.count).rarityFactors(beta: beta)
    }

    private func pass(_ path: String = "test") -> ForwardPass {
        ForwardPass(phase: .generator, random: RandomStream(seed: 5, path: path))
    }

    /// The noise's standard deviation over each row: [N].
    private func noise(_ embedding: NoisyEmbedding, _ labels: Tensor) -> [Float] {
        embedding.setTraining(true)
        let noisy = embedding(labels, pass())
        embedding.setTraining(false)
        return (noisy - embedding(labels, pass())).squared().mean(1).sqrt().scalars()
    }

    private func expect(_ found: [Float], near expected: [Float], _ location: SourceLocation = #_sourceLocation) {
        #expect(found.count == expected.count, sourceLocation: location)
        for (found, expected) in zip(found, expected) {
            #expect(abs(found / expected - 1) < 0.06, "\(found) for \(expected)", sourceLocation: location)
        }
    }

    @Test func equalNoiseForEveryClassByDefault() throws {
        let embedding = try embedding(info(.classes)) { $0.sigma = 0.5 }
        expect(noise(embedding, .identity(3)), near: [0.5, 0.5, 0.5])
        #expect(embedding.addsNoise)
    }

    @Test func rareClassesGetMoreNoise() throws {
        let embedding = try embedding(info(.classes)) { ($0.sigma, $0.effectiveNumberBeta) = (0.5, 0.99) }
        let factors = rarity([90, 9, 1], beta: 0.99)
        expect(noise(embedding, .identity(3)), near: factors.map { Float(0.5 * $0) })
    }

    /// Two attributes mean the mean of their factors; none at all, 1.
    @Test func attributesShareTheirFactors() throws {
        let embedding = try embedding(info(.attributes)) { ($0.sigma, $0.effectiveNumberBeta) = (0.5, 0.99) }
        let factors = rarity([90, 9, 1], beta: 0.99).map { Float($0) }
        let labels = Tensor([1, 0, 1, 0, 0, 0] as [Float], shape: [2, 3])
        expect(noise(embedding, labels), near: [0.25 * (factors[0] + factors[2]), 0.5])
    }

    @Test(arguments: [10, 100], ["0.9", "0.99", "0.999", "0.9999"]) func factorsAgreeWithOracle(
        ratio: Int, beta: String
    ) throws {
        let oracle = try openOracle("noisytwins")
        let counts = try oracle.values(of: "counts.rho\(ratio)", as: Int64.self).map(Int.init)
        let factors = rarity(counts, beta: try #require(Double(beta)))
        let expected = try oracle.tensor("noise.rho\(ratio).beta\(beta)")
        #expect(relativeError(Tensor(factors, shape: [counts.count]), expected) < OracleTolerance.values)
    }

    /// The table of METHODS §15, to its five digits.
    @Test(
        arguments: [
            (
                [5000, 3871, 2997, 2320, 1796, 1391, 1077, 834, 645, 500],
                [0.99916, 0.99916, 0.99916, 0.99916, 0.99916, 0.99916, 0.99918, 0.99939, 1.00069, 1.00577]
            ),
            (
                [5000, 3237, 2096, 1357, 878, 568, 368, 238, 154, 100],
                [0.91099, 0.91099, 0.91099, 0.91099, 0.91112, 0.91402, 0.93412, 1.00268, 1.15714, 1.43696]
            ),
            (
                [5000, 2997, 1796, 1077, 645, 387, 232, 139, 83, 50],
                [0.78383, 0.78383, 0.78383, 0.78385, 0.78503, 0.80020, 0.86816, 1.04141, 1.38543, 1.98442]
            ),
            (
                [5000, 2775, 1540, 854, 474, 263, 146, 81, 45, 25],
                [0.60864, 0.60864, 0.60864, 0.60876, 0.61388, 0.65525, 0.79100, 1.09281, 1.67295, 2.73943]
            ),
        ]) func factorsAreThoseOfThePaper(_ counts: [Int], _ expected: [Double])
    {
        let found = rarity(counts, beta: 0.99)
        #expect(found.count == expected.count)
        for (found, expected) in zip(found, expected) { #expect(abs(found - expected) < 6e-6) }
    }

    /// It has the largest factor of the others, and changes none of them.
    @Test func aClassWithoutImagesCountsAsTheRarest() {
        let (factors, others) = (rarity([10, 0, 1], beta: 0.9), rarity([10, 1], beta: 0.9))
        #expect(factors == [others[0], others[1], others[1]])
    }

    // MARK: Where noise is

    @Test func nothingIsAddedInUse() throws {
        let embedding = try embedding(info(.classes), features: 4)
        embedding.setTraining(false)
        #expect(bits(embedding(.identity(3), pass("a"))) == bits(embedding(.identity(3), pass("b"))))
    }

    @Test func equalLabelsDifferInTraining() throws {
        let embedding = try embedding(info(.classes), features: 4)
        let rows = embedding(Tensor.identity(3).rows(0..<1).broadcast(to: [2, 3]), pass())
        #expect(bits(rows.rows(0..<1)) != bits(rows.rows(1..<2)))
    }

    @Test(arguments: [true, false]) func discriminatorsNoiseCanBeTurnedOff(isOn: Bool) throws {
        let path = "discriminator.conditioner"
        let mine = try embedding(info(.classes), path: path) { $0.inDiscriminator = isOn }
        let generators = try embedding(info(.classes)) { $0.inDiscriminator = isOn }
        #expect(mine.addsNoise == isOn)
        #expect(generators.addsNoise)
        #expect((noise(mine, .identity(3))[0] > 0) == isOn)
    }

    @Test(arguments: [true, false]) func generatorsNoiseCanBeTurnedOff(isOn: Bool) throws {
        let mine = try embedding(info(.classes)) { $0.inGenerator = isOn }
        let others = try embedding(info(.classes), path: "discriminator.conditioner") { $0.inGenerator = isOn }
        #expect(mine.addsNoise == isOn && others.addsNoise)
    }

    @Test func noiseInNeitherNetworkIsAConflict() {
        var settings = NoisyEmbedding.Settings()
        (settings.inGenerator, settings.inDiscriminator) = (false, false)
        #expect(settings.conflicts().map(\.key) == ["in_generator"])
        settings.inDiscriminator = true
        #expect(settings.conflicts().isEmpty)
    }

    // MARK: Variants of ours

    @Test func biasCanBeLeftOut() throws {
        let embedding = try embedding(info(.classes), features: 4) { $0.bias = false }
        #expect(embedding.parameters().map(\.path) == ["weight"])
        embedding.setTraining(false)
        let expected = matmul(.identity(3), embedding.weight, transposesRight: true) / 3.0.squareRoot()
        #expect(relativeError(embedding(.identity(3), pass()), expected) < 1e-6)
    }

    /// Embeddings that grow do not outgrow relative noise.
    @Test(arguments: [1, 10.0]) func relativeNoiseHasTheScaleOfItsEmbedding(scale: Double) throws {
        let embedding = try embedding(info(.classes)) { ($0.sigma, $0.sigmaUnit) = (0.5, .relative) }
        embedding.weight = embedding.weight * scale
        embedding.setTraining(false)
        let sizes = embedding(.identity(3), pass()).squared().mean(1).sqrt().scalars(as: Float.self)
        expect(noise(embedding, .identity(3)), near: sizes.map { 0.5 * $0 })
    }

    /// The gradient does not reach the embedding through the noise's scale: [1, 1] + noise · size has a gradient of 1.
    @Test func relativeNoiseHasNoGradient() throws {
        let embedding = try embedding(info(.classes), features: 4) { $0.sigmaUnit = .relative }
        let absolute = try self.embedding(info(.classes), features: 4)
        let found = [embedding, absolute].map { module in
            module.setTraining(true)
            return gradient(of: module(.identity(3), pass()).sum(), wrt: module.weight)
        }
        #expect(bits(found[0]) == bits(found[1]))
    }

    /// After the normalization, noise adds sigma² to a mean square of 1; before it, the mean square stays 1.
    @Test func noiseCanFollowTheNormalization() throws {
        for (position, expected) in [
            (NoisyEmbedding.NoisePosition.beforeNormalization, 1), (.afterNormalization, 1.25),
        ] {
            let embedding = try embedding(info(.classes)) { ($0.sigma, $0.noisePosition) = (0.5, position) }
            embedding.setTraining(true)
            expect(
                try embedding.normalizedEmbeddings(.identity(3), pass()).squared().mean(1).scalars(),
                near: [Float](repeating: Float(expected), count: 3))
        }
    }

    /// With C inputs and a gain of 1 / √C, a class's embedding has variance 1 / C at first.
    @Test func embedsWithTheGain() throws {
        let embedding = try embedding(info(.classes))
        embedding.setTraining(false)
        let spread = embedding(.identity(3), pass()).squared().mean(1).scalars(as: Float.self)
        for spread in spread { #expect(abs(spread * 3 - 1) < 0.1) }
        #expect(embedding.parameters().map(\.path) == ["weight", "bias"])
        #expect(embedding.parameters().map(\.parameter.shape) == [[2000, 3], [2000]])
    }

    @Test func vectorsHaveNoCounts() throws {
        let vectors = info(.vectors, counts: [], size: 2)
        let expected = RecipeError(
            key: "effective_number_beta", problem: "it needs class counts, which label vectors do not have",
            fix: "set effective_number_beta: 0")
        #expect(throws: expected) { _ = try embedding(vectors) { $0.effectiveNumberBeta = 0.99 } }
        expect(noise(try embedding(vectors), .ones([1, 2])), near: [0.25])
    }
}
