import Foundation
import GANTestSupport
import GANZooCLI
import LogitRange
import Testing

@Suite struct LogitRangeTests {
    /// Reads only declared inputs, returns a finite scalar, changes nothing at weight 0, survives a checkpoint.
    @Test func keepsItsPromises() { checkRegularizer(LogitRange.self, ["limit": "0.01"]) }

    @Test func itsRecipeTrains() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../../recipes")
        let metrics = try trainRecipe(folder.appending(path: "logit_range.yaml").path, ["train.batch=4"], steps: 2)
        #expect(metrics.allSatisfy { $0["regularizers.logit_range"]?.isFinite == true })
    }
}
