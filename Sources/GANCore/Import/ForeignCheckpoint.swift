import GANModule

/// A checkpoint of another program, as data: named tensors, and plain values beside them.
public protocol ForeignCheckpoint {
    var path: String { get }
    /// The common name of the file type.
    var format: String { get }
    /// Names of all tensors: `G_ema.synthesis.b4.const`.
    var names: [String] { get }
    /// Source code that the file carries, each text once. It is never run.
    var sources: [String] { get }
    /// Type and shape of a tensor; nil if there is none of that name.
    func layout(of name: String) -> (type: SafetensorsType, shape: [Int])?
    /// The values of a tensor: row-major, little-endian.
    /// - Throws: an error that names the file, if they cannot be read.
    func bytes(of name: String) throws -> [UInt8]
    /// The plain values of an object in the file: constructor arguments of a network, or an `argparse.Namespace`.
    /// - Parameter path: of the object: `G_ema`, `args`; empty at the top.
    /// - Returns: by key, `synthesis_kwargs.channel_base` for nested ones; nil if the file has no such object.
    func values(at path: String) -> [String: ForeignValue]?
}

/// A plain value of a checkpoint.
public enum ForeignValue: Hashable, Sendable {
    case number(Double)
    case text(String)
    case bool(Bool)
    case null
}

extension ForeignCheckpoint {
    public func has(_ name: String) -> Bool { layout(of: name) != nil }

    /// Every prefix below which a tensor of this name lies: `G.` and `G_ema.` for `synthesis.b4.const`.
    /// - Returns: in the order of the file. At most 16: far more than can belong together.
    public func prefixes(of name: String) -> [String] {
        let places = names.lazy.filter { $0 == name || $0.hasSuffix(".\(name)") }
        return places.prefix(16).map { String($0.dropLast(name.count)) }
    }
}
