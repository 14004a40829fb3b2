import GANContractCheck
import GANCore
import GANTestSupport
import Testing

/// Mistakes of authors that a tiny GAN with equal axes, or a comparison of weights alone, would not show.
@Suite(.onChosenBackend) struct AuthorMistakeTests {
    // MARK: Axes

    @Test(arguments: [
        (AxisMistake.swapped, "images of shape [12, 3, 14, 10]; expected [12, 3, 10, 14]"),
        (.channels, "images of shape [12, 1, 10, 14]; expected [12, 3, 10, 14]"),
    ]) func findsWrongAxesOfAGenerator(_ mistake: AxisMistake, _ words: String) throws {
        let outcomes = try check(AxisGenerator.self, .generator, ["mistake": mistake.rawValue])
        #expect(failure(outcomes[.training]).contains(words), "\(outcomes)")
    }

    @Test(arguments: [
        (AxisMistake.swapped, "images of shape [12, 3, 14, 10]; expected [12, 3, 10, 14]"),
        (.channels, "images of shape [12, 1, 10, 14]; expected [12, 3, 10, 14]"),
        (.classes, "images of shape [5, 3, 10, 14]; expected [12, 3, 10, 14]"),
    ]) func findsWrongAxesOfAnAugmenter(_ mistake: AxisMistake, _ words: String) throws {
        let outcomes = try check(AxisAugmenter.self, .augmenter, ["mistake": mistake.rawValue])
        #expect(failure(outcomes[.training]).contains(words), "\(outcomes)")
    }

    @Test func findsNothingWrongWithRightAxes() throws {
        let outcomes = [try check(AxisGenerator.self, .generator), try check(AxisAugmenter.self, .augmenter)]
        #expect(outcomes.flatMap(\.values).allSatisfy { $0 == .passed }, "\(outcomes)")
    }

    // MARK: Hooks

