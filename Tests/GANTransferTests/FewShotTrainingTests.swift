import Foundation
import GANCore
import GANModule
import GANTensor
import GANTestSupport
import Optimizers
import Testing

@testable import FewShot
@testable import GANTrain

@Suite(.onChosenBackend) struct FewShotTrainingTests {
    private static let ewc = Study(
        more: "regularizers: {elastic_weight_consolidation: {weight: 100, samples: 3}, r1: {every: 2}}")
    private static let transition = "from_kimg: 0.008, until_kimg: 0.016"
    private static let transitional = Study(
        conditioner: "{type: transitional_embedding, \(transition)}",
        head: "{type: transitional, mapping_layers: 1, \(transition)}",
        more: "augment: {type: ada, adaptive: {kimg: 0.1}}")
    private static let correspondence = Study(
        labels: false, conditioner: "~", head: "{type: anchored_patch, resolution: 4}",
        more: "regularizers: {cross_domain_correspondence: {weight: 1000, anchors: 3}, r1: {every: 2}}")
    private static let probing = "type: kernel_modulation, probing_steps: 3, measuring_steps: 2"
    private static let modulation = Study(
        more: """
            regularizers: {r1: {every: 2}}
            hooks:
              own_kernels: {\(probing), network: generator}
              other_kernels: {\(probing), network: discriminator}
            """)
    static let methods = [
        "ewc": ewc, "transitional": transitional, "correspondence": correspondence, "modulation": modulation,
    ]

    private func state(_ composition: Composition) -> [String: [UInt64]] {
        var found: [String: [UInt64]] = [:]
        for (part, module) in composition.modules {
            for (path, parameter) in module.parameters() { found["\(part).\(path)"] = bits(parameter.stored) }
            for (path, buffer) in module.buffers() {
                found["\(part).\(path)"] =
                    (buffer.value as? Tensor).map(bits)
                    ?? ["\(buffer.value)".hashValue].map {
                        UInt64(bitPattern: Int64($0))
                    }
            }
        }
        return found
    }

    /// A layer that is listed twice would be frozen, begun anew and counted under one of its names only.
    @Test(arguments: methods.keys.sorted()) func nothingIsListedTwice(_ method: String) throws {
        let composition = try #require(Self.methods[method]).composition()
        let parameters = composition.modules.flatMap { $0.module.parameters().map(\.parameter) }
        #expect(Set(parameters.map(ObjectIdentifier.init)).count == parameters.count)
    }

