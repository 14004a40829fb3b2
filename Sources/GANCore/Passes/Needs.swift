/// The two halves of a training step.
public enum Phase: String, Sendable, Hashable, CaseIterable {
    case discriminator, generator
}

/// What a regularizer reads of a phase. The trainer runs the union of what is due, and nothing else.
public struct RequiredInputs: OptionSet, Sendable, Hashable {
    public let rawValue: UInt16
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    /// The discriminator's output for real images.
    public static let realLogits = RequiredInputs(rawValue: 1 << 0)
    /// The discriminator's output for generated images.
    public static let fakeLogits = RequiredInputs(rawValue: 1 << 1)
    /// Real images, as constants.
    public static let realImages = RequiredInputs(rawValue: 1 << 2)
    /// Real images as a leaf of the graph, upstream of the augmenter, so that logits can be differentiated by them.
    public static let realImageLeaf = RequiredInputs(rawValue: 1 << 3)
    /// Generated images; in the graph of the generator in its own phase, constants in the discriminator's.
    public static let fakeImages = RequiredInputs(rawValue: 1 << 4)
    /// The generator's latents W.
    public static let styles = RequiredInputs(rawValue: 1 << 5)
    /// The optimizer's whole batch at once, never a slice of it when gradients are accumulated.
    public static let wholeBatch = RequiredInputs(rawValue: 1 << 6)

    /// For whoever may read everything.
    package static let all = RequiredInputs(rawValue: .max)

    static let names: [(RequiredInputs, String)] = [
        (.realLogits, "realLogits"), (.fakeLogits, "fakeLogits"), (.realImages, "realImages"),
        (.realImageLeaf, "realImageLeaf"), (.fakeImages, "fakeImages"), (.styles, "styles"),
        (.wholeBatch, "wholeBatch"),
    ]

    /// "realLogits, styles".
    public var description: String { listed(Self.names.filter { contains($0.0) }.map(\.1)) }

    /// Whether the real images must pass.
    package var readsReal: Bool { !isDisjoint(with: [.realLogits, .realImages, .realImageLeaf]) }
    /// Whether the generator must run.
    package var readsGenerated: Bool { !isDisjoint(with: [.fakeLogits, .fakeImages, .styles]) }
}

/// A regularizer read what it did not declare.
public struct UndeclaredRead: Error, CustomStringConvertible, Sendable {
    /// What it read, and which need covers that.
    public let read: String
    public let need: RequiredInputs
    public let declared: RequiredInputs
    public let phase: Phase

    public var description: String {
        "read \(read) in the \(phase.rawValue)'s phase without having declared it; declared: \(declared.description)"
            + "\n  fix: add .\(need.description) to what needs(in: .\(phase.rawValue)) returns"
    }
}
