import GANCore
import GANModule

/// Checks whether a run's generator supports what a command or call needs.
package struct GeneratorCapabilities {
    private let generator: any Generator
    /// The generator's name in recipes.
    private let name: String

    package init(_ generator: any Generator, name: String) { (self.generator, self.name) = (generator, name) }

    package var hasStyles: Bool { generator is any StyleGenerator }

    /// - Parameter use: what needs styles, in the caller's words, for the message.
    /// - Throws: `RunError` if the generator has no styles.
    package func checkStyles(_ use: String) throws { _ = try styled(use) }

    /// - Parameters:
    ///   - use: what needs styles, in the caller's words, for the message.
    ///   - isOptional: whether the caller could go on without.
    /// - Throws: `RunError` if the generator has no styles.
    package func styled(_ use: String, isOptional: Bool = true) throws -> any StyleGenerator {
        guard let generator = generator as? any StyleGenerator else {
            throw lacks("styles", for: use, isOptional: isOptional)
        }
        return generator
    }

    /// - Throws: `RunError` if no vectors of W modulate the generator's convolutions.
    package func modulated(_ use: String) throws -> any ModulatedGenerator {
        guard let generator = generator as? any ModulatedGenerator else {
            throw lacks("convolutions that vectors of W modulate", for: use, isOptional: false)
        }
        return generator
    }

    /// - Throws: `RunError` if the generator has no batch normalization.
    package func checkStatistics(_ use: String) throws {
        if !generator.hasBatchStatistics { throw lacks("batch normalization", for: use) }
    }

    /// - Throws: `RunError` if the generator has no truncation.
    package func checkTruncation(_ use: String) throws {
        if !(generator is any TruncatingGenerator) { throw lacks("styles that can be truncated", for: use) }
    }

    /// - Throws: `RunError` if `noise` is `.random` and the generator has no noise inputs.
    package func check(_ noise: NoiseMode, _ use: String) throws {
        guard noise == .random else { return }
        guard let noisy = generator as? any NoiseGenerator, noisy.noiseMode != .none else {
            throw lacks("noise", for: use)
        }
    }

    private func lacks(_ capability: String, for use: String, isOptional: Bool = true) -> RunError {
        .unfit(
            "\(use) needs a generator with \(capability); the run's `\(name)` has none"
                + "\n  fix: \(isOptional ? "omit it, or " : "")use a run with such a generator")
    }
}
