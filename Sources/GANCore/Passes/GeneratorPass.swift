import GANTensor

/// The generator's output, as one reader may read it.
public struct GeneratorPass {
    /// The input of the pass.
    package let latents: LatentBatch
    /// All fields of the output, regardless of who may read them.
    package let rows: Rows
    let access: Access

    package struct Rows {
        package var images: Tensor?
        package var latents: StyleLatents?

        package init(images: Tensor?, latents: StyleLatents?) { (self.images, self.latents) = (images, latents) }
    }

    package init(_ latents: LatentBatch, rows: Rows, access: Access) {
        (self.latents, self.rows, self.access) = (latents, rows, access)
    }

    public var layout: BatchLayout { latents.layout }
    /// [N, latentSize].
    public var z: Tensor { latents.z }
    /// [N, C].
    public var labels: Tensor { latents.labels }

    /// [N, C, H, W].
    public var images: Tensor {
        get throws { try access.read(rows.images, "the generated images", anyOf: .fakeImages) }
    }

    /// [N, styleSize], before style mixing.
    public var mapped: Tensor { get throws { try styleLatents.mapped } }

    /// [N, layers, styleSize], after style mixing.
    public var styles: Tensor { get throws { try styleLatents.styles } }

    private var styleLatents: StyleLatents {
        get throws { try access.read(rows.latents, "the generator's styles", anyOf: .styles) }
    }

    /// The rows [N / views, …] of the view `index`, which is in 0 ..< `layout.views`.
    public func view(_ index: Int, of rows: Tensor) -> Tensor {
        let size = layout.count / layout.views
        return rows.rows(index * size..<(index + 1) * size)
    }

    /// The same pass for a reader with another access.
    package func restricted(to access: Access) -> GeneratorPass {
        GeneratorPass(latents, rows: rows, access: access)
    }

    /// The same pass outside the graph, for observers.
    package func detached() -> GeneratorPass {
        let latents = rows.latents.map { StyleLatents(mapped: $0.mapped.detached(), styles: $0.styles.detached()) }
        return GeneratorPass(
            self.latents, rows: Rows(images: rows.images?.detached(), latents: latents), access: access)
    }
}
