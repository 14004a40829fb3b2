import Foundation
import GANCore
import GANRecipe
import GANTestSupport
import Testing

/// A component within another follows the rules of every component: a bare name is its type, maps merge, another type drops keys.
@Suite(.onChosenBackend) struct NestedComponentTests {
    @Test(arguments: [
        ("augmenter: diffaugment", ["regularizers.consistency.augmenter.policy=[color]"], "diffaugment [color]"),
        (
            "augmenter: {type: diffaugment, policy: [color]}", ["regularizers.consistency.augmenter=flip_and_shift"],
            "flip_and_shift"
        ),
        (
            "augmenter: {type: diffaugment, policy: [color]}", ["regularizers.consistency.augmenter.policy=[cutout]"],
            "diffaugment [cutout]"
        ),
        (
            "real_weight: 2", ["regularizers.consistency.augmenter=diffaugment"],
            "diffaugment [color, translation, cutout]"
        ),
    ])
    func mergesAsOthersDo(_ entry: String, _ overrides: [String], _ expected: String) throws {
        let text = """
            recipe: 2
            data: shapes
            generator: stylegan2
            discriminator: stylegan2
            loss: logistic
            regularizers: {consistency: {\(entry)}}

            """
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).yaml")
        try Data(text.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let resolved = try RecipeLoader(.linked).check(path: file.path, overrides: overrides).resolved
        let augmenter = try #require(resolved["regularizers"]?["consistency"]?["augmenter"])
        let words = [augmenter["type"], augmenter["policy"]].compactMap { $0?.inlineText }
        #expect(words.joined(separator: " ") == expected)
    }
}
