import Foundation
import GANCore
import GANRecipe
import GANTestSupport
import Testing

/// AdAM was a regularizer in the first language, and freezing a section; both are hooks in the second.
@Suite struct HookUpgradeTests {
    private static let parts = "data: shapes\ngenerator: stylegan2\ndiscriminator: stylegan2\nloss: hinge\n"

    private func upgrade(_ text: String, _ others: [String: String] = [:]) throws -> RecipeUpgrade.Result {
        let files = others.merging(["mine.yaml": text]) { $1 }.mapValues { Array($0.utf8) }
        return try RecipeUpgrade(.linked, environment: [:], files: MemoryRecipeFiles(files)).upgrade("mine.yaml")
    }

    @Test func blocksMoveWithTheirComments() throws {
        let text = """
            recipe: 1
            \(Self.parts)regularizers:
              first:                 # of the generator
                type: kernel_modulation
                # all of them
                kernels: ["*"]

              r1: {every: 2}         # stays
              kernel_modulation: {network: discriminator}
            # the first layers
            freeze: {discriminator_layers: 2}   # up to 8 × 8
            train: {kimg: 1}

            """
        let result = try upgrade(text)
        #expect(
            result.text == """
                recipe: 2
                \(Self.parts)regularizers:

                  r1: {every: 2}         # stays
                # the first layers
                hooks:
                  first:                 # of the generator
                    type: kernel_modulation
                    # all of them
                    kernels: ["*"]
                  kernel_modulation: {network: discriminator}
                  freeze: {discriminator_layers: 2}   # up to 8 × 8
                train: {kimg: 1}

                """)
        #expect(
            result.changes.suffix(3) == [
                "line 7, regularizers.first → hooks.first",
                "line 13, regularizers.kernel_modulation → hooks.kernel_modulation", "line 15, freeze → hooks.freeze",
            ])
    }

    /// Where all of a file's regularizers are hooks, the key alone changes; the type may stand in a parent.
    @Test func aChildFollowsItsParent() throws {
        let parent = "recipe: 1\n\(Self.parts)regularizers: {own: {type: kernel_modulation}}\n"
        let text = "recipe: 1\nextends: parent.yaml\nregularizers:\n  own: {quantile: 0.25}\n"
        let result = try upgrade(text, ["parent.yaml": parent])
        #expect(result.text == "recipe: 2\nextends: parent.yaml\nhooks:\n  own: {quantile: 0.25}\n")
    }

    @Test(arguments: [
        ("regularizers: {own: {type: kernel_modulation}, r1: {every: 2}}", "cannot be rewritten automatically"),
        (
            "regularizers:\n  own: {type: kernel_modulation, weight: 1}",
            "is a hook now, which has no weight or schedule"
        ),
    ]) func whatAPersonMustMoveIsSaid(_ text: String, _ words: String) throws {
        let error = #expect(throws: RecipeErrors.self) { try upgrade("recipe: 1\n\(Self.parts)\(text)\n") }
        #expect("\(try #require(error))".contains(words))
    }

    /// In Swift, "\r\n" is one character and no line feed. The file's keys were on lines that it did not have, which ended the process.
    @Test func windowsLineEndsStay() throws {
        let text = "recipe: 1\n\(Self.parts)freeze: {discriminator_layers: 2}\n# the end\ntrain: {kimg: 1}\n"
        let expected = try upgrade(text).text
        let upgraded = try upgrade(text.replacing("\n", with: "\r\n")).text
        #expect(upgraded.contains("\r\n") && expected.contains("hooks:\n"))
        #expect(upgraded.unicodeScalars.filter { $0 != "\r" }.elementsEqual(expected.unicodeScalars))
    }

    /// YAML has them, too.
    @Test(arguments: ["\r", "\u{85}", "\u{2028}"]) func otherLineEndsAreRefused(_ end: String) {
        let text = "recipe: 1\n\(Self.parts)freeze: {discriminator_layers: 2}\ntrain: {kimg: 1}\n"
        #expect(throws: RecipeErrors.self) { try upgrade(text.replacing("\n", with: end)) }
    }

    /// A run of the first language wrote every section and every key; where they change nothing, the run has no hook.
    @Test func aRunOfTheFirstLanguageKeepsItsMeaning() throws {
        let place = try Workplace()
        let slot = "{type: kernel_modulation, weight: 1, every: 1, from: 0, until: null, network: discriminator}"
        let text = """
            recipe: 1
            \(Self.parts)regularizers:
              own: \(slot)
            freeze: {parameters: [], discriminator_layers: 0}
            train: {fake_labels: uniform}

            """
        try place.write("run.json", "{}")
        try place.write("resolved.yaml", text)
        let recipe = try RecipeLoader(.linked).check(path: place.path("resolved.yaml"), overrides: []).resolved
        #expect(recipe["hooks"]?.entries.map(\.key) == ["own"])
        #expect(recipe["hooks"]?["own"]?["network"]?.inlineText == "discriminator")
        #expect(recipe["regularizers"] == nil)
        #expect(recipe["train"]?["fake_sampler"]?["type"]?.inlineText == "class_balanced")
    }
}
