import GANCore
import GANModule

/// Checks whether a run's generator supports what a command or call needs.
package struct GeneratorCapabilities {
    private let generator: any Generator
    /// The generator's name in recipes.
    private let name: String

    package init(_ generator: any Generator, name: String) { (self.generator, self.name) = (generator, name) }

    package var hasStyles: Bool { generator is any StyleGenerator }

    /// - Parameter option: the option that needs styles, for the message.
    /// - Throws: `RunError` if the generator has no styles.
    package func checkStyles(_ option: String) throws {
        if !hasStyles { throw lacks("styles", for: option) }
    }

    /// - Throws: `RunError` if the generator has no batch normalization.
    package func checkStatistics(_ option: String) throws {
        if !generator.hasBatchStatistics { throw lacks("batch normalization", for: option) }
    }

    /// - Throws: `RunError` if the generator has no truncation.
    package func checkTruncation(_ option: String) throws {
        if !(generator is any TruncatingGenerator) { throw lacks("styles that can be truncated", for: option) }
    }

    /// - Throws: `RunError` if `noise` is `.random` and the generator has no noise inputs.
    package func check(_ noise: NoiseMode) throws {
        guard noise == .random else { return }
        guard let noisy = generator as? any NoiseGenerator, noisy.noiseMode != .none else {
            throw lacks("noise", for: "--noise \(noise)")
        }
    }

    private func lacks(_ capability: String, for option: String) -> RunError {
        .unfit(
            "\(option) needs a generator with \(capability); the run's `\(name)` has none"
                + "\n  fix: omit it, or use a run with such a generator")
    }
}
