import Foundation
import GANCore
import GANData
import GANModule
import GANRecipe
import GANTensor
import GANTestSupport
import Synchronization
import Testing

@testable import GANTrain

/// Every call of a component's code has its place, so that a trap in it is named. The components here write down where they are
/// called; a trap prints the same words.
@Suite(.onChosenBackend, .serialized) struct CallPlaceTests {
    private static let recipe = """
        recipe: 2
        data: {type: placed_data}
        generator: tiny_generator
        discriminator: tiny_discriminator
        conditioner: placed_conditioner
        loss: placed_loss
        augment: placed_augmenter
        regularizers: {mine: {type: placed_term, weight: {type: placed_schedule}}}
        hooks: {own: placed_hook}
        train:
          batch: 4
          kimg: 1
          average: null
          sampler: placed_sampler
          fake_sampler: placed_sampler
          generator_optimizer: placed_optimizer

        """

    private func composition(_ text: String = recipe) throws -> Composition {
        var catalog = fixedCatalog.addingTinyGAN()
        catalog.add(PlacedData.self)
        catalog.add(PlacedConditioner.self)
        catalog.add(PlacedLoss.self)
        catalog.add(PlacedAugmenter.self)
        catalog.add(PlacedTerm.self)
        catalog.add(PlacedSchedule.self)
        catalog.add(PlacedHook.self)
        catalog.add(PlacedSampler.self)
        catalog.add(PlacedOptimizer.self)
        let place = try Workplace()
        let path = try place.write("placed.yaml", text)
        return try Composer.compose(try RecipeLoader(catalog).check(path: path, overrides: []))
    }

    /// What each call's place must begin with, and whether it has a step.
    private static let expected: KeyValuePairs<String, (place: String, hasStep: Bool)> = [
        "data init": ("`data`", false), "data batch": ("`data`, step ", true), "data prepare": ("`data`", false),
        "data fingerprint": ("`data`", false), "data warnings": ("`data`", false),
        "conditioner init": ("`conditioner`", false), "conditioner call": ("`conditioner`", false),
        "conditioner pass": ("`conditioner`, ", true),
        "loss init": ("`loss`", false), "loss call": ("`loss`, ", true),
        "augmenter init": ("`augment`", false), "augmenter call": ("`augment`, ", true),
        "term init": ("`regularizers.mine`", false), "term validate": ("`regularizers.mine`", false),
        "term attach": ("`regularizers.mine`", false), "term arrange": ("`regularizers.mine`", false),
        "term requiredInputs": ("`regularizers.mine`", false), "term penalty": ("`regularizers.mine`, ", true),
        "schedule init": ("`regularizers.mine.weight`", false),
        "schedule value": ("`regularizers.mine.weight`, discriminator's phase, step ", true),
        "hook init": ("`hooks.own`", false), "hook validate": ("`hooks.own`", false),
        "hook attach": ("`hooks.own`", false), "hook requiredInputs": ("`hooks.own`", false),
        "hook observe": ("`hooks.own`", false), "hook inspect": ("`hooks.own`, discriminator's phase, step ", true),
        "sampler init": ("`train.", false), "sampler validate": ("`train.", false),
        "sampler order": ("`train.sampler`", false), "sampler samples": ("`train.sampler`, step ", true),
        "sampler fakeLabels": ("`train.fake_sampler`, step ", true),
        "optimizer init": ("`train.generator_optimizer`", false),
        "optimizer attach": ("`train.generator_optimizer`", false),
        "optimizer stepSize": ("`train.generator_optimizer`", false),
        "optimizer update": ("`train.generator_optimizer`, step ", true),
        "optimizer addState": ("`train.generator_optimizer`", false),
    ]

    @Test func everyCallHasItsPlace() throws {
        Calls.reset()
        let composition = try composition()
        let settings = composition.section(TrainSettings.self)
        try composition.data.withSource { try $0.prepare { _ in } }
        _ = try composition.data.withSource { $0.warnings }
        _ = try DataFingerprint.of(composition.data)
        _ = MappingTravelProbe.stepSize(try settings.makeOptimizer(of: .generator, composition))
        let trainer = try Trainer(composition)
        for _ in 0..<2 { try trainer.advance() }
        let folder = try Workplace()
        try FileManager.default.createDirectory(atPath: folder.path("c"), withIntermediateDirectories: true)
        try trainer.save(CheckpointState(), into: folder.path("c"))
        let calls = Calls.all
        for (call, expected) in Self.expected {
            let places = try #require(calls[call], "\(call) was not made")
            for place in places {
                #expect(place?.hasPrefix(expected.place) == true, "\(call): \(place ?? "nil")")
                if expected.hasStep { #expect(place?.contains("step ") == true, "\(call): \(place ?? "nil")") }
            }
        }
        #expect(Set(calls.keys).subtracting(Self.expected.map(\.key)) == [])
    }

    /// An error that is thrown where no step is made keeps its place.
    @Test(arguments: [
        ("sampler: placed_sampler", "sampler: {type: placed_sampler, fails: order}", "`train.sampler`: it fails"),
        (
            "generator_optimizer: placed_optimizer", "generator_optimizer: {type: placed_optimizer, fails: attach}",
            "`train.generator_optimizer`: it fails"
        ), ("type: placed_data", "type: placed_data, fails: fingerprint", "`data`: it fails"),
        ("type: placed_data", "type: placed_data, fails: batch", "`data`, step 0: it fails"),
    ])
    func errorHasItsPlace(_ words: String, _ replacement: String, _ expected: String) throws {
        let composition = try composition(Self.recipe.replacing(words, with: replacement))
        let error = #expect(throws: ComponentError.self) {
            let trainer = try Trainer(composition)
            if !replacement.contains("batch") { _ = try DataFingerprint.of(composition.data) }
            try trainer.advance()
        }
        #expect("\(try #require(error))" == expected)
    }

