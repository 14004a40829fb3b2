/// The two phases of a training step.
public enum Phase: String, Sendable, Hashable, CaseIterable {
    case discriminator, generator
}

/// The inputs that a regularizer reads in a phase. The trainer computes the union of the inputs of all terms that are due,
/// and nothing more.
public struct RequiredInputs: OptionSet, Sendable, Hashable {
    public let rawValue: UInt16
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    /// The discriminator's output for real images. In the generator's phase a constant, unless `realImageLeaf` is declared too.
    public static let realLogits = RequiredInputs(rawValue: 1 << 0)
    /// The discriminator's output for generated images.
    public static let fakeLogits = RequiredInputs(rawValue: 1 << 1)
    /// Real images, as constants.
    public static let realImages = RequiredInputs(rawValue: 1 << 2)
    /// Real images as a leaf of the graph, before the augmenter, so that logits can be differentiated with respect to them.
    public static let realImageLeaf = RequiredInputs(rawValue: 1 << 3)
    /// Generated images: part of the generator's graph in the generator's phase, constants in the discriminator's phase.
    public static let fakeImages = RequiredInputs(rawValue: 1 << 4)
    /// The generator's latents W.
    public static let styles = RequiredInputs(rawValue: 1 << 5)
    /// The optimizer's whole batch at once, not a micro-batch when gradients are accumulated.
    public static let wholeBatch = RequiredInputs(rawValue: 1 << 6)
    /// Generated images before the augmenter, so that logits can be differentiated with respect to them. In the discriminator's
    /// phase a leaf of the graph; in the generator's phase the same as `fakeImages`.
    public static let fakeImageLeaf = RequiredInputs(rawValue: 1 << 7)

    /// All inputs, for code that may read everything.
    package static let all = RequiredInputs(rawValue: .max)

    static let names: [(RequiredInputs, String)] = [
        (.realLogits, "realLogits"), (.fakeLogits, "fakeLogits"), (.realImages, "realImages"),
        (.realImageLeaf, "realImageLeaf"), (.fakeImages, "fakeImages"), (.styles, "styles"),
        (.wholeBatch, "wholeBatch"), (.fakeImageLeaf, "fakeImageLeaf"),
    ]

    /// "realLogits, styles".
    public var description: String { listed(Self.names.filter { contains($0.0) }.map(\.1)) }

    /// Whether real images must pass through the discriminator.
    package var readsReal: Bool { !isDisjoint(with: [.realLogits, .realImages, .realImageLeaf]) }
    /// Whether the generator must run.
    package var readsGenerated: Bool { readsFake || contains(.styles) }
    /// Whether the generator must make images.
    package var readsFake: Bool { !isDisjoint(with: [.fakeLogits, .fakeImages, .fakeImageLeaf]) }
}

/// A regularizer read an input that it did not declare.
public struct UndeclaredRead: Error, CustomStringConvertible, Sendable {
    /// The input that it read, and the option that declares it.
    public let read: String
    public let required: RequiredInputs
    public let declared: RequiredInputs
    public let phase: Phase

    public var description: String {
        "read \(read) in the \(phase.rawValue)'s phase without declaring it; declared: \(declared.description)"
            + "\n  fix: add .\(required.description) to the result of requiredInputs(in: .\(phase.rawValue))"
    }
}
