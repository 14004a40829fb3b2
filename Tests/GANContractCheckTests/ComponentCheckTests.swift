import GANContractCheck
import GANCore
import GANModule
import GANTensor
import GANTestSupport
import Testing

/// A component in one role with the mistake of its settings.
private struct Wobbly: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let check: @Sendable (_ mistake: Mistake) throws -> Outcomes

    init<C: Component>(_ type: C.Type, _ role: ComponentRole) {
        testDescription = role.rawValue
        check = { try GANContractCheckTests.check(type, role, ["mistake": $0.rawValue]) }
    }

    static let trained = [
        Wobbly(WobblyGenerator.self, .generator), Wobbly(WobblyDiscriminator.self, .discriminator),
        Wobbly(WobblyConditioner.self, .conditioner), Wobbly(WobblyHead.self, .head),
        Wobbly(WobblyAugmenter.self, .augmenter), Wobbly(WobblyLoss.self, .loss),
        Wobbly(WobblyRegularizer.self, .regularizer), Wobbly(WobblyHook.self, .hook),
        Wobbly(WobblyOptimizer.self, .optimizer),
    ]
    static let differentiable = trained.filter { !["hook", "optimizer"].contains($0.testDescription) }
    static let pure = [Wobbly(WobblySchedule.self, .schedule), Wobbly(WobblySampler.self, .sampler)]
}

@Suite(.onChosenBackend) struct ComponentCheckTests {
    @Test(arguments: Wobbly.trained + Wobbly.pure)
    private func findsNothingWrongWithASoundComponent(_ component: Wobbly) throws {
        let outcomes = try component.check(.none)
        #expect(outcomes.count >= 7)
        #expect(outcomes.values.allSatisfy { $0 == .passed }, "\(outcomes)")
    }

    @Test(arguments: Wobbly.trained) private func findsOtherRandomNumbers(_ component: Wobbly) throws {
        let outcomes = try component.check(.random)
        #expect(failure(outcomes[.repetition]).contains("between two runs with the same seed\n  fix: draw random"))
        #expect(outcomes[.resuming] == .skipped("`repetition` failed"), "\(outcomes)")
    }

