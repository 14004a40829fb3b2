import GANCore
import GANModule
import GANTestSupport
import GANTrain
import NoisyTwins
import Regularizers
import Testing

/// Every regularizer in the trainer's hands: it reads what it declared, gives a finite scalar and moves the weights.
@Suite(.onChosenBackend) struct TrainingTests {
    private func slots(_ data: DatasetInfo) throws -> [RegularizerSlot] {
        func build(_ name: String) -> BuildContext { BuildContext(path: "regularizers.\(name)", data: data, seed: 1) }
        var lazily = RegularizerSchedule()
        lazily.every = 2
        var bothSources = Consistency.Settings()
        bothSources.fakeWeight = 1
        let always: [(String, any Regularizer)] = [
            ("lecam", LeCam(.init(), build("lecam"))),
            ("wgan_gp", try WassersteinGradientPenalty(.init(), build("wgan_gp"))),
            ("consistency", try Consistency(bothSources, build("consistency"))),
            ("noisy_twins", NoisyTwins(.init(), build("noisy_twins"))),
            ("path_length", PathLength(.init(), build("path_length"))),
            ("dragan", try DRAGAN(.init(), build("dragan"))),
            ("max_gradient_penalty", MaximumGradientPenalty(.init(), build("max_gradient_penalty"))),
            ("latent_consistency", LatentConsistency(.init(), build("latent_consistency"))),
            ("orthogonal", Orthogonal(.init(), build("orthogonal"))),
        ]
        return always.map { RegularizerSlot(name: $0.0, regularizer: $0.1, schedule: .init()) } + [
            RegularizerSlot(name: "r1", regularizer: try R1(.init(), build("r1")), schedule: lazily)
        ]
    }

    @Test(arguments: TinyDataset.Labels.allCases) func everyTermIsFinite(_ labels: TinyDataset.Labels) throws {
        let conditioner = choose(NoisyEmbedding.self, as: .conditioner)
        let data = try tinyComposition { $0.labelKind = labels }.data.info
        let composition = try tinyComposition(conditioner: conditioner, regularizers: try slots(data)) {
            $0.labelKind = labels
        }
        let trainer = try Trainer(composition)
        let first = try trainer.advance().values
        let names = Set(first.map(\.name))
        #expect(names.isSuperset(of: composition.regularizers.map { "regularizers.\($0.name)" }))
        #expect(first.allSatisfy { $0.value.isFinite })
        let second = try trainer.advance().values
        #expect(!second.contains { $0.name == "regularizers.r1" })
        #expect(second.allSatisfy { $0.value.isFinite })
    }

    /// At weight 0 a term is reported, and the weights are those of a run without it.
    @Test(arguments: 0..<10) func watchingChangesNothing(_ index: Int) throws {
        let conditioner = choose(NoisyEmbedding.self, as: .conditioner)
        let slot = try slots(try tinyComposition().data.info)[index]
        var watching = RegularizerSchedule()
        watching.weight = 0
        let watched = RegularizerSlot(name: slot.name, regularizer: slot.regularizer, schedule: watching)
        func weights(_ slots: [RegularizerSlot]) throws -> [[UInt64]] {
            let composition = try tinyComposition(conditioner: conditioner, regularizers: slots)
            let trainer = try Trainer(composition)
            for _ in 0..<3 { try trainer.advance() }
            let networks: [Module] = [composition.generator, composition.discriminator]
            return networks.flatMap { $0.parameters().map { bits($0.parameter.wrappedValue) } }
        }
        #expect(try weights([watched]) == weights([]), "\(slot.name)")
    }

    /// What checkpoints call the state.
    @Test func stateIsNamed() throws {
        let slots = try slots(try tinyComposition().data.info)
        let state = slots.flatMap { slot in slot.regularizer.buffers().map { "\(slot.name).\($0.path)" } }
        #expect(
            state == ["lecam.real_anchor", "lecam.fake_anchor", "lecam.is_seeded", "path_length.mean"])
    }
}
