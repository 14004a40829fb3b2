/// The version of the core that code was compiled against, and the compiler.
///
/// A library compiled against another core would expect fields and functions at other offsets and would read wrong values
/// without a crash. `compiledABIFingerprint()` therefore returns a hash of all sources of the core. The build writes that
/// function and the compiler inlines it into its caller. A program compares its own fingerprint with a plugin's before it loads
/// the plugin.
public struct ABIFingerprint: Hashable, Sendable {
    /// Version of the loading procedure for plugins.
    public let abi: Int
    /// Hash of the sources of GANTensor, GANModule, GANCore and the C code below them.
    public let sources: String
    public let compiler: String

    /// The fingerprint of this program.
    public static let own: ABIFingerprint = {
        guard let fingerprint = ABIFingerprint(text: compiledABIFingerprint().description) else {
            preconditionFailure("'\(compiledABIFingerprint())' is not a fingerprint")
        }
        return fingerprint
    }()

    /// The prefix of a fingerprint in a binary file. It keeps the spelling of earlier builds.
    package static let mark = "ganzoo-core-stamp|"

    /// - Parameter text: a result of `compiledABIFingerprint()`; further text may follow.
    /// - Returns: nil if it is not a fingerprint.
    package init?(text: String) {
        let fields = text.split(separator: "|", maxSplits: 4, omittingEmptySubsequences: false)
        guard fields.count == 5, fields[0] + "|" == Self.mark, let abi = Int(fields[1]) else { return nil }
        (self.abi, sources, compiler) = (abi, String(fields[2]), String(fields[3]))
    }

    /// "core 1.6f0c…, Swift version 6.3.1 (swift-6.3.1-RELEASE)".
    public var description: String { "core \(abi).\(sources), \(compiler)" }
}
