import BigGAN
import Conditioners
import GANCore
import GANModule
import GANTensor
import GANTestSupport
import GANTrain
import Losses
import Testing

@testable import UTLO

/// UTLO on BigGAN, which has no published code: the rules of regularizers, and its terms in a step.
@Suite(.onChosenBackend) struct UTLOBigGANTests {
    private func composition(_ regularizers: [RegularizerSlot] = []) throws -> Composition {
        let data = try tinyComposition { $0.size = 32 }
        func build(_ path: String) throws -> BuildContext {
            try testBuild(path, data.data.info, conditioner: ClassEmbedding.name)
        }
        var settings = BigGANGenerator.Settings()
        (settings.network.ch, settings.conditioning.zDim, settings.conditioning.sharedDim) = (1, 8, 4)
        settings.classFreeResolution = 8
        var judge = BigGANDiscriminator.Settings()
        (judge.network.ch, judge.classFreeResolution) = (1, 8)
        var train = TrainSettings()
        (train.batch, train.average) = (8, nil)
        return Composition(
            data: data.data, generator: try BigGANGenerator(settings, build("generator")),
            discriminator: try BigGANDiscriminator(judge, build("discriminator")),
            loss: HingeLoss(.init(), try testBuild("loss", data.data.info)), regularizers: regularizers, seed: 1,
            sections: [train])
    }

    @Test func keepsTheRules() { checkRegularizer(UTLO.self) { try composition($0) } }

    /// Two steps with finite numbers, and the layers for small images are trained.
    @Test func trains() throws {
        let composition = try composition()
        let utlo = try UTLO(.init(), testBuild("regularizers.utlo", composition.data.info))
        let trained = try self.composition([
            RegularizerSlot(name: "utlo", regularizer: utlo, schedule: RegularizerSchedule())
        ])
        let own = trained.generator.parameters() + trained.discriminator.parameters()
        let small = own.filter { $0.path.hasPrefix("class_free") }
        let before = small.map { $0.parameter.stored.scalars(as: Float.self) }
        let trainer = try Trainer(trained)
        for _ in 0..<2 { for (name, value) in try trainer.advance().values { #expect(value.isFinite, "\(name)") } }
        #expect(small.count == 8)
        for (parameter, old) in zip(small, before) where parameter.path.hasSuffix("weight") {
            #expect(parameter.parameter.stored.scalars(as: Float.self) != old, "\(parameter.path)")
        }
    }
}
