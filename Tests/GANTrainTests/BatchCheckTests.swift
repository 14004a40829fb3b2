import GANCore
import GANModule
import GANTensor
import GANTestSupport
import GANTrain
import Testing

/// Which batches a recipe may have where the discriminator compares images in groups of four.
@Suite(.onChosenBackend) struct BatchCheckTests {
    private func problem(
        _ slots: [RegularizerSlot] = [], _ change: (inout TrainSettings) -> Void
    ) throws -> RecipeError? {
        let made = try composition(slots)
        var settings = TrainSettings()
        change(&settings)
        do { try settings.validate(made) } catch let error as RecipeError { return error }
        return nil
    }

    private func composition(_ slots: [RegularizerSlot]) throws -> Composition {
        let tiny = try tinyComposition()
        return Composition(
            data: tiny.data, generator: tiny.generator, discriminator: GroupingDiscriminator(), loss: tiny.loss,
            regularizers: slots, seed: 1)
    }

    /// Published: one group of a smaller batch, whole groups of a larger one.
    @Test(arguments: [1, 2, 3, 4, 8, 12, 32]) func takes(_ batch: Int) throws {
        #expect(try problem { $0.batch = batch } == nil)
    }

    @Test(arguments: [(5, "4 or 8"), (6, "4 or 8"), (10, "8 or 12"), (33, "32 or 36")])
    func refuses(_ batch: Int, _ fitting: String) throws {
        let expected = RecipeError(
            key: "batch", problem: "`discriminator`: \(batch) images in fours", fix: "set train.batch to \(fitting)")
        #expect(try problem { $0.batch = batch } == expected)
    }

    @Test func refusesSlices() throws {
        let expected = RecipeError(
            key: "microbatch", problem: "`discriminator`: 6 images in fours", fix: "set train.microbatch to 4 or 8")
        #expect(try problem { ($0.batch, $0.microbatch) = (24, 6) } == expected)
        #expect(try problem { ($0.batch, $0.microbatch) = (24, 8) } == nil)
        #expect(try problem { ($0.batch, $0.microbatch) = (24, 3) } == nil)
    }

    /// Both sources in one batch: twice as many.
    @Test func countsJointBatches() throws {
        #expect(try problem { ($0.batch, $0.jointBatch) = (2, true) } == nil)
        let expected = RecipeError(
            key: "batch", problem: "`discriminator`: 6 images in fours", fix: "set train.batch to 2 or 4")
        #expect(try problem { ($0.batch, $0.jointBatch) = (3, true) } == expected)
    }

    /// Each view is compared by itself.
    @Test func countsViews() throws {
        let twins = ClosureRegularizer()
        (twins.inputs, twins.views) = ([.generator: [.fakeLogits, .styles]], 2)
        #expect(try problem([slot(twins)]) { $0.batch = 8 } == nil)
        let expected = RecipeError(
            key: "batch", problem: "`discriminator`: 6 images in fours", fix: "set train.batch to 8 or 16")
        #expect(try problem([slot(twins)]) { $0.batch = 12 } == expected)
        // From a later step on, too, and before.
        #expect(try problem([slot(twins, from: 100)]) { $0.batch = 12 } == expected)
        #expect(try problem([slot(twins, from: 100)]) { $0.batch = 6 }?.problem == "`discriminator`: 6 images in fours")
    }

    /// Twelve latents in two views are no eight equal slices.
    @Test func refusesUnequalSlices() throws {
        let twins = ClosureRegularizer()
        (twins.inputs, twins.views) = ([.generator: [.fakeLogits, .styles]], 2)
        let expected = RecipeError(
            key: "microbatch", problem: "12 latents in 2 views do not split evenly into 8 slices",
            fix: "set train.microbatch to 2 or 4")
        #expect(try problem([slot(twins)]) { ($0.batch, $0.microbatch) = (24, 3) } == expected)
        #expect(try problem([slot(twins)]) { ($0.batch, $0.microbatch) = (24, 4) } == nil)
        // Without views the slices are of three.
        #expect(try problem { ($0.batch, $0.microbatch) = (24, 3) } == nil)
    }

    /// A term with a pass of its own has a batch of its own.
    @Test func asksForEachPass() throws {
        let shrunk = ClosureRegularizer()
        (shrunk.inputs, shrunk.shrink) = ([.discriminator: .fakeLogits], 2)
        #expect(try problem([slot(shrunk, every: 2)]) { $0.batch = 8 } == nil)
        let expected = RecipeError(
            key: "batch", problem: "`discriminator`: 6 images in fours", fix: "set train.batch to 8 or 16")
        #expect(try problem([slot(shrunk, every: 2)]) { $0.batch = 12 } == expected)
        // What the generator makes for a term that does not judge it is compared by nobody.
        shrunk.inputs = [.generator: .fakeImages]
        #expect(try problem([slot(shrunk, every: 2)]) { $0.batch = 12 } == nil)
        // Images that a penalty changes pass the discriminator, too.
        shrunk.inputs = [.discriminator: .fakeImages]
        #expect(try problem([slot(shrunk, every: 2)]) { $0.batch = 12 } == expected)
    }

    @Test func warnsWithAPlace() throws {
        var settings = TrainSettings()
        settings.batch = 1
        #expect(try settings.warnings(of: try composition([])) == ["`train.batch`: `discriminator`: 1 image alone"])
        (settings.batch, settings.microbatch) = (4, 1)
        #expect(
            try settings.warnings(of: try composition([])) == ["`train.microbatch`: `discriminator`: 1 image alone"])
        settings.microbatch = 2
        #expect(try settings.warnings(of: try composition([])).isEmpty)
    }
}

/// It compares images in fours.
private final class GroupingDiscriminator: Module, Discriminator, BatchComparing {
    static let name = "grouping"
    static let summary = "a discriminator for tests"
    var conditioner: (any Conditioner)? { nil }
    var layerOrder: [String] { declaredLayers }

    override init() {}
    init(_ settings: NoSettings, _ build: BuildContext) {}

    func objection(to batch: BatchLayout) -> BatchObjection? {
        let samples = batch.count / batch.views
        if samples == 1 { return .warned("1 image alone") }
        return samples <= 4 || samples % 4 == 0 ? nil : .refused("\(samples) images in fours")
    }

    func callAsFunction(_ images: Tensor, _ labels: Tensor, _ pass: ForwardPass) -> DiscriminatorOutput {
        DiscriminatorOutput(logits: images.mean(1, 2, 3))
    }
}
