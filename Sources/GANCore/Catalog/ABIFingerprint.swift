/// The version of the core, or of GANData, that code was compiled against, and the compiler.
///
/// A library compiled against another core would expect fields and functions at other offsets and would read wrong values
/// without a crash. `compiledABIFingerprint()` therefore returns a hash of all sources of the core. The build writes that
/// function and the compiler inlines it into its caller. A program compares its own fingerprint with a plugin's before it loads
/// the plugin. A plugin that uses GANData has a second fingerprint, by `compiledDataABIFingerprint()`.
public struct ABIFingerprint: Hashable, Sendable {
    /// A part of GANZoo that plugins are compiled against.
    public enum Part: String, CaseIterable, Sendable {
        /// GANTensor, GANModule, GANCore and the C code below them.
        case core
        /// GANData, with the core and the C code below it.
        case data

        /// The prefix of a fingerprint in a binary file. It keeps the spelling of earlier builds.
        package var mark: String { "ganzoo-\(rawValue)-stamp|" }
    }

    public let part: Part
    /// Version of the loading procedure for plugins.
    public let abi: Int
    /// Hash of the sources of the part.
    public let sources: String
    public let compiler: String

    /// The fingerprint of this program's core.
    public static let own = ABIFingerprint(compiled: compiledABIFingerprint())

    /// - Precondition: the build wrote the text.
    package init(compiled text: StaticString) {
        guard let fingerprint = ABIFingerprint(text: text.description) else {
            preconditionFailure("'\(text)' is not a fingerprint")
        }
        self = fingerprint
    }

    /// - Parameter text: a result of `compiledABIFingerprint()`; further text may follow.
    /// - Returns: nil if it is not a fingerprint.
    package init?(text: String) {
        let fields = text.split(separator: "|", maxSplits: 4, omittingEmptySubsequences: false)
        guard fields.count == 5, let part = Part.allCases.first(where: { $0.mark == fields[0] + "|" }),
            let abi = Int(fields[1])
        else { return nil }
        (self.part, self.abi, sources, compiler) = (part, abi, String(fields[2]), String(fields[3]))
    }

    /// "core 1.6f0c…, Swift version 6.3.1 (swift-6.3.1-RELEASE)".
    public var description: String { "\(part.rawValue) \(abi).\(sources), \(compiler)" }
}
