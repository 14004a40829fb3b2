import GANTensor

/// Images and the discriminator's output for them, as one reader may read them.
public struct DiscriminatorPass {
    public enum Source: String, Sendable { case real, fake }

    public let source: Source
    /// Whether this is the pass of the adversarial loss, not the separate pass of a lazy term.
    public let isPrimary: Bool
    /// [N, C].
    public let labels: Tensor
    /// All fields, regardless of who may read them.
    package let rows: Rows
    let access: Access

    package struct Rows {
        package var images: Tensor?
        package var output: DiscriminatorOutput?

        package init(images: Tensor?, output: DiscriminatorOutput?) { (self.images, self.output) = (images, output) }
    }

    package init(source: Source, isPrimary: Bool, labels: Tensor, rows: Rows, access: Access) {
        (self.source, self.isPrimary, self.labels, self.rows, self.access) = (source, isPrimary, labels, rows, access)
    }

    /// [N, C, H, W], before augmentation. A leaf of the graph if `realImageLeaf` or `fakeImageLeaf` was declared.
    public var images: Tensor {
        get throws {
            let options: RequiredInputs =
                source == .real ? [.realImages, .realImageLeaf] : [.fakeImages, .fakeImageLeaf]
            return try access.read(rows.images, "the \(source.rawValue) images", anyOf: options)
        }
    }

    /// [N].
    public var logits: Tensor { get throws { try output.logits } }

    /// The discriminator's whole output.
    public var output: DiscriminatorOutput {
        get throws {
            try access.read(
                rows.output, "the logits of \(source.rawValue) images",
                anyOf: source == .real ? .realLogits : .fakeLogits)
        }
    }

    /// The same pass for a reader with another access.
    package func restricted(to access: Access) -> DiscriminatorPass {
        DiscriminatorPass(source: source, isPrimary: isPrimary, labels: labels, rows: rows, access: access)
    }

    /// The same pass outside the graph, for observers.
    package func detached() -> DiscriminatorPass {
        let rows = Rows(images: rows.images?.detached(), output: rows.output?.detached())
        return DiscriminatorPass(source: source, isPrimary: isPrimary, labels: labels, rows: rows, access: access)
    }
}
