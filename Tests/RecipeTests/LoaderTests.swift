import GANCore
import GANRecipe
import GANTensor
import GANTestSupport
import Synchronization
import Testing

private let settingsMade = Atomic(0)

private struct CountedSettings: ComponentSettings {
    @Setting("a share", in: 0...1) var share: Double = 1

    init() { settingsMade.wrappingAdd(1, ordering: .relaxed) }
}

private final class CountedLoss: AdversarialLoss {
    static let name = "counted"
    static let summary = "a loss for tests"

    init(_ settings: CountedSettings, _ build: BuildContext) {}
    func discriminator(real: Tensor, fake: Tensor) -> Tensor { real }
    func generator(real: Tensor?, fake: Tensor) -> Tensor { fake }
}

@Suite struct LoaderTests {
    /// `recipe list` reads all recipes of the library: what is the same for all of them is computed once.
    @Test func componentsAreDescribedOnce() throws {
        let place = try Workplace()
        let path = try place.write("r.yaml", "recipe: 2\nabout: {summary: for a test}\nloss: counted\n")
        var catalog = fixedCatalog
        catalog.add(CountedLoss.self)
        let loader = RecipeLoader(catalog)
        let before = settingsMade.load(ordering: .relaxed)
        for _ in 0..<5 { #expect(loader.summary(ofFile: path) == "for a test") }
        #expect(settingsMade.load(ordering: .relaxed) == before)
    }
}
