import GANCore
import GANModule
import GANTensor
import GANTestSupport
import NoisyTwins
import Testing

@Suite(.onChosenBackend) struct NoisyTwinsTests {
    private func twins(_ composition: Composition) -> NoisyTwins {
        NoisyTwins(.init(), BuildContext(path: "regularizers.noisy_twins", data: composition.data.info, seed: 1))
    }

    private func noisy(_ settings: KeyValuePairs<String, String> = [:]) -> ComponentChoice {
        choose(NoisyEmbedding.self, as: .conditioner, settings)
    }

    @Test(arguments: ["a", "b"]) func agreesWithOracle(_ name: String) throws {
        let oracle = try openOracle("noisytwins")
        let first = try oracle.tensor("\(name).w1").requiringGradient()
        let second = try oracle.tensor("\(name).w2").requiringGradient()
        let offDiagonal = try oracle.tensor("\(name).offdiagonal_weight").item()
        let weight = try oracle.tensor("\(name).weight").item()
        let loss = TwinObjective.barlowTwins(first, second, offDiagonal: offDiagonal) * weight
        let gradients = gradients(of: loss, wrt: [first, second])
        #expect(relativeError(loss, try oracle.tensor("\(name).loss")) < OracleTolerance.values)
        for (gradient, side) in zip(gradients, ["grad_w1", "grad_w2"]) {
            let expected = try oracle.tensor("\(name).\(side)")
            #expect(relativeError(try #require(gradient), expected) < OracleTolerance.values, "\(side)")
        }
    }

    /// A single pair standardizes to zeros: the penalty is the number of dimensions, and nothing moves.
    @Test func singlePairTeachesNothing() {
        let first = Tensor([0.5, -1, 2] as [Float], shape: [1, 3]).requiringGradient()
        let loss = TwinObjective.barlowTwins(first, Tensor.ones([1, 3]), offDiagonal: 0.05)
        #expect(loss.item() == 3)
        #expect(gradient(of: loss, wrt: first).scalars(as: Float.self) == [0, 0, 0])
    }

    /// Tests/Reference/twin_pairs.py: the largest gradient of 2 pairs is millions of times the median, of 4 hundreds, of 8 tens.
    @Test(arguments: [(2, 1e4...1e12), (4, 80...2000), (8, 5...80)] as [(Int, ClosedRange<Double>)])
    func fewPairsHaveWildGradients(_ pairs: Int, _ expected: ClosedRange<Double>) throws {
        let random = RandomStream(seed: 1, path: "pairs")
        let sizes = (0..<10).flatMap { _ -> [Float] in
            let shared = random.normal([pairs, 512])
            let twins = (0..<2).map { _ in (shared + random.normal([pairs, 512])).requiringGradient() }
            let loss = TwinObjective.barlowTwins(twins[0], twins[1], offDiagonal: 0.05)
            return gradient(of: loss, wrt: twins[0]).abs().scalars(as: Float.self)
        }.sorted()
        #expect(expected.contains(Double(sizes[sizes.count - 1] / sizes[sizes.count / 2])))
    }

