import Foundation
import GANCore
import GANRecipe
import GANTestSupport
import Heads
import Testing

/// What only the composed parts show: each message with its place.
@Suite(.onChosenBackend) struct ComposerTests {
    private static let tiny = """
        recipe: 2
        data: {type: tiny_dataset, label_kind: vectors}
        generator: tiny_generator
        discriminator: tiny_discriminator
        loss: tiny_loss

        """

    /// Both networks make the conditioner; what is wrong with it is said once, where the recipe says it.
    @Test func aConditionersProblemStandsAtTheConditioner() throws {
        let text = Self.tiny + "conditioner: {type: noisy_embedding, effective_number_beta: 0.9}\n"
        let problems = try problems(text)
        #expect(problems.count == 1)
        #expect(problems.first?.message.hasPrefix("`conditioner.effective_number_beta`: ") == true)
        #expect(problems.first?.mark?.line == 6)
    }

    @Test func aBatchHasARowForEveryView() throws {
        let text = Self.tiny + "regularizers: {takes_nothing: {}}\ntrain: {batch: 4}\n"
        #expect(
            try problems(text).map(\.message) == [
                "`train.batch`: `regularizers.takes_nothing` needs 1 view, but a batch of 4 images gives it 0 rows"
            ])
    }

    /// Also an error that is no recipe's: it is not the network that fails.
    @Test func aConditionerThatCannotBeMadeStandsAtTheConditioner() throws {
        let problems = try problems(Self.tiny + "conditioner: unmade_conditioner\n")
        #expect(problems.map(\.message) == ["`conditioner`: the table is missing"])
        #expect(problems.first?.mark?.line == 6)
    }

    /// What differs between the networks names each of them.
    @Test func aProblemOfEachNetworkNamesTheNetwork() throws {
        let problems = try problems(Self.tiny + "conditioner: sized_conditioner\n")
        #expect(
            problems.map(\.message) == [
                "`conditioner` of the generator: it got 6 features",
                "`conditioner` of the discriminator: it got 8 features",
            ])
        #expect(problems.map(\.hint) == ["use a table", "use a table"])
    }

    /// An error of several lines keeps them: the fix is the hint, and no line break becomes another character.
    @Test func anErrorOfSeveralLinesKeepsThem() throws {
        let problems = try problems(Self.tiny + "augment: wordy_augmenter\n")
        let problem = try #require(problems.first)
        #expect(problem.message == "`augment`: colors.txt: it has no colors" && problem.hint == "add a color")
        #expect(problem.notes == ["seen: 0 lines"])
        #expect(problem.description.hasSuffix("^ add a color\n     seen: 0 lines"), "\(problem.description)")
        #expect(!problem.description.unicodeScalars.contains("\u{FFFD}"))
    }

    // MARK: Parts of networks

    private static let head = "but its property `head` is nil; expected the head that it made"

    /// The head's term of the objective would be lost.
    @Test func aNetworkShowsItsHead() throws {
        let text = Self.tiny.replacing("tiny_discriminator", with: "{type: hiding_discriminator, head: projection}")
        let problems = try problems(text.replacing(", label_kind: vectors", with: ""))
        #expect(
            problems.map(\.message) == [
                "`discriminator`: `hiding_discriminator` of module RecipeTests made `projection` for its head, \(Self.head)"
            ])
        #expect(problems.first?.hint == "return it from `head`")
    }

    @Test(arguments: [("hiding_generator", "generator"), ("hiding_discriminator", "discriminator")])
    func aNetworkShowsItsConditioner(_ name: String, _ section: String) throws {
        let text = Self.tiny.replacing("tiny_\(section)", with: name) + "conditioner: embedding\n"
        #expect(
            try problems(text.replacing(", label_kind: vectors", with: "")).map(\.message) == [
                "`\(section)`: `\(name)` of module RecipeTests made `embedding` for its conditioner, but its property `conditioner` is nil; expected the conditioner that it made"
            ])
    }

    @Test func whoReadsStylesNeedsThem() throws {
        let text = """
            recipe: 2
            data: {type: tiny_dataset}
            generator: plain_generator
            discriminator: tiny_discriminator
            loss: tiny_loss
            regularizers: {reads_styles: {}}

            """
        #expect(
            try problems(text).map(\.message) == [
                "`regularizers.reads_styles`: it needs a generator with styles, but this generator has none"
            ])
    }

    private func problems(_ text: String) throws -> [RecipeProblem] {
        var catalog = fixedCatalog.addingTinyGAN()
        catalog.add(PlainGenerator.self)
        catalog.add(ReadsStyles.self)
        catalog.add(TakesNothing.self)
        catalog.add(UnmadeConditioner.self)
        catalog.add(SizedConditioner.self)
        catalog.add(WordyAugmenter.self)
        catalog.add(HidingGenerator.self)
        catalog.add(HidingDiscriminator.self)
        catalog.add(ProjectionHead.self)
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).yaml")
        try Data(text.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        do throws(RecipeErrors) {
            _ = try Composer.compose(try RecipeLoader(catalog).check(path: file.path, overrides: []))
            return []
        } catch {
            return error.problems
        }
    }
}
