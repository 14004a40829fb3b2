import GANCore
import GANRecipe
import GANTensor
import GANTestSupport
import Synchronization
import Testing

private let descriptionsMade = Atomic(0)

private struct DescribedSettings: ComponentSettings {
    @Setting("a share", in: 0...1) var share: Double = 1

    init() { descriptionsMade.wrappingAdd(1, ordering: .relaxed) }
}

private final class DescribedLoss: AdversarialLoss {
    static let name = "described"
    static let summary = "a loss for tests"

    init(_ settings: DescribedSettings, _ build: BuildContext) {}
    func discriminator(real: Tensor, fake: Tensor) -> Tensor { real }
    func generator(real: Tensor?, fake: Tensor) -> Tensor { fake }
}

private struct ListSection: RecipeSection {
    static let name = "lists"
    static let summary = "a section for tests"

    @Setting("some losses") var losses: [ComponentReference<any AdversarialLoss>] = []
}

/// Recipes of strangers with thousands of mistakes. `ganzoo-dashboard` reads them, too.
@Suite(.serialized) struct ManyProblemsTests {
    private static let catalog = {
        var catalog = fixedCatalog
        catalog.add(DescribedLoss.self)
        catalog.add(section: ListSection.self)
        return catalog
    }()

    private func errors(_ text: String, _ overrides: [String] = []) -> RecipeErrors {
        do throws(RecipeErrors) {
            _ = try RecipeLoader(Self.catalog).check(alone: "recipe: 2\n\(text)", name: "r.yaml", overrides: overrides)
            return RecipeErrors([])
        } catch { return error }
    }

    private static func lines(_ count: Int, _ line: (Int) -> String) -> String {
        (0..<count).map { line($0) + "\n" }.joined()
    }

    /// Each has 2,000 mistakes.
    static let texts: [(name: String, text: String)] = [
        ("unknown keys", lines(2000) { "k\($0): 1" }),
        ("unknown keys of a component", "data:\n  type: shapes\n" + lines(2000) { "  x\($0): 1" }),
        ("unknown keys of a section", "train:\n" + lines(2000) { "  x\($0): 1" }),
        ("plugins that are not loaded", "requires:\n" + lines(2000) { "  - M\($0)" }),
        ("aliases without anchors", "about:\n  parity:\n" + lines(2000) { "    - *a\($0)" }),
        ("values of another type", "about:\n  parity:\n" + lines(2000) { "    - {x\($0): 1}" }),
    ]

    @Test(arguments: texts.indices) func aHundredAreShown(_ index: Int) {
        let errors = errors(Self.texts[index].text)
        #expect(errors.problems.count <= 100 && errors.hidden >= 1900, "\(Self.texts[index].name)")
        let text = errors.description
        #expect(text.utf8.count < 100_000, "\(Self.texts[index].name)")
        #expect(text.hasSuffix("\n\n… and \(errors.hidden) more problems"), "\(Self.texts[index].name)")
    }

    @Test func soAreThoseOfOverrides() {
        let errors = errors("train: {kimg: 1}\n", (0..<300).map { "train.x\($0)=1" })
        #expect(errors.problems.count <= 100 && errors.hidden >= 200)
    }

    /// To find the place of an unknown key, all settings are described, which takes milliseconds.
    @Test func settingsAreDescribedOnceForAllKeys() {
        func made(_ keys: Int) -> Int {
            let before = descriptionsMade.load(ordering: .relaxed)
            _ = errors(Self.lines(keys) { "unknown_\($0): 1" })
            return descriptionsMade.load(ordering: .relaxed) - before
        }
        #expect(made(1) == made(90))
    }

    /// The plugin that all problems follow from is named, also if there are more than are shown.
    @Test func aMissingPluginIsNamedFirst() {
        let errors = errors("requires: [Absent]\n" + Self.lines(200) { "k\($0): 1" })
        #expect(errors.problems.contains { $0.message.hasPrefix("`requires` names `Absent`") })
    }

    static let components: [(path: String, text: String)] = [
        ("regularizers", "regularizers:\n" + lines(65) { "  r\($0): {type: r1}" }),
        ("hooks", "hooks:\n" + lines(65) { "  h\($0): {type: freeze}" }),
        ("lists.losses", "lists:\n  losses:\n" + lines(65) { _ in "    - hinge" }),
    ]

    @Test(arguments: components) func componentsHaveALimit(_ path: String, _ text: String) {
        let messages = errors(text).problems.map(\.message)
        #expect(messages.filter { $0.contains(path) } == ["`\(path)` has 65 entries; the limit is 64"])
    }

    @Test func asManyAsTheLimitAreRead() {
        let errors = errors("regularizers:\n" + Self.lines(64) { "  r\($0): {type: r1}" })
        #expect(errors.problems.allSatisfy { !$0.message.contains("regularizers") })
    }
}
