import GANCore
import GANModule
import GANTensor
import GANTestSupport
import GANTrain
import Optimizers
import Testing

@testable import GANContractCheck

/// What a component keeps does not depend on `train.microbatch`, for every registered regularizer, head, augmenter, loss and
/// hook that the tiny GAN can train with.
@Suite(.onChosenBackend) struct MicrobatchStateTests {
    /// The penalty of `path_length` draws noise for each slice, so its running mean of lengths agrees only in size. Its three
    /// updates with 4 slices each moved it by the factor 3.8 when every slice counted as a batch.
    /// `class_balancing` gets the whole batch in a pass of its own, with other images: at most 24 are counted, from 512 on.
    private static let drawing = ["path_length": 2.0, "class_balancing": 1.05]

    private static let roles: [ComponentRole] = [.regularizer, .head, .augmenter, .loss, .hook]

    /// Networks with feature maps that the tiny ones do not have, kernels, or layers without a class are needed by these.
    private static let unfit = ["anchored_patch", "kernel_modulation", "utlo"]

    /// Rates of 0 keep the weights, so that only the component's own state can differ.
    private static func train(_ entry: ComponentEntry, _ size: Int?) throws -> [(path: String, buffer: any AnyBuffer)] {
        let composition = try TinyComponent(entry).composition { settings in
            var adam = AdamOptimizer.Settings()
            adam.learningRate = 0
            settings.generatorOptimizer = OptimizerSetting(AdamOptimizer.self, adam)
            settings.discriminatorOptimizer = OptimizerSetting(AdamOptimizer.self, adam)
            settings.microbatch = size
        }
        let trainer = try Trainer(composition)
        for _ in 0..<3 { try trainer.advance() }
        let head = composition.discriminator.head.map { [("head", $0 as Module)] } ?? []
        return (composition.modules.dropFirst(2) + head).flatMap { path, module in
            module.buffers().map { ("\(path).\($0.path)", $0.buffer) }
        }
    }

    @Test func bufferStaysTheSame() throws {
        var compared: Set<String> = []
        for role in Self.roles {
            for entry in ComponentCatalog.linked.entries(role) where !Self.unfit.contains(entry.name) {
                let (whole, sliced) = (try Self.train(entry, nil), try Self.train(entry, 2))
                for (a, b) in zip(whole, sliced) {
                    compared.insert(entry.name)
                    expectEqual(a.buffer.value, b.buffer.value, entry.name, a.path)
                }
            }
        }
        #expect(compared.isSuperset(of: ["lecam", "path_length", "ada", "apa", "top_k", "transitional"]))
    }

    /// Sums of 8 numbers in another order differ in the last bits, and logits of slices in those of the matrix product.
    private func expectEqual(_ a: any BufferValue, _ b: any BufferValue, _ name: String, _ path: String) {
        func same(_ a: Double, _ b: Double) -> Bool {
            if let factor = Self.drawing[name] { return a / b < factor && b / a < factor }
            return (a - b).magnitude <= 1e-5 * max(a.magnitude, 1)
        }
        switch (a, b) {
        case (let a as Tensor, let b as Tensor):
            #expect(
                zip(a.scalars(as: Float.self), b.scalars(as: Float.self)).allSatisfy { same(Double($0), Double($1)) },
                "\(name): \(path)")
        case (let a as RowBuffer, let b as RowBuffer):
            #expect(a.rows.shape == b.rows.shape, "\(name): \(path)")
            expectEqual(a.rows, b.rows, name, path)
        case (let a as Double, let b as Double): #expect(same(a, b), "\(name): \(path)")
        default: #expect("\(a)" == "\(b)", "\(name): \(path)")
        }
    }
}

/// A registered component in a tiny GAN without noise.
private struct TinyComponent {
    let entry: ComponentEntry

    init(_ entry: ComponentEntry) { self.entry = entry }

    func composition(_ change: (inout TrainSettings) -> Void) throws -> Composition {
        let conditioner = choose(TinyConditioner.self, as: .conditioner)
        let tiny = try tinyComposition(conditioner: conditioner)
        var settings = TrainSettings()
        (settings.batch, settings.average) = (8, nil)
        change(&settings)
        let section = entry.role.section
        let problems = ProblemCollector()
        let path = [.regularizer, .hook].contains(entry.role) ? "\(section).\(entry.name)" : section
        let reader = SettingReader(RecipeNode(.map([])), path: path, catalog: .linked, problems: problems)
        let choice = entry.choose([], reader)
        let build = BuildContext(path: path, data: tiny.data.info, seed: 1, conditioner: conditioner)
        let made = entry.role == .head ? nil : try choice.make(build)
        let composition = Composition(
            data: tiny.data, generator: tiny.generator,
            discriminator: entry.role == .head
                ? try TinyHeadedDiscriminator(choice, tiny.data.info, conditioner: conditioner) : tiny.discriminator,
            augmenter: made as? any Augmenter, loss: made as? any AdversarialLoss ?? tiny.loss,
            regularizers: (made as? any Regularizer).map {
                [RegularizerSlot(name: entry.name, regularizer: $0, schedule: RegularizerSchedule())]
            } ?? [], hooks: (made as? any TrainingHook).map { [HookSlot(name: entry.name, hook: $0)] } ?? [], seed: 1,
            sections: [settings],
            makeGenerator: {
                try? TinyGenerator(
                    .init(), BuildContext(path: "generator", data: tiny.data.info, seed: 1, conditioner: conditioner))
            })
        for slot in composition.terms { try slot.regularizer.attach(to: composition) }
        for slot in composition.hooks { try slot.hook.attach(to: composition) }
        return composition
    }
}
