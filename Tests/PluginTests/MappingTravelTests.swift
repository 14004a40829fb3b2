import GANComponentTesting
import GANCore
import GANTestSupport
import GANTrain
import NoisyTwins
import Optimizers
import Schedules
import StyleGAN2
import Testing

/// Whether a run is long enough for a regularizer of the mapping network.
@Suite struct MappingTravelTests {
    /// 200 kimg in batches of 32 are 6,250 steps; Adam's default rate is 0.0025, and 6250 · 0.0025 · 0.01 = 0.16.
    private func warnings(
        kimg: Double = 200, multiplier: Double = 0.01, _ schedule: RegularizerSchedule = RegularizerSchedule(),
        _ change: (inout TrainSettings) -> Void = { _ in }
    ) throws -> [String] {
        var train = TrainSettings()
        train.kimg = kimg
        change(&train)
        return try train.warnings(of: composition(multiplier, schedule))
    }

    private func composition(_ multiplier: Double, _ schedule: RegularizerSchedule) throws -> Composition {
        let tiny = try tinyComposition()
        let build = BuildContext(
            path: "generator", data: tiny.data.info, seed: 1, conditioner: choose(NoisyEmbedding.self, as: .conditioner)
        )
        var settings = StyleGAN2Generator.Settings()
        (settings.zDim, settings.wDim, settings.channelBase, settings.channelMax) = (4, 4, 16, 4)
        settings.mappingRateMultiplier = multiplier
        let twins = NoisyTwins(.init(), BuildContext(path: "regularizers.twins", data: tiny.data.info, seed: 1))
        return Composition(
            data: tiny.data, generator: try StyleGAN2Generator(settings, build), discriminator: tiny.discriminator,
            loss: tiny.loss, regularizers: [RegularizerSlot(name: "twins", regularizer: twins, schedule: schedule)],
            seed: 1)
    }

    @Test func shortRunsHardlyMoveTheMapping() throws {
        #expect(
            try warnings() == [
                "`generator.mapping_rate_multiplier`: in 6,250 steps the mapping network's weights can move by 0.16 of their initial standard deviation, so `regularizers.twins` changes little but the label's embedding; published runs: 2.4, here with mapping_rate_multiplier: 0.15"
            ])
    }

    @Test func longRunsAndLargerRatesMoveIt() throws {
        #expect(try warnings(kimg: 800).isEmpty)
        #expect(try warnings(multiplier: 0.1).isEmpty)
    }

    /// Schedules count as they are: a rate that falls linearly to zero moves half as far.
    @Test func countsTheScheduleOfTheRate() throws {
        var ramp = LinearSchedule.Settings()
        (ramp.from, ramp.to, ramp.untilKimg) = (0.0025, 0, 800)
        var adam = AdamOptimizer.Settings()
        adam.learningRate = try Scheduled(LinearSchedule.self, ramp)
        let halved = try warnings(kimg: 800) { $0.generatorOptimizer = OptimizerSetting(AdamOptimizer.self, adam) }
        #expect(halved.first?.contains("can move by 0.31 of") == true)
    }

    @Test func termsThatNeverApplyAreLeftOut() throws {
        var late = RegularizerSchedule()
        late.from = 6250
        #expect(try warnings(late).isEmpty)
        var weightless = RegularizerSchedule()
        weightless.weight = 0
        #expect(try warnings(weightless).isEmpty)
    }
}
