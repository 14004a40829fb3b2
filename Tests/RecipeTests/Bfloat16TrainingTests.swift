import GANCore
import GANRecipe
import GANTensor
import GANTestSupport
import GANTrain
import Testing

/// Training whose activations are stored in bfloat16, on PyTorch's CPU device, beside training in float32.
@Suite(.serialized, .enabled(if: InstalledTorch.folder != nil, "\(InstalledTorch.absence)"))
struct Bfloat16TrainingTests {
    private let place: Workplace
    private let torch: any Backend

    init() throws { (place, torch) = (try Workplace(), try InstalledTorch.backend.get()) }

    private func losses(_ recipe: DeviceRecipe, _ precision: String, steps: Int) throws -> [[String: Double]] {
        let path = try place.write("recipe.yaml", recipe.text(train: "kimg: 1, precision: \(precision)"))
        let trainer = try Trainer(try Composer.compose(try RecipeLoader(.linked).check(path: path, overrides: [])))
        return try (0..<steps).map { _ in
            Dictionary(try trainer.advance().values.map { ($0.name, $0.value) }, uniquingKeysWith: +)
        }
    }

    /// Compares the sums over the steps.
    private func compare(_ recipe: DeviceRecipe, _ names: [String], steps: Int, tolerance: Double) throws {
        try Backends.with(torch) {
            let exact = try losses(recipe, "float32", steps: steps)
            let reduced = try losses(recipe, "bfloat16", steps: steps)
            for name in names {
                let pairs = zip(exact, reduced).compactMap { a, b in a[name].flatMap { x in b[name].map { (x, $0) } } }
                #expect(pairs.count == (name == "regularizers.r1" ? (steps + 3) / 4 : steps))
                #expect(pairs.contains { $0 != $1 }, "\(name) does not depend on the precision")
                let (x, y) = (pairs.map(\.0).reduce(0, +), pairs.map(\.1).reduce(0, +))
                #expect((x - y).magnitude <= tolerance * x.magnitude, "\(name): \(x), \(y)")
            }
        }
    }

    /// One rounding is off by at most 1/512, and a pass makes tens of them; differences grow with the steps.
    @Test func twentyStepsOfStyleGAN2AgreeWithFloat32() throws {
        let names = ["loss.generator", "loss.discriminator", "regularizers.noisy_twins", "regularizers.r1"]
        try compare(.styleGAN2, names, steps: 20, tolerance: 0.05)
    }

    /// This small BigGAN amplifies roundings a thousandfold in 20 steps (`DeviceAgreementTests`), so that only the first is compared.
    @Test func aStepOfBigGANAgreesWithFloat32() throws {
        try compare(.bigGAN, ["loss.generator", "loss.discriminator", "regularizers.r1"], steps: 1, tolerance: 0.02)
    }
}
