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

    /// The preparation of images belongs to the feature extractor: another one drops it, from a parent and from an override.
    @Test(arguments: [
        ("{features: fmnist}", "fmnist null"), ("{features: {type: fmnist}}", "fmnist null"),
        ("{features: inception}", "inception clean"), ("{samples: 100}", "inception clean"),
        ("{features: clip, preparation: studiogan}", "clip studiogan"),
    ])
    func preparationBelongsToFeatures(_ child: String, _ expected: String) throws {
        let folder = try Workplace()
        let head = "data: shapes\ngenerator: stylegan2\ndiscriminator: stylegan2\nloss: logistic"
        try folder.write(
            "a.yaml", "recipe: 2\n\(head)\nevaluate: {features: {type: inception}, preparation: clean}\n")
        try folder.write("b.yaml", "recipe: 2\nextends: ./a.yaml\nevaluate: \(child)\n")
        for (name, overrides) in [("b.yaml", []), ("a.yaml", ["evaluate=\(child)"])] {
            let resolved = try RecipeLoader(.linked).check(path: folder.path(name), overrides: overrides).resolved
            let evaluate = try #require(resolved["evaluate"])
            let words = [evaluate["features"]?["type"], evaluate["preparation"]].compactMap { $0?.inlineText }
            #expect(words.joined(separator: " ") == expected, "\(name)")
        }
    }

    /// An optimizer without a type is Adam; another type drops Adam's keys.
    @Test(arguments: [
        ("{learning_rate: 1, beta1: 0.5}", "{learning_rate: 2}", "adam 2 0.5"),
        ("{learning_rate: 1, beta1: 0.5}", "{type: adam, learning_rate: 2}", "adam 2 0.5"),
        ("{learning_rate: 1, beta1: 0.5}", "{type: sgd, learning_rate: 2}", "sgd 2 0"),
        ("{learning_rate: 1, beta1: 0.5}", "sgd", "sgd 0.01 0"), ("sgd", "{momentum: 0.9}", "sgd 0.01 0.9"),
        (
            "{learning_rate: {type: linear, from: 1, to: 0, until_kimg: 1}}", "{learning_rate: {to: 2}}",
            "adam {type: linear, from: 1, to: 2, from_kimg: 0, until_kimg: 1} 0"
        ),
        (
            "{learning_rate: {type: linear, from: 1, to: 0, until_kimg: 1}}",
            "{learning_rate: {type: step, values: [3], kimg: []}}", "adam {type: step, values: [3], kimg: []} 0"
        ),
    ])
    func optimizersMerge(_ parent: String, _ child: String, _ expected: String) throws {
        let folder = try Workplace()
        func text(_ head: String, _ optimizer: String) -> String {
            "recipe: 2\n\(head)\ntrain: {generator_optimizer: \(optimizer)}\n"
        }
        let parts = "data: shapes\ngenerator: stylegan2\ndiscriminator: stylegan2\nloss: logistic"
        try folder.write("parent.yaml", text(parts, parent))
        try folder.write("child.yaml", text("extends: parent.yaml", child))
        let resolved = try RecipeLoader(.linked).check(path: folder.path("child.yaml"), overrides: []).resolved
        let optimizer = try #require(resolved["train"]?["generator_optimizer"])
        let words = [optimizer["type"], optimizer["learning_rate"], optimizer["beta1"] ?? optimizer["momentum"]]
        #expect(words.compactMap { $0?.inlineText }.joined(separator: " ") == expected)
    }
}