    /// Batches of 8 and 16: from 4 pairs on something is learned, from 8 on steadily.
    @Test(arguments: [
        (1, "1 pair of twins, too few: the penalty is constant or its gradient explodes", true),
        (2, "2 pairs of twins, too few: the penalty is constant or its gradient explodes", true),
        (3, "3 pairs of twins, too few: the penalty is constant or its gradient explodes", true),
        (4, "4 pairs of twins, so few that some gradients are very large", false),
        (7, "7 pairs of twins, so few that some gradients are very large", false),
    ])
    func objectsToFewPairs(_ pairs: Int, _ problem: String, _ isRefusal: Bool) throws {
        let found = try #require(
            twins(try tinyComposition()).objection(to: BatchLayout(count: 2 * pairs, views: 2)))
        #expect(
            found.problem == "it compares \(problem); "
                + (isRefusal ? "use at least 4 pairs (batch 8), better 8 (batch 16)" : "use 8 pairs or more (batch 16)")
        )
        #expect(found.isRefusal == isRefusal)
    }

    @Test func takesManyPairs() throws {
        #expect(try twins(tinyComposition()).objection(to: BatchLayout(count: 16, views: 2)) == nil)
    }

    /// Objectives that do not standardize need a second pair to compare with, unless a projector standardizes.
    @Test(arguments: [TwinObjective.vicreg, .ntXent]) func othersNeedTwoPairs(_ objective: TwinObjective) throws {
        let composition = try tinyComposition()
        func objection(_ pairs: Int, _ projector: [Int] = []) -> BatchObjection? {
            var settings = NoisyTwins.Settings()
            (settings.objective, settings.projector) = (objective, projector)
            return NoisyTwins(settings, BuildContext(path: "twins", data: composition.data.info, seed: 1))
                .objection(to: BatchLayout(count: 2 * pairs, views: 2))
        }
        #expect(
            objection(1)
                == .refused(
                    "it compares 1 pair of twins; it needs at least 2 pairs, a batch of 4"))
        #expect(objection(2) == nil && objection(2, [8]) == nil)
        #expect(objection(2, [8, 4])?.isRefusal == true)
    }

    @Test func splitsTheGeneratorsBatchInTwo() throws {
        let regularizer = twins(try tinyComposition())
        var layout = BatchLayout(count: 8)
        regularizer.arrange(&layout, for: .discriminator)
        #expect(layout == BatchLayout(count: 8))
        regularizer.arrange(&layout, for: .generator)
        #expect(layout == BatchLayout(count: 8, views: 2))
        #expect(regularizer.requiredInputs(in: .generator) == [.styles, .wholeBatch])
        #expect(regularizer.requiredInputs(in: .discriminator) == nil)
    }

    /// The first half of the rows against the second, as the views come, and before style mixing.
    @Test func comparesTheViewsOfMappedStyles() throws {
        let composition = try tinyComposition()
        let mapped = RandomStream(seed: 3, path: "mapped").normal([6, 4])
        var rows = StepRows(count: 6)
        rows.layout.views = 2
        rows.generated = .init(images: nil, latents: StyleLatents(mapped: mapped, styles: .zeros([6, 2, 4])))
        let regularizer = twins(composition)
        let found = try regularizer.penalty(rows.view(for: regularizer, in: .generator, of: composition))
        let expected = TwinObjective.barlowTwins(mapped.rows(0..<3), mapped.rows(3..<6), offDiagonal: 0.05)
        #expect(bits(found) == bits(expected))
    }

    // MARK: Checks

    @Test func acceptsNoisyConditioner() throws {
        let composition = try tinyComposition(conditioner: noisy())
        try twins(composition).validate(composition)
    }

    /// `validate` only reports what does not fit.
    @Test func attachingMakesTheProjector() throws {
        let composition = try tinyComposition(conditioner: noisy())
        var settings = NoisyTwins.Settings()
        settings.projector = [6, 5]
        let build = BuildContext(path: "regularizers.noisy_twins", data: composition.data.info, seed: 1)
        let twins = NoisyTwins(settings, build)
        try twins.validate(composition)
        #expect(twins.parameters().isEmpty)
        try twins.attach(to: composition)
        let names = ["weight", "hidden.0.weight", "hidden.0.scale", "hidden.0.shift"]
        #expect(twins.parameters().map(\.path) == names.map { "projector.\($0)" })
    }

    @Test(arguments: 0..<3) func refusesConditionersWithoutNoise(_ index: Int) throws {
        let choices = [nil, choose(TinyConditioner.self, as: .conditioner), noisy(["sigma": "0"])]
        let composition = try tinyComposition(conditioner: choices[index])
        let expected = RecipeError(
            problem: "the twins would be identical: the conditioner adds no noise",
            fix: "set conditioner: {type: noisy_embedding, sigma: 0.25}")
        #expect(throws: expected) { try twins(composition).validate(composition) }
    }

    @Test func onlyClassesHaveMeans() throws {
        let composition = try tinyComposition(conditioner: noisy()) { $0.labelKind = .attributes }
        var settings = NoisyTwins.Settings()
        settings.center = .class
        let twins = NoisyTwins(settings, BuildContext(path: "twins", data: composition.data.info, seed: 1))
        let expected = RecipeError(
            key: "center", problem: "only classes have means to subtract, but the data has other labels",
            fix: "set center: none")
        #expect(throws: expected) { try twins.validate(composition) }
    }

    @Test func refusesDataWithoutLabels() throws {
        let composition = try tinyComposition(conditioner: noisy()) { $0.labelKind = .none }
        let expected = RecipeError(
            problem: "it needs labels, but the data has none",
            fix: "use labeled data, or remove this regularizer")
        #expect(throws: expected) { try twins(composition).validate(composition) }
    }
}