    @Test func errorWhileMakingHasItsPlace() throws {
        let text = Self.recipe.replacing(
            "sampler: placed_sampler", with: "sampler: {type: placed_sampler, fails: init}")
        let error = #expect(throws: RecipeErrors.self) { try composition(text) }
        #expect(error?.problems.map(\.message) == ["`train.sampler`: it fails"])
    }

    /// Code outside components reads data sets through `read`, `readLabels` and `withSource`, which name the data.
    @Test func dataAreReadWithTheirPlace() throws {
        let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Sources")
        // The contract itself, its selections, and checks that name the data around the call.
        let exempt = [
            "GANCore/Roles/Dataset.swift", "GANCore/Selection/", "GANTrain/Step/RealBatches.swift",
            "GANMetrics/Evaluation/DataImages.swift", "GANMetrics/Evaluation/GeneratedImages.swift",
            "GANRun/Data/DatasetProbe.swift",
            "GANContractCheck/", "GANData/",
        ]
        for path in try FileManager.default.subpathsOfDirectory(atPath: sources.path)
        where path.hasSuffix(".swift") && !exempt.contains(where: path.hasPrefix) {
            let text = try String(contentsOf: sources.appending(path: path), encoding: .utf8)
            let calls = text.matches(of: /data\.(samples|labels)\(at:|source\??\.(prepare|fingerprint|batch)\(/)
            #expect(calls.isEmpty, "\(path): \(calls.map { $0.0 })")
        }
    }
}

/// Asks for a step size as the warnings of a recipe do.
private enum MappingTravelProbe {
    static func stepSize(_ optimizer: any Optimizer) -> Double? {
        ComponentError.marking(NetworkOptimizer.path(of: .generator)) { optimizer.stepSize(at: .start) }
    }
}

/// The places of calls, by the call.
private enum Calls {
    private static let places = Mutex<[String: [String?]]>([:])

    static func note(_ call: String) {
        let place = CallPlace.current?.description
        places.withLock { $0[call, default: []].append(place) }
    }

    static func reset() { places.withLock { $0 = [:] } }
    static var all: [String: [String?]] { places.withLock { $0 } }
}

private struct Failure: Error, CustomStringConvertible { let description = "it fails" }

private struct FailingSettings: ComponentSettings {
    @Setting("the call that fails") var fails = ""

    func fail(at call: String) throws { if fails == call { throw Failure() } }
}

private final class PlacedData: StreamedDataset {
    struct Source: SampleSource {
        let fails: String
        let info = DatasetInfo(
            count: 24, channels: 1, height: 4, width: 4, labelKind: .classes, labelSize: 3, classCounts: [8, 8, 8])
        var warnings: [String] {
            Calls.note("data warnings")
            return []
        }

        func prepare(_ report: PreparationReport) throws { Calls.note("data prepare") }

        func fingerprint() throws -> String? {
            Calls.note("data fingerprint")
            if fails == "fingerprint" { throw Failure() }
            return "same"
        }

        func batch(at indices: [Int]) throws -> SampleBatch {
            // The fingerprint reads samples outside steps.
            if indices.count == 4 { Calls.note("data batch") }
            if fails == "batch" { throw Failure() }
            let images = indices.flatMap { Array(repeating: Float($0 % 5) / 5, count: 16) }
            return SampleBatch(images: images, shape: [indices.count, 1, 4, 4], labels: labels(at: indices))
        }

        func labels(at indices: [Int]) -> [Float] {
            indices.flatMap { index in (0..<3).map { $0 == index % 3 ? 1 : 0 } }
        }
    }

    static let name = "placed_data"
    static let summary = "for tests"
    let source: any SampleSource

    init(_ settings: FailingSettings, _ build: BuildContext) {
        Calls.note("data init")
        source = Source(fails: settings.fails)
    }
}

private final class PlacedConditioner: Module, Conditioner {
    static let name = "placed_conditioner"
    static let summary = "for tests"
    private let layer: Linear

    init(_ settings: NoSettings, _ build: BuildContext) {
        Calls.note("conditioner init")
        layer = Linear(build.data.labelSize, build.features, random: build.random)
    }

    func callAsFunction(_ labels: Tensor, _ pass: ForwardPass) throws -> Tensor {
        Calls.note(pass.phase == nil ? "conditioner call" : "conditioner pass")
        return layer(labels)
    }
}

private final class PlacedLoss: AdversarialLoss {
    static let name = "placed_loss"
    static let summary = "for tests"

    init(_ settings: NoSettings, _ build: BuildContext) { Calls.note("loss init") }

    func discriminator(real: Tensor, fake: Tensor) throws -> Tensor {
        Calls.note("loss call")
        return fake.mean() - real.mean()
    }

    func generator(real: Tensor?, fake: Tensor) throws -> Tensor {
        Calls.note("loss call")
        return -fake.mean()
    }
}

private final class PlacedAugmenter: Module, Augmenter {
    static let name = "placed_augmenter"
    static let summary = "for tests"

    init(_ settings: NoSettings, _ build: BuildContext) { Calls.note("augmenter init") }

    func callAsFunction(_ images: Tensor, random: RandomStream) throws -> Tensor {
        Calls.note("augmenter call")
        return images
    }
}

private final class PlacedTerm: Module, Regularizer {
    static let name = "placed_term"
    static let summary = "for tests"

    init(_ settings: NoSettings, _ build: BuildContext) { Calls.note("term init") }

    func validate(_ composition: Composition) throws { Calls.note("term validate") }
    func attach(to composition: Composition) throws { Calls.note("term attach") }
    func arrange(_ layout: inout BatchLayout, for phase: Phase) { Calls.note("term arrange") }

    func requiredInputs(in phase: Phase) -> RequiredInputs? {
        Calls.note("term requiredInputs")
        return phase == .discriminator ? .realLogits : nil
    }

    func penalty(_ step: StepView) throws -> Tensor {
        Calls.note("term penalty")
        return try step.real().logits.squared().mean()
    }
}

private final class PlacedSchedule: Schedule {
    static let name = "placed_schedule"
    static let summary = "for tests"
    let range = 0.1...0.1

    init(_ settings: NoSettings, _ build: BuildContext) { Calls.note("schedule init") }

    func value(at position: TrainingPosition) -> Double {
        Calls.note("schedule value")
        return 0.1
    }
}

private final class PlacedHook: Module, TrainingHook {
    static let name = "placed_hook"
    static let summary = "for tests"

    init(_ settings: NoSettings, _ build: BuildContext) { Calls.note("hook init") }

    func validate(_ composition: Composition) throws { Calls.note("hook validate") }
    func attach(to composition: Composition) throws { Calls.note("hook attach") }
    func observe(_ event: StepEvent) throws { Calls.note("hook observe") }
    func inspect(_ step: StepView) throws { Calls.note("hook inspect") }

    func requiredInputs(in phase: Phase) -> RequiredInputs? {
        Calls.note("hook requiredInputs")
        return phase == .discriminator ? .realLogits : nil
    }
}

private final class PlacedSampler: Sampler {
    struct Order: SampleOrder {
        func samples(at places: Range<Int>) -> [Int] {
            Calls.note("sampler samples")
            return places.map { $0 % 24 }
        }
    }

    static let name = "placed_sampler"
    static let summary = "for tests"
    private let settings: FailingSettings

    init(_ settings: FailingSettings, _ build: BuildContext) throws {
        Calls.note("sampler init")
        try settings.fail(at: "init")
        self.settings = settings
    }

    func validate(for data: DatasetInfo) throws { Calls.note("sampler validate") }

    func order(of data: any Dataset, seed: UInt64) throws -> any SampleOrder {
        Calls.note("sampler order")
        try settings.fail(at: "order")
        return Order()
    }

    func fakeLabels(
        _ count: Int, of data: any Dataset, at position: TrainingPosition, random: RandomStream
    ) throws -> Tensor {
        Calls.note("sampler fakeLabels")
        return try data.labels(at: Array(0..<count))
    }
}

private final class PlacedOptimizer: Optimizer {
    static let name = "placed_optimizer"
    static let summary = "for tests"
    private let settings: FailingSettings

    init(_ settings: FailingSettings, _ build: BuildContext) {
        Calls.note("optimizer init")
        self.settings = settings
    }

    func attach(to parameters: [(path: String, parameter: Parameter)], lazyIntervals: [Int]) throws {
        Calls.note("optimizer attach")
        try settings.fail(at: "attach")
    }

    func stepSize(at position: TrainingPosition) -> Double? {
        Calls.note("optimizer stepSize")
        return nil
    }

    func hasUpdated(_ index: Int) -> Bool { false }
    func update(with gradients: ParameterGradients, at position: TrainingPosition) { Calls.note("optimizer update") }
    func addState(to writer: inout SafetensorsWriter, prefix: String) { Calls.note("optimizer addState") }
    func loadState(from file: SafetensorsFile, prefix: String) throws {}
}