    @Test(arguments: [
        (Keeping.property, "plain"), (.dictionary, "byName[real]"), (.structure, "pair.first"), (.tuple, "both..0"),
        (.nested, "rows[1][0]"), (.object, "box.value"),
    ]) func namesWhatAHookKeepsFromStepToStep(_ keeping: Keeping, _ name: String) throws {
        let outcomes = try check(KeepingHook.self, .hook, ["keeping": keeping.rawValue])
        #expect(outcomes[.repetition] == .passed && outcomes[.threads] == .passed)
        let fault = failure(outcomes[.resuming])
        #expect(
            fault.hasPrefix(
                "`\(name)` has another value after step 3 if the run is saved and resumed at step 2: no checkpoint holds `"
            ),
            "\(fault)")
        #expect(fault.contains("`\(name)`\n  fix: declare it with @Buffer"), "\(fault)")
    }

    /// Weights differ too then, which alone would not say what is lost.
    @Test func namesATensorInAPlainPropertyThatTrainingDependsOn() throws {
        let fault = failure(try check(KeepingLoss.self, .loss)[.resuming])
        #expect(
            fault.contains(
                " differs after 4 steps if the run is saved and resumed at step 2: no checkpoint holds `center`\n  fix: compute"
            ),
            "\(fault)")
    }

    /// Its checkpoints could not be loaded, so training does not go on until there is one.
    @Test func refusesABufferWhoseShapeChanges() throws {
        let fault = failure(try check(GrowingHook.self, .hook)[.training])
        #expect(
            fault
                == "`hooks.growing`, step 0: the buffer `means` has the shape [2] after the update, so its checkpoints could not be"
                + " loaded; expected [1], as before the first step\n  fix: make it in its final shape in init; keep rows whose"
                + " number changes in a RowBuffer", "\(fault)")
        #expect(try check(GrowingHook.self, .hook, ["keeps_rows": "true"]).values.allSatisfy { $0 == .passed })
    }

    @Test(arguments: [Keeping.buffer, .none], [true, false])
    func leavesHooksWithoutHiddenStateAlone(_ keeping: Keeping, _ reports: Bool) throws {
        let outcomes = try check(KeepingHook.self, .hook, ["keeping": keeping.rawValue, "reports": "\(reports)"])
        #expect(outcomes.values.allSatisfy { $0 == .passed }, "\(outcomes)")
    }

    @Test func comparesTheMetricsOfAResumedRun() throws {
        let outcomes = try check(KeepingHook.self, .hook, ["keeping": "dictionary", "reports": "true"])
        let fault = failure(outcomes[.resuming])
        #expect(fault.hasPrefix("the metric `hooks.keeping.mean` differs after step 3 ("), "\(fault)")
        #expect(fault.contains(") if the run is saved and resumed at step 2: "), "\(fault)")
    }

    @Test func findsMetricsOfAHookThatAreNoNumbers() throws {
        let outcomes = try check(KeepingHook.self, .hook, ["figure": "0"])
        let fault = failure(outcomes[.training])
        #expect(
            fault.contains("the metric `figure` is ") && fault.contains("nan; expected a finite number"), "\(fault)")
    }

    // MARK: Networks

    @Test(arguments: [
        (LayeredDiscriminator.Order.unknown, "its layerOrder names `third`, which has no weights of its own"),
        (.absent, "its layerOrder leaves out `first`"), (.twice, "its layerOrder names `first` more than once"),
    ]) func comparesTheOrderOfLayersWithThem(_ order: LayeredDiscriminator.Order, _ words: String) throws {
        let outcomes = try check(LayeredDiscriminator.self, .discriminator, ["order": order.rawValue])
        #expect(
            failure(outcomes[.role]).hasPrefix("\(words)\n  fix: let layerOrder name each module with"), "\(outcomes)")
    }

    @Test func findsAWeightThatNoGradientReaches() throws {
        let outcomes = try check(LayeredDiscriminator.self, .discriminator, ["is_wasteful": "true"])
        #expect(
            failure(outcomes[.training])
                == "`unused` keeps its initial value: no gradient reaches it\n  fix: compute with it what the component returns,"
                + " freeze it, or declare it with @Buffer", "\(outcomes)")
        let sound = try check(LayeredDiscriminator.self, .discriminator)
        #expect(sound.values.allSatisfy { $0 == .passed }, "\(sound)")
    }

    /// One line with a fix, however many there are.
    @Test func namesAllWeightsThatNoGradientReaches() throws {
        #expect(
            failure(try check(IdleHook.self, .hook)[.training])
                == "`first`, `second` keep their initial values: no gradient reaches them\n  fix: compute with them what the component"
                + " returns, freeze them, or declare them with @Buffer")
    }

    /// A given value counts more than that of a small component, and that more than the default.
    @Test func usesSettingsOfASmallComponent() throws {
        var catalog = ComponentCatalog()
        catalog.add(LayeredDiscriminator.self)
        let entry = try #require(catalog.entry(.discriminator, "layered"))
        func small(_ given: [RecipeNode.Entry]) -> [String] {
            ComponentCheck(entry, given: given, in: catalog).small.map { "\($0.key): \($0.value.inlineText)" }
        }
        #expect(small([]) == ["width: 9"])
        #expect(small([RecipeNode.Entry(key: "width", keyMark: nil, value: .scalar("7"))]) == [])
    }

    @Test func refusesAValueOutOfItsRange() throws {
        var catalog = ComponentCatalog()
        catalog.add(LayeredDiscriminator.self)
        let entry = try #require(catalog.entry(.discriminator, "layered"))
        func refused(_ value: String) -> [String] {
            let given = [RecipeNode.Entry(key: "width", keyMark: nil, value: .scalar(value))]
            return ComponentCheck(entry, given: given, in: catalog).refusedValues
        }
        #expect(
            refused("65") == ["`discriminator.width` is 65; expected a whole number in 1 ... 64, default 64"])
        #expect(refused("64").isEmpty)
    }

    // MARK: Numbers

    @Test func saysThatAScheduleIsNoNumber() throws {
        let outcomes = try check(UndefinedSchedule.self, .schedule)
        #expect(
            failure(outcomes[.role]) == "its value at step 10 is nan\n  fix: return a finite number at every position")
    }

    @Test func saysThatAScoreIsNoNumber() throws {
        let outcomes = try check(FaultyMetric.self, .metric, ["fault": "undefined"])
        #expect(
            failure(outcomes[.role])
                == "its score `gap` is nan\n  fix: throw a MetricError that says why there is no score", "\(outcomes)")
    }
}
