import GANCore
import GANModule
import GANTensor
import GANTestSupport
import GANTrain
import Testing

@testable import Regularizers

@Suite(.onChosenBackend) struct ClassBalancingTests {
    /// The published terms, gradients, counts and weights over three updates: Tests/Reference/rivals.py.
    @Test func agreesWithThePublishedCode() throws {
        let file = try openPyTorchReference("rivals")
        let effective = EffectiveNumbers(classes: 5, decay: 0.5)
        for index in 0..<6 {
            func published(_ name: String) throws -> Tensor { try file.tensor("balance.\(index).\(name)") }
            let logits = try published("logits").requiringGradient()
            let probabilities = logits.softmax()
            let penalty = ClassBalancing.penalty(probabilities, weights: effective.weights)
            #expect(relativeError(penalty, try published("loss")) < 1e-5, "loss \(index)")
            #expect(relativeError(gradient(of: penalty, wrt: logits), try published("grad")) < 1e-4, "\(index)")
            effective.add(probabilities)
            guard effective.evaluations == 2 else { continue }
            effective.update()
            #expect(relativeError(effective.numbers, try published("numbers")) < 1e-6)
            #expect(relativeError(effective.weights, try published("weights")) < 1e-6)
        }
    }

    /// A class that never comes has the number 1, not less.
    @Test func numbersAreAtLeastOne() {
        let effective = EffectiveNumbers(classes: 2, decay: 0.5)
        let first = Tensor([1, 0], shape: [1, 2])
        for _ in 0..<60 {
            effective.add(first)
            effective.update()
        }
        #expect(effective.numbers.scalars(as: Float.self) == [1, 1])
        for _ in 0..<3 { effective.add(first) }
        effective.update()
        #expect(effective.numbers.scalars(as: Float.self) == [2, 1])
        let weights = effective.weights.scalars(as: Float.self)
        #expect((weights[0] - 2.0 / 3).magnitude < 1e-6 && (weights[1] - 4.0 / 3).magnitude < 1e-6)
    }

    // MARK: In training

    private func settings(epochs: Int = 8) -> ClassBalancing.Settings {
        var settings = ClassBalancing.Settings()
        (settings.classifierEpochs, settings.updateEvery) = (epochs, 2)
        return settings
    }

    private func composition(_ settings: ClassBalancing.Settings, weight: Double = 1) throws -> Composition {
        let tiny = try tinyComposition()
        var train = TrainSettings()
        train.batch = 8
        var schedule = RegularizerSchedule()
        schedule.weight = Scheduled(weight)
        let term = try ClassBalancing(settings, BuildContext(path: "regularizers.b", data: tiny.data.info, seed: 1))
        let slot = RegularizerSlot(name: "b", regularizer: term, schedule: schedule)
        let made = Composition(
            data: tiny.data, generator: tiny.generator, discriminator: tiny.discriminator, loss: tiny.loss,
            regularizers: [slot], seed: 1, sections: [train])
        try term.attach(to: made)
        return made
    }

    private func classifier(of composition: Composition) throws -> LoopClassifier {
        let modules = composition.regularizers[0].regularizer.modules()
        return try #require(modules.compactMap { $0.module as? LoopClassifier }.first)
    }

    private func accuracy(_ composition: Composition) throws -> Double {
        let samples = try composition.data.samples(at: Array(0..<24))
        let logits = try classifier(of: composition)(samples.images).converted(to: .float32).scalars(as: Float.self)
        let labels = samples.labels.converted(to: .float32).scalars(as: Float.self)
        let right = (0..<24).count { row in
            let own = Array(logits[3 * row..<3 * row + 3])
            return own.firstIndex(of: own.max() ?? 0).map { labels[3 * row + $0] == 1 } ?? false
        }
        return Double(right) / 24
    }

    /// It learns the noise images by heart before the first step, and no step changes it.
    @Test func theClassifierIsTrainedOnceBeforeTheFirstStep() throws {
        let composition = try composition(settings(epochs: 2000))
        #expect(try accuracy(composition) < 0.9)
        let trainer = try Trainer(composition)
        try trainer.advance()
        #expect(try accuracy(composition) > 0.9)
        let before = try classifier(of: composition).parameters().map { bits($0.parameter.wrappedValue) }
        for _ in 0..<3 { try trainer.advance() }
        #expect(try classifier(of: composition).parameters().map { bits($0.parameter.wrappedValue) } == before)
    }

    @Test func keepsTheRules() {
        checkRegularizer(ClassBalancing.self, ["update_every": "2"])
    }

    @Test(arguments: [(TinyDataset.Labels.none, "no labels"), (.attributes, "attributes"), (.vectors, "vectors")])
    func needsClasses(_ labels: TinyDataset.Labels, _ words: String) throws {
        let data = try tinyComposition { $0.labelKind = labels }.data
        let error = #expect(throws: RecipeError.self) {
            try ClassBalancing(settings(), BuildContext(path: "regularizers.b", data: data.info, seed: 1))
        }
        #expect(error?.problem == "it needs classes, but the data has \(words)")
    }
}
