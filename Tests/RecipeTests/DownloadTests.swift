import GANCore
import GANRecipe
import GANTensor
import GANTestSupport
import GANTrain
import Testing

/// A step waits for a device at most twice: to read the numbers that must be finite, with its metrics, and to adapt a probability.
@Suite struct DownloadTests {
    /// The first step of a process looks at everything. R1 is due in steps 4 and 8, ADA adapts after every fourth step, and there is no tick
    /// or checkpoint.
    @Test(arguments: DeviceRecipe.allCases) func aStepReadsTheDeviceAtMostTwice(_ recipe: DeviceRecipe) throws {
        let place = try Workplace()
        let path = try place.write("recipe.yaml", recipe.text(train: "kimg: 1"))
        let counts = KernelCounts()
        try Backends.with(countingBackend(CPUBackend(threads: 1), counts)) {
            let trainer = try Trainer(try Composer.compose(try RecipeLoader(.linked).check(path: path, overrides: [])))
            try trainer.advance()
            for step in 1..<10 {
                let before = counts.downloads
                let metrics = try trainer.advance().values
                #expect(counts.downloads - before <= 2, "step \(step)")
                #expect(metrics.contains { $0.name == "regularizers.r1" } == (step % 4 == 0))
                #expect(metrics.contains { $0.name == "regularizers.noisy_twins" })
            }
        }
    }
}
