import Foundation
import GANCore
import GANTestSupport
import GANZooCLI
import OwnRoles
import Testing

@Suite struct OwnRolesTests {
    /// By hand: half a period is the other number, a quarter the mean.
    @Test func theWaveSwings() throws {
        var settings = WaveSchedule.Settings()
        (settings.from, settings.to, settings.periodKimg) = (1, 3, 4)
        let wave = try Scheduled(WaveSchedule.self, settings)
        let found = [0, 1000, 2000, 4000].map { wave.value(at: TrainingPosition(step: 0, images: $0)) }
        #expect(zip(found, [1, 2, 3, 1]).allSatisfy { ($0 - $1).magnitude < 1e-12 })
    }

    @Test func theRecipeTrainsWithAllOfThem() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../../recipes")
        let figures = try trainRecipe(folder.appending(path: "own_roles.yaml").path, ["train.batch=4"], steps: 2)
        #expect(figures.allSatisfy { $0["loss.generator"]?.isFinite == true })
    }
}