    /// What follows from the beginning is in the checkpoint, or resuming would take it of other weights. After two steps kernels are being
    /// measured, after three they are settled.
    @Test(arguments: methods.keys.sorted(), [2, 3]) func trainingGoesOnToTheSameBits(
        _ method: String, _ steps: Int
    ) throws {
        let study = try #require(Self.methods[method])
        let place = try Workplace()
        let store = CheckpointStore(place.path("checkpoints"))
        let (whole, resumed) = (try study.composition(), try study.composition())
        let trainer = try Trainer(whole)
        for _ in 0..<steps { try trainer.advance() }
        _ = try store.write(trainer, CheckpointState())
        let other = try Trainer(resumed)
        try other.load(try #require(store.newest().checkpoint))
        for _ in 0..<3 {
            for (name, value) in try trainer.advance().values { #expect(value.isFinite, "\(name)") }
            try other.advance()
        }
        #expect(state(whole) == state(resumed))
    }

    @Test func consolidationHoldsOnToTheBeginning() throws {
        let composition = try Self.ewc.composition()
        let start = composition.generator.parameters().map { bits($0.parameter.wrappedValue) }
        let trainer = try Trainer(composition)
        try trainer.advance()
        let term = composition.regularizers[0].regularizer
        let held = Dictionary(uniqueKeysWithValues: term.buffers().map { ($0.path, $0.buffer.value as? Tensor) })
        let anchors = composition.generator.parameters().map { path, _ in
            held["anchors.\(path).value"].flatMap { $0 }.map(bits)
        }
        #expect(anchors == start)
        let information = held.filter { $0.key.hasPrefix("information.") }.compactMap(\.value)
        #expect(information.count == start.count && information.allSatisfy { -(-$0).max().item() >= 0 })
        #expect(information.contains { $0.max().item() > 0 })
        let before = state(composition).filter { $0.key.contains("elastic") }
        try trainer.advance()
        #expect(state(composition).filter { $0.key.contains("elastic") } == before)
    }

    /// Neither image nor logit depends on the label before the transition, and both do after it.
    @Test func labelsCountLater() throws {
        let composition = try Self.transitional.composition()
        let trainer = try Trainer(composition)
        func outcomes() throws -> [[UInt64]] {
            let pass = { ForwardPass(phase: nil, random: RandomStream(seed: 0, path: "pass")) }
            let z = RandomStream(seed: 0, path: "z").normal([1, 4])
            return try (0..<3).map { label in
                let labels = Tensor([Int32(label)], shape: [1]).oneHot(classes: 3)
                let images = try composition.generator(z, labels, pass()).images
                return try bits(images) + bits(composition.discriminator(images, labels, pass()).logits)
            }
        }
        for _ in 0..<2 {
            #expect(try Set(outcomes()).count == 1)
            #expect(try composition.metrics.filter { $0.name.hasSuffix("share") }.map(\.value) == [0, 0])
            try trainer.advance()
        }
        // 8 images shown: the step that reaches 0.008 counts, 4 images of 8.
        let shares = try composition.metrics.filter { $0.name.hasSuffix("share") }.map(\.value)
        #expect(shares.count == 2 && shares.allSatisfy { ($0 - 0.5).magnitude < 1e-4 })
        #expect(try Set(outcomes()).count == 3)
        #expect(trainer.average?.buffers().contains { $0.path.hasSuffix("transition.share") } == true)
    }

    @Test func headAndConditionerKeepStep() throws {
        var study = Self.transitional
        study.head = "{type: transitional, from_kimg: 1, until_kimg: 2}"
        try expectError("the transition differs from the generator's", study)
        study.conditioner = "embedding"
        try expectError("the generator uses labels from the start, which does not fit this head", study)
    }

    /// Each computes the adversarial loss of images that form no pairs.
    @Test(arguments: ["transitional", "modulation"]) func lossesOfPairsAreRefused(_ method: String) throws {
        var study = try #require(Self.methods[method])
        study.loss = "relativistic"
        try expectError(
            "it computes the adversarial loss of generated images alone, but `relativistic` reads real images too",
            study)
        try expectError("use another loss, such as logistic, or remove this component", study)
    }

    private func expectError(_ words: String, _ study: Study) throws {
        let error = #expect(throws: RecipeErrors.self) { try study.composition() }
        #expect("\(try #require(error))".contains(words), "\(error.map { "\($0)" } ?? "")")
    }

    /// What would do something else than its name says, or nothing.
    @Test func whatCannotWorkTogetherIsAnError() throws {
        var study = Self.transitional
        study.networks = ("biggan, ch: 2, z_dim: 8, shared_dim: 4", "biggan, ch: 2")
        study.resolution = 32
        try expectError("it needs a generator with a mapping network, and this generator has none", study)
        study = Self.correspondence
        study.more = ""
        try expectError("this head needs `cross_domain_correspondence`, which draws latents near anchors", study)
        study.more = "regularizers: {cross_domain_correspondence: {until: 9}}"
        try expectError("`cross_domain_correspondence` does not draw latents near anchors at every step", study)
        study.more = "regularizers: {cross_domain_correspondence: {anchor_every: 3}}"
        try expectError("it is 3 here but 4 in the head `anchored_patch`; they must be equal", study)
        study = Study(more: "hooks: {own: {\(Self.probing), until: 2}}")
        try expectError("unknown key `until` in `hooks.own`", study)
        study.more = "regularizers: {own: {\(Self.probing)}}"
        try expectError("`kernel_modulation` is a hook: use it under `hooks`", study)
        study.more = "hooks: {own: {\(Self.probing)}, again: {\(Self.probing)}}"
        try expectError("another kernel_modulation already modulates the generator's kernels", study)
        study.more = "hooks: {own: {\(Self.probing), kernels: [synthesis.b4.*, synthesis.b8.convo]}}"
        try expectError("`synthesis.b8.convo` matches no kernel of the generator", study)
        try expectError("; `*` matches any text, as in `synthesis.*`", study)
        study.more = "hooks: {own: {\(Self.probing), kernels: []}}"
        try expectError("the list is empty", study)
        study.more = "hooks: {own: {\(Self.probing)}}\nregularizers: {elastic_weight_consolidation: {}}"
        try expectError("it cannot be combined with kernel_modulation, which replaces the generator's kernels", study)
        study.more = "regularizers: {elastic_weight_consolidation: {parameters: [synthesis.*, maping.*]}}"
        try expectError("`maping.*` matches no weight of the generator", study)
    }

    @Test func patchesAreJudgedBetweenAnchors() throws {
        let composition = try Self.correspondence.composition()
        let trainer = try Trainer(composition)
        let images = RandomStream(seed: 0, path: "images").normal([2, 3, 8, 8])
        func logits(_ phase: Phase?) throws -> Shape {
            try composition.discriminator(
                images, .zeros([2, 0]), ForwardPass(phase: phase, random: RandomStream(seed: 0, path: "pass"))
            ).logits.shape
        }
        #expect(try logits(.discriminator) == [2])
        let source = state(composition).filter { $0.key.contains("correspondence.source") }
        for step in 1...4 {
            try trainer.advance()
            #expect(try logits(.discriminator) == (step % 4 == 0 ? [2] : [2, 16]))
            #expect(try logits(nil) == [2])
        }
        #expect(!source.isEmpty && source == state(composition).filter { $0.key.contains("correspondence.source") })
    }

    /// Kernels stay as they are while they are probed; then those filters train that told least.
    @Test func halfOfTheFiltersTrainAfterProbing() throws {
        let composition = try Self.modulation.composition()
        let trainer = try Trainer(composition)
        func kernels(_ read: (Parameter) -> Tensor) -> [[[UInt64]]] {
            [composition.generator, composition.discriminator].flatMap { (network: Module) in
                network.parameters().map(\.parameter).filter { $0.shape.rank == 4 }.map { parameter in
                    (0..<parameter.shape[0]).map { bits(read(parameter).rows($0..<$0 + 1)) }
                }
            }
        }
        let start = kernels(\.stored)
        #expect(try composition.metrics.map(\.value) == [1, 1])
        for _ in 0..<3 {
            try trainer.advance()
            #expect(kernels(\.stored) == start)
        }
        let masks = composition.hooks.map { slot in
            slot.hook.buffers().filter { $0.path.hasSuffix("mask") }.compactMap { $0.buffer.value as? Tensor }
        }
        let flags = masks.map { $0.flatMap { $0.scalars(as: Float.self) } }
        #expect(try composition.metrics.count == 2)
        #expect(try composition.metrics.allSatisfy { abs($0.value - 0.5) < 0.05 && $0.name.hasSuffix("kernels.kept") })
        #expect(flags.count == 2 && flags.allSatisfy { abs($0.reduce(0, +) / Float($0.count) - 0.5) < 0.05 })
        let before = composition.generator.parameters().map { $0.parameter.stored }
        try trainer.advance()
        // Adam has not counted steps in which they had no gradient: a first step is no longer than the learning rate.
        let rate = try #require(AdamOptimizer.Settings().learningRate.constant)
        for (old, new) in zip(before, composition.generator.parameters()) where old.shape.rank == 4 {
            #expect(distance(old, new.parameter.stored) < 1.001 * rate, "\(new.path)")
        }
        try trainer.advance()
        let trained = zip(kernels(\.stored).flatMap(\.self), start.flatMap(\.self)).map { $0 != $1 ? Float(0) : 1 }
        #expect(trained == flags.flatMap(\.self))
        #expect(zip(kernels(\.wrappedValue), start).allSatisfy { $0 != $1 })
    }

    /// Checkpoints of runs in which AdAM was a regularizer still load.
    @Test func stateOfTheFormerRegularizerHasItsPlace() throws {
        let composition = try Self.modulation.composition()
        let names = [
            "regularizers.own_kernels.kernels.x.rows": "hooks.own_kernels.kernels.x.rows",
            "optimizer.generator.regularizers.own_kernels.kernels.x.rows.steps":
                "optimizer.generator.hooks.own_kernels.kernels.x.rows.steps",
            "hooks.own_kernels.kernels.x.rows": "hooks.own_kernels.kernels.x.rows",
            "regularizers.r1.x": "regularizers.r1.x", "generator.x": "generator.x",
        ]
        for (old, new) in names { #expect(composition.currentName(old) == new) }
    }

    /// Neither trains nor is it modulated.
    @Test func frozenKernelsStay() throws {
        var study = Self.modulation
        study.more += "\n  freeze: {discriminator_layers: 2}"
        let composition = try study.composition()
        let read = {
            composition.discriminator.parameters().filter(\.parameter.isFrozen).map { bits($0.parameter.wrappedValue) }
        }
        let start = read()
        let trainer = try Trainer(composition)
        for _ in 0..<5 { try trainer.advance() }
        #expect(start.count == 4 && read() == start)
    }

    /// The copy of the generator too, whose labels come in with those of no one else.
    @Test func correspondenceKeepsTheSource() throws {
        var study = Self.correspondence
        (study.labels, study.conditioner) = (true, Self.transitional.conditioner)
        let composition = try study.composition()
        let trainer = try Trainer(composition)
        try trainer.advance()
        let source = { self.state(composition).filter { $0.key.contains("correspondence.source") } }
        let start = source()
        for _ in 0..<4 { try trainer.advance() }
        #expect(start.keys.contains { $0.hasSuffix("share") } && source() == start)
        #expect(try composition.metrics.map(\.name) == ["generator.share"])
    }

    /// Where latents are near anchors no style of others is mixed in.
    @Test func anchorsAreNotMixed() throws {
        var study = Self.correspondence
        study.mixing = 1
        let made = try study.composition()
        let watch = MixingWatch()
        let slot = RegularizerSlot(name: "watch", regularizer: watch, schedule: RegularizerSchedule())
        let trainer = try Trainer(
            Composition(
                data: made.data, generator: made.generator, discriminator: made.discriminator, loss: made.loss,
                regularizers: made.regularizers + [slot], seed: 1, makeGenerator: { try made.generatorCopy }))
        for _ in 0..<6 { try trainer.advance() }
        #expect(watch.mixed == [false, true, true, true, false, true])
    }

    @Test func anchorsAreFewLatents() throws {
        let composition = try Self.correspondence.composition()
        let term = try #require(composition.regularizers[0].regularizer as? Correspondence)
        let z = RandomStream(seed: 0, path: "z").normal([64, 4])
        #expect(bits(term.edited(z, step: 3, random: RandomStream(seed: 0, path: "edit"))) == bits(z))
        let near = term.edited(z, step: 4, random: RandomStream(seed: 0, path: "edit"))
        let rows = (0..<64).map { near.rows($0..<$0 + 1) }
        // Three clusters of deviation 0.1.
        let anchors = rows.reduce(into: [Tensor]()) { found, row in
            if !found.contains(where: { distance($0, row) < 0.9 }) { found.append(row) }
        }
        #expect(anchors.count == 3)
    }
}

/// Whether the generator's batches had styles of several latents, step by step.
private final class MixingWatch: Module, ObjectiveTerm {
    private(set) var mixed: [Bool] = []

    func requiredInputs(in phase: Phase) -> RequiredInputs? { phase == .generator ? [.styles, .fakeLogits] : nil }

    func penalty(_ step: StepView) throws -> Tensor {
        let styles = try step.generated().styles  // [N, layers, styleSize]
        mixed.append((styles - styles.sliced(1, 0..<1)).abs().max().item() > 0)
        return styles.mean() * 0
    }
}
