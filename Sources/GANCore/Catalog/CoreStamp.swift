/// Which core a piece of code was compiled against, and by which compiler.
///
/// A library compiled against another core would find fields and functions in other places than they are, and read wrong values
/// without a crash. So `compiledCoreStamp()`, which the build writes and the compiler emits into whoever calls it, carries a
/// hash of every source that the core is built from; a program compares its own with a plugin's before it loads one.
public struct CoreStamp: Hashable, Sendable {
    /// How plugins are loaded.
    public let abi: Int
    /// A hash of the sources of GANTensor, GANModule and GANCore, and of the C beneath.
    public let sources: String
    public let compiler: String

    /// This program's.
    public static let own: CoreStamp = {
        guard let stamp = CoreStamp(text: compiledCoreStamp().description) else {
            preconditionFailure("'\(compiledCoreStamp())' is no stamp")
        }
        return stamp
    }()

    /// What stands before a stamp in a program or library.
    package static let mark = "ganzoo-core-stamp|"

    /// - Parameter text: as `compiledCoreStamp()` returns it, whatever follows it.
    /// - Returns: nothing when it is no stamp.
    package init?(text: String) {
        let fields = text.split(separator: "|", maxSplits: 4, omittingEmptySubsequences: false)
        guard fields.count == 5, fields[0] + "|" == Self.mark, let abi = Int(fields[1]) else { return nil }
        (self.abi, sources, compiler) = (abi, String(fields[2]), String(fields[3]))
    }

    /// "core 1.6f0c…, Swift version 6.3.1 (swift-6.3.1-RELEASE)".
    public var description: String { "core \(abi).\(sources), \(compiler)" }
}
