import Foundation
import GANTestSupport
import Testing

/// What `ganzoo recipe check` says besides what it composed.
@Suite struct RecipeCheckTests {
    private static let tiny = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "recipes/debug/tiny.yaml").path

    private func check(_ changes: String...) throws -> Program {
        try Program.run(
            Program.products.appending(path: "ganzoo").path, ["recipe", "check", Self.tiny] + changes)
    }

    /// Four pairs of twins are enough to train, and few.
    @Test func warnsOfFewPairs() throws {
        let few = try check()
        #expect(few.status == 0)
        #expect(
            few.output.contains(
                "\nwarning: `train.batch`: `noisy_twins` compares 4 pairs of twins, and with so few single gradients are very large;"
                    + " use at least 4 pairs (batch 8), better 8 (batch 16)\n"))
        #expect(try !check("train.batch=16").output.contains("warning"))
    }

    @Test func refusesGroupsThatDoNotDivide() throws {
        let refused = try check("train.batch=12")
        #expect(refused.status != 0)
        #expect(
            refused.errors.contains(
                "`train.batch`: 6 images of each of 2 views do not split into the groups of 4 that"
                    + " discriminator.mbstd_group_size asks for"))
        #expect(refused.errors.contains("train.batch: 8 or 16"))
    }
}
