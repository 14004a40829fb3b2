/// The activations that networks compute again in the backward pass instead of keeping them: `train.recompute`.
public enum Recomputation: String, CaseIterable, Sendable, SettingValue {
    /// All activations are kept.
    case none
    /// Those inside blocks. Only what passes from block to block is kept.
    case blocks
}

/// Capability of a network: if `BuildContext.recomputesBlocks`, it runs its blocks with `Module.recomputed`.
public protocol RecomputingNetwork: Component {}
