import GANCore
import GANRecipe
import GANTensor
import GANTestSupport
import GANTrain
import Testing

/// What PyTorch's kernels compute in 20 training steps beside the processor's, with NoisyTwins, ADA and R1.
///
/// Training amplifies roundings, so float32 alone cannot tell a rounding from a small mistake. Therefore both also train with float64 in
/// place of float32.
@Suite(.serialized, .enabled(if: InstalledTorch.folder != nil, "\(InstalledTorch.absence)"))
struct DeviceAgreementTests {
    private let place: Workplace
    private let torch: any Backend

    init() throws { (place, torch) = (try Workplace(), try InstalledTorch.backend.get()) }

    private static let names = [
        "loss.generator", "loss.discriminator", "regularizers.noisy_twins", "regularizers.r1",
    ]

    /// Losses and penalties of each step.
    private func values(_ recipe: DeviceRecipe, on backend: any Backend) throws -> [[String: Double]] {
        try Backends.with(backend) {
            let path = try place.write("recipe.yaml", recipe.text(train: "kimg: 1"))
            let trainer = try Trainer(try Composer.compose(try RecipeLoader(.linked).check(path: path, overrides: [])))
            return try (0..<20).map { _ in
                let all = try trainer.advance().values
                return Dictionary(
                    uniqueKeysWithValues: all.filter { Self.names.contains($0.name) }.map { ($0.name, $0.value) })
            }
        }
    }

    /// The largest difference of a value in any step, relative to it if it is above 1.
    private func distance(_ a: [[String: Double]], _ b: [[String: Double]]) throws -> Double {
        try zip(a, b).flatMap { a, b in
            #expect(Set(a.keys) == Set(b.keys) && a.count >= 3)
            return try a.map { name, x in (x - (try #require(b[name]))).magnitude / max(x.magnitude, 1) }
        }.max() ?? .infinity
    }

    @Test(arguments: DeviceRecipe.allCases) func twentyStepsAgree(_ recipe: DeviceRecipe) throws {
        let processor = CPUBackend(threads: 1)
        let (wide, wideTorch) = (
            try values(recipe, on: DoublePrecisionBackend(processor)),
            try values(recipe, on: DoublePrecisionBackend(torch))
        )
        #expect(try distance(wideTorch, wide) < 1e-9)
        let (own, found) = (try values(recipe, on: processor), try values(recipe, on: torch))
        // Roundings of another order: as far from float64 as those of the processor.
        let (ownError, error) = (try distance(own, wide), try distance(found, wide))
        #expect(error < 10 * ownError + 1e-5, "\(error), and of the processor \(ownError)")
        #expect(error < 5e-2)
    }
}