    @Test(arguments: Wobbly.trained) private func findsStateOutsideOfCheckpoints(_ component: Wobbly) throws {
        let outcomes = try component.check(.counts)
        #expect(outcomes[.repetition] == .passed)
        #expect(
            failure(outcomes[.resuming]).contains("if the run is saved and resumed at step 2: something is kept"),
            "\(outcomes)")
    }

    @Test(arguments: Wobbly.pure, [Mistake.random, .counts])
    private func findsFunctionsThatAreNotPure(_ component: Wobbly, _ mistake: Mistake) throws {
        let outcomes = try component.check(mistake)
        #expect(
            failure(outcomes[.role]).contains(
                component.testDescription == "schedule"
                    ? "its value at a position is not always the same"
                    : "the same place has different samples in two calls"), "\(outcomes)")
        #expect(outcomes[.training] == .skipped("`role` failed"))
    }

    @Test(arguments: Wobbly.trained) private func findsResultsThatDependOnThreads(_ component: Wobbly) throws {
        let outcomes = try component.check(.threads)
        #expect(outcomes[.repetition] == .passed)
        #expect(
            failure(outcomes[.threads]).contains("differs after 4 steps between 1 and 4 threads\n  fix: let no result"),
            "\(outcomes)")
    }

    // MARK: Gradients

    @Test(arguments: Wobbly.differentiable, [Mistake.host, .innerGradient])
    private func findsWrongGradients(_ component: Wobbly, _ mistake: Mistake) throws {
        let outcomes = try component.check(mistake)
        #expect(outcomes[.resuming] == .passed)
        let fault = failure(outcomes[.gradients])
        #expect(fault.hasPrefix("along a random direction in "), "\(outcomes)")
        #expect(
            fault.contains(" gives the slope ") && fault.contains("\n  fix: compute with tensor operations, and inner"))
    }

    /// A constant that is meant is no mistake.
    @Test(arguments: Wobbly.differentiable) private func leavesDetachedNumbersAlone(_ component: Wobbly) throws {
        #expect(try component.check(.constants)[.gradients] == .passed)
    }

    @Test func namesWhatAGradientIsOf() throws {
        let outcomes = try check(WobblyLoss.self, .loss, ["mistake": "host"])
        #expect(
            failure(outcomes[.gradients]).hasPrefix(
                "along a random direction in the logits of real images, the gradient of the discriminator's loss gives the slope "
            ),
            "\(outcomes)")
        let network = try check(WobblyConditioner.self, .conditioner, ["mistake": "host"])
        #expect(
            failure(network[.gradients]).hasPrefix(
                "along a random direction in `conditioner.layer.weight`, the gradient of its embeddings gives the slope "
            ),
            "\(network)")
        let term = try check(WobblyRegularizer.self, .regularizer, ["mistake": "host"])
        #expect(
            failure(term[.gradients]).contains("the gradient of its penalty in the discriminator's phase gives"),
            "\(term)")
    }

    // MARK: Declarations

    @Test func findsDefaultsThatConflict() throws {
        #expect(
            try check(CarelessAugmenter.self, .augmenter)[.settings]
                == .failed(["a default is refused: `augment.least`: it is above `largest`; lower it"]))
    }

    @Test func namesValuesThatAreMissing() throws {
        let missing = CheckResult.Outcome.skipped(
            "its settings need values: `augment` has no `number`; expected a whole number in 0 ... 10: which of them")
        let outcomes = try check(DemandingAugmenter.self, .augmenter)
        #expect(outcomes[.settings] == .passed)
        #expect(outcomes.filter { $0.key != .settings }.values.allSatisfy { $0 == missing }, "\(outcomes)")
        let given = try check(DemandingAugmenter.self, .augmenter, ["number": "1"])
        #expect(given.values.allSatisfy { $0 == .passed }, "\(given)")
    }

    @Test func saysWhyAComponentCannotBeMade() throws {
        let thrown = try check(DemandingAugmenter.self, .augmenter, ["number": "1", "fault": "thrown"])
        #expect(thrown[.construction] == .failed(["`augment`: Surprise()"]))
        let unfit = try check(DemandingAugmenter.self, .augmenter, ["number": "1", "fault": "always"])
        #expect(
            unfit[.training]
                == .skipped(
                    "it does not fit the tiny GAN of the check: `augment`: it needs images with 3 channels\n  fix: use other data"
                ))
    }

    // MARK: Weights

    @Test func namesWeightsThatTheSearchMisses() throws {
        let outcomes = try check(HidingAugmenter.self, .augmenter)
        let own = "give each its own property; an array of modules is found, too"
        let lazy =
            "is lazy, so it does not exist when training begins: it is neither trained nor saved\n"
            + "  fix: declare it with `let`, and make it in init"
        #expect(
            outcomes[.state]
                == .failed([
                    "`tables` is a dictionary that holds Linear: it is neither trained nor saved\n  fix: \(own)",
                    "`both` is a tuple that holds Linear: it is neither trained nor saved\n  fix: \(own)",
                    "`pair` is Pair that holds Linear: it is neither trained nor saved\n  fix: \(own)",
                    "`blocks` is an array of arrays that holds Linear: it is neither trained nor saved\n  fix: \(own)",
                    "`scales` is an array that holds a Parameter: it is neither trained nor saved\n  fix: \(own)",
                    "`maybe` is an array that holds Linear: it is neither trained nor saved\n  fix: \(own)",
                    "`shift` is a tensor that requires gradients: it is neither trained nor saved\n  fix: declare it with"
                        + " @Parameter if it is trained, with @Buffer if it is only saved", "`late` \(lazy)",
                    "`lateScale` \(lazy)",
                    "`inner.pair` is a tuple that holds a Parameter: it is neither trained nor saved\n  fix: \(own)",
                ]))
    }

    @Test func namesWeightsOfWhatIsNoModule() throws {
        #expect(
            failure(try check(WeightedLoss.self, .loss)[.state])
                == "`weight` holds a Parameter, but WeightedLoss is no Module: it is neither trained nor saved\n"
                + "  fix: make it a subclass of Module")
    }

    /// Its type does not say that it will require gradients.
    @Test func namesALazyTensorAfterTraining() throws {
        let outcomes = try check(LazyAugmenter.self, .augmenter)
        #expect(outcomes[.state] == .passed)
        #expect(
            failure(outcomes[.training]).hasPrefix(
                "`shift` is a lazy tensor that requires gradients: it is neither trained nor saved\n"), "\(outcomes)")
    }

    // MARK: Training

    /// A number that a checkpoint would be refused for.
    @Test func findsBuffersThatAreNoNumbers() throws {
        let outcomes = try check(DemandingAugmenter.self, .augmenter, ["number": "1", "fault": "nan"])
        #expect(
            failure(outcomes[.training])
                == "the buffer `augment.mean` is NaN or infinite, so its checkpoints could not be read", "\(outcomes)")
    }

    @Test func trainsInMicrobatches() throws {
        let outcomes = try check(DemandingAugmenter.self, .augmenter, ["number": "1", "fault": "slices"])
        #expect(outcomes[.resuming] == .passed)
        #expect(
            failure(outcomes[.microbatch]) == "`augment`, generator's phase, step 0: Surprise()", "\(outcomes)")
    }

    // MARK: Roles

    @Test func findsAScheduleThatLeavesItsRange() throws {
        #expect(
            failure(try check(NarrowSchedule.self, .schedule)[.role])
                == "its value at step 1000 is 1.5, but its range is 0.0 ... 1.0\n  fix: return both limits from `range`"
        )
    }

    @Test(arguments: [
        (
            LabelSampler.Fault.outside,
            "its order names sample 24 of 24 samples\n  fix: let all indices be in 0 ..< data.info.count"
        ),
        (.random, "equal calls of fakeLabels give different labels\n  fix: draw only from `random`"),
        (
            .shape,
            "its labels have the shape [8]; expected [8, 5]\n  fix: return a row of data.info.labelSize numbers for each label, as data.labels(at:) does"
        ),
    ]) func findsFaultsOfSamplers(_ fault: LabelSampler.Fault, _ words: String) throws {
        #expect(failure(try check(LabelSampler.self, .sampler, ["fault": fault.rawValue])[.role]) == words)
    }

    @Test(arguments: [
        (
            FaultyDataset.Fault.random,
            "equal indices give different images\n  fix: let a sample depend on its index and the settings alone"
        ),
        (
            .labels,
            "`labels(at:)` and `samples(at:)` give different labels for the same indices\n  fix: let both read the labels from one place"
        ),
        (
            .rows,
            "4 indices give images of shape [4, 1, 4, 4] and labels of shape [1, 3]; expected [4, …] and [4, 3]\n  fix: return a row for each index, in the order of the indices"
        ), (.none, ""),
    ]) func findsFaultsOfData(_ fault: FaultyDataset.Fault, _ words: String) throws {
        #expect(failure(try check(FaultyDataset.self, .dataset, ["fault": fault.rawValue])[.role]) == words)
    }

    @Test(arguments: [
        (FaultyExtractor.Fault.random, "equal images give different features"),
        (
            .shape,
            "`evaluate.features`: `faulty` of module GANContractCheckTests returned features of shape [4]; expected [4, 16]"
        ),
        (
            .infinite,
            "`evaluate.features`: `faulty` of module GANContractCheckTests returned features with NaN or infinite values"
        ), (.none, ""),
    ]) func findsFaultsOfExtractors(_ fault: FaultyExtractor.Fault, _ words: String) throws {
        let outcomes = try check(FaultyExtractor.self, .extractor, ["fault": fault.rawValue])
        #expect(failure(outcomes[.role]).split(separator: "\n").first ?? "" == words)
        #expect(outcomes.count == 5)
    }

    /// They get random weights of the shapes that they ask for, the same each time.
    @Test func checksExtractorsWithWeights() throws {
        let sound = try check(WeighedExtractor.self, .extractor)
        #expect(sound.count == 5 && sound.values.allSatisfy { $0 == .passed }, "\(sound)")
        let wrong = try check(WeighedExtractor.self, .extractor, ["fault": "shape"])
        #expect(failure(wrong[.role]).contains("returned features of shape [4, 1]; expected [4, 2]"), "\(wrong)")
    }

    @Test func saysThatAnExtractorNeedsMetadata() throws {
        let outcomes = try check(WeighedExtractor.self, .extractor, ["fault": "metadata"])
        #expect(
            outcomes[.role]
                == .skipped("it reads metadata of its file of weights, and the check has only random weights"),
            "\(outcomes)")
    }

    @Test func findsFaultsOfMetrics() throws {
        func outcome(_ fault: FaultyMetric.Fault) throws -> CheckResult.Outcome? {
            try check(FaultyMetric.self, .metric, ["fault": fault.rawValue])[.role]
        }
        #expect(try outcome(.none) == .passed)
        #expect(failure(try outcome(.random)).hasPrefix("it gives different scores for the same images\n"))
        #expect(
            failure(try outcome(.infinite))
                == "its score `gap` is inf\n  fix: throw a MetricError that says why there is no score")
        #expect(failure(try outcome(.undeclared)).contains("which its `needs` does not declare"))
        #expect(try outcome(.few) == .skipped("needs 1,000 images\n  fix: generate more"))
    }
}
