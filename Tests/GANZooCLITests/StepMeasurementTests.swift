import ArgumentParser
import GANCore
import GANModule
import GANRun
import GANTensor
import GANTestSupport
import GANTrain
import Testing

@testable import GANZooCLI

/// What `recipe check` measures, and where it leaves off. The bounds are nothing, so that any machine exceeds them.
@Suite struct StepMeasurementTests {
    private let recipe: Recipe
    private let composition: Composition

    init() throws {
        let place = try Workplace()
        try place.write(
            "a.yaml",
            SmallRecipe.text(data: "per_class: 20, long_tail: null", "train: {kimg: 0.032, batch: 4}"))
        recipe = try Recipe(place.path("a.yaml"))
        composition = try recipe.compose()
    }

    private static let slow = ["not measured   a step takes more than 0 s here"]

    @Test func aSlowStepIsLeft() throws {
        let bounds = StepMeasurement.Bounds(seconds: 0)
        #expect(try StepMeasurement.measure(recipe, within: bounds).lines == Self.slow)
        #expect(try StepMeasurement.train(try Trainer(composition), bounds).lines == Self.slow)
    }

    @Test func aLargeStepIsLeft() throws {
        let bounds = StepMeasurement.Bounds(bytes: 0)
        for measured in [
            try StepMeasurement.measure(recipe, within: bounds),
            try StepMeasurement.train(try Trainer(composition), bounds),
        ] {
            let line = try #require(measured.lines.first)
            #expect(measured.lines.count == 1)
            #expect(line.hasPrefix("not measured   needs at least "), "\(line)")
            #expect(line.hasSuffix(" MiB, more than half of this machine's memory"), "\(line)")
        }
    }

    /// The time of an image is measured before the first step; a mistake is named there too.
    @Test func aMistakeIsNamed() throws {
        let wrong = Composition(
            data: composition.data, generator: composition.generator, discriminator: composition.discriminator,
            augmenter: FirstImage(), loss: composition.loss, seed: 1,
            sections: [composition.section(TrainSettings.self)])
        let error = #expect(throws: ComponentError.self) { try StepMeasurement.measure(wrong) }
        #expect(
            firstLine(try #require(error))
                == "`augment`, generator's phase, step 0: `first_image` of module GANZooCLITests returned images of shape [1, 3, 8, 8]; expected [2, 3, 8, 8]"
        )
    }

    /// A second for each of the 12 images of a step.
    @Test func aStepIsJudgedByAnImage() {
        var settings = TrainSettings()
        (settings.batch, settings.discriminatorSteps) = (4, 3)
        #expect(!StepMeasurement.exceeds(1, settings, .init(seconds: 12)))
        #expect(StepMeasurement.exceeds(1, settings, .init(seconds: 11.5)))
    }

    /// A step that needs more than there is has a reason and a way out.
    @Test func aStepBeyondMemoryIsRefused() {
        #expect(StepMemory(bytes: 1, isWhole: true).excess == nil)
        let excess = StepMemory(bytes: 1 << 60, isWhole: false).excess ?? ""
        #expect(
            excess.hasPrefix("a training step needs at least more than a million GiB of memory, but only "), "\(excess)"
        )
        #expect(excess.hasSuffix(" can be used"), "\(excess)")
    }

    /// What comes before the first step has a bound of its own, and is no part of the step.
    @Test func theBeginningIsNoStep() throws {
        let term = BeginningCounter()
        let slot = RegularizerSlot(name: "counter", regularizer: term, schedule: RegularizerSchedule())
        let longer = Composition(
            data: composition.data, generator: composition.generator, discriminator: composition.discriminator,
            loss: composition.loss, regularizers: [slot], seed: 1, sections: [composition.section(TrainSettings.self)])
        #expect(
            try StepMeasurement.train(try Trainer(longer), .init(seconds: 0)).lines
                == ["not measured   preparation before the first step takes more than 0 s here"])
        let trainer = try Trainer(longer)
        try trainer.begin()
        #expect(term.beginnings == 1 && trainer.step == 0)
        try trainer.advance()
        #expect(term.beginnings == 1 && trainer.step == 1)
    }
}

/// Counts how often it was begun and not interrupted.
private final class BeginningCounter: Module, ObjectiveTerm, StepObserver {
    private(set) var beginnings = 0

    func requiredInputs(in phase: Phase) -> RequiredInputs? { nil }
    func penalty(_ step: StepView) throws -> Tensor { Tensor(0) }
    func observe(_ event: StepEvent) throws {
        guard case .begins(let start) = event else { return }
        try start.checkInterruption()
        beginnings += 1
    }
}

/// Returns the first image alone.
private final class FirstImage: Module, Augmenter {
    static let name = "first_image"
    static let summary = "an augmenter for tests"

    override init() {}
    init(_ settings: NoSettings, _ build: BuildContext) {}

    func callAsFunction(_ images: Tensor, random: RandomStream) -> Tensor { images.rows(0..<1) }
}
