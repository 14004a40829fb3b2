import GANTensor

/// Images and the discriminator's output for them, as one regularizer may read them.
public struct DiscriminatorPass {
    public enum Source: String, Sendable { case real, fake }

    public let source: Source
    /// Whether this is the pass of the adversarial loss, not the separate pass of a lazy term.
    public let isPrimary: Bool
    /// [N, C].
    public let labels: Tensor
    let rows: Rows
    let access: Access

    /// All fields, regardless of who may read them.
    package struct Rows {
        package var images: Tensor?
        package var output: DiscriminatorOutput?

        package init(images: Tensor?, output: DiscriminatorOutput?) { (self.images, self.output) = (images, output) }
    }

    package init(source: Source, isPrimary: Bool, labels: Tensor, rows: Rows, access: Access) {
        (self.source, self.isPrimary, self.labels, self.rows, self.access) = (source, isPrimary, labels, rows, access)
    }

    /// [N, C, H, W], before augmentation. A leaf of the graph if `realImageLeaf` was declared.
    public var images: Tensor {
        get throws {
            let options: RequiredInputs = source == .real ? [.realImages, .realImageLeaf] : .fakeImages
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
}

/// The generator's output, as one regularizer may read it.
public struct GeneratorPass {
    public let layout: BatchLayout
    /// [N, latentSize].
    public let z: Tensor
    /// [N, C].
    public let labels: Tensor
    let rows: Rows
    let access: Access

    package struct Rows {
        package var images: Tensor?
        package var latents: StyleLatents?

        package init(images: Tensor?, latents: StyleLatents?) { (self.images, self.latents) = (images, latents) }
    }

    package init(layout: BatchLayout, z: Tensor, labels: Tensor, rows: Rows, access: Access) {
        (self.layout, self.z, self.labels, self.rows, self.access) = (layout, z, labels, rows, access)
    }

    /// [N, C, H, W].
    public var images: Tensor {
        get throws { try access.read(rows.images, "the generated images", anyOf: .fakeImages) }
    }

    /// [N, styleSize], before style mixing.
    public var mapped: Tensor { get throws { try latents.mapped } }

    /// [N, layers, styleSize], after style mixing.
    public var styles: Tensor { get throws { try latents.styles } }

    private var latents: StyleLatents {
        get throws { try access.read(rows.latents, "the generator's styles", anyOf: .styles) }
    }

    /// The rows [N / views, …] of the view `index`, which is in 0 ..< `layout.views`.
    public func view(_ index: Int, of rows: Tensor) -> Tensor {
        let size = layout.count / layout.views
        return rows.rows(index * size..<(index + 1) * size)
    }
}

/// The inputs that one regularizer declared and therefore may read.
package struct Access {
    package let phase: Phase
    package let declared: RequiredInputs

    package init(phase: Phase, declared: RequiredInputs) { (self.phase, self.declared) = (phase, declared) }

    func read<Value>(_ value: Value?, _ what: String, anyOf options: RequiredInputs) throws -> Value {
        guard !declared.isDisjoint(with: options) else { throw undeclared(what, options) }
        guard let value else {
            throw RecipeError(
                problem: "it needs \(what), which these networks do not provide",
                fix: "use other networks, or remove this component")
        }
        return value
    }

    /// If several options declare an input, the error names the first.
    func undeclared(_ what: String, _ options: RequiredInputs) -> UndeclaredRead {
        let first = RequiredInputs.names.first { options.contains($0.0) }?.0 ?? options
        return UndeclaredRead(read: what, required: first, declared: declared, phase: phase)
    }
}
