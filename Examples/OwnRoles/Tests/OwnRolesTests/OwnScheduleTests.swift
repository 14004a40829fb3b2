import GANComponentTesting
import GANCore
import OwnRoles
import Testing

@Suite struct OwnScheduleTests {
    /// By hand: half a period is the other number, a quarter the mean.
    @Test func swings() throws {
        var settings = OwnSchedule.Settings()
        (settings.from, settings.to, settings.periodKimg) = (1, 3, 4)
        let schedule = try OwnSchedule(settings, testBuild("train.generator_optimizer", .squares(4)))
        let found = [0, 1000, 2000, 4000].map { schedule.value(at: TrainingPosition(step: 0, images: $0)) }
        #expect(zip(found, [1, 2, 3, 1]).allSatisfy { abs($0 - $1) < 1e-12 })
        #expect(schedule.range == 1...3)
    }
}
