import GANCore
import GANModule

/// What a run's generator can do, asked for before it is needed.
package struct GeneratorCapabilities {
    private let generator: any Generator
    /// In recipes.
    private let name: String

    package init(_ generator: any Generator, name: String) { (self.generator, self.name) = (generator, name) }

    package var hasStyles: Bool { generator is any StyleGenerator }

    /// - Parameter option: what needs it.
    /// - Throws: `RunError` when it has no styles.
    package func checkStyles(_ option: String) throws {
        if !hasStyles { throw lacks("styles", for: option) }
    }

    /// - Throws: `RunError` when there is no batch normalization in it.
    package func checkStatistics(_ option: String) throws {
        if !generator.hasBatchStatistics { throw lacks("batch normalization", for: option) }
    }

    /// - Throws: `RunError` when its styles cannot be truncated.
    package func checkTruncation(_ option: String) throws {
        if !(generator is any TruncatingGenerator) { throw lacks("styles that can be truncated", for: option) }
    }

    /// - Throws: `RunError` when it has no noise that could be chosen.
    package func check(_ noise: NoiseMode) throws {
        guard noise == .random else { return }
        guard let noisy = generator as? any NoiseGenerator, noisy.noiseMode != .none else {
            throw lacks("noise", for: "--noise \(noise)")
        }
    }

    private func lacks(_ capability: String, for option: String) -> RunError {
        .unfit(
            "\(option) needs a generator with \(capability), and the run's `\(name)` has none"
                + "\n  fix: leave it out, or give a run with such a generator")
    }
}
