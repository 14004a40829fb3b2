import GANCore
import GANData
import GANModule
import GANTensor

/// Generates images in evaluation mode. An image depends only on its own latent, not on other images, and sampling changes
/// neither the generator's state nor other random numbers.
package struct ImageSampler {
    private let generator: any Generator
    private let noise: NoiseMode
    private let truncation: Truncation?
    /// The means of W of classes; nil if truncation moves styles towards the mean of all.
    private let centers: ClassCenters?
    private let batch: Int

    /// Number of images of a batch.
    package var batchSize: Int { batch }

    /// - Parameters:
    /// - data: properties of the generator's training data.
    /// - noise: noise mode of a generator with noise; `random` noise belongs to an image like its latents.
    /// - truncation: of W; ψ = 1 for none.
    /// - center: what truncation moves styles towards.
    package init(
        _ generator: any Generator, _ data: DatasetInfo, noise: NoiseMode = .const, truncation: Truncation? = nil,
        center: TruncationCenter = .all
    ) {
        (self.generator, self.noise) = (generator, noise)
        self.truncation = truncation?.psi == 1 ? nil : truncation
        let styled = generator as? any StyleGenerator
        centers = center == .class ? styled.map(ClassCenters.init) : nil
        // Features of larger images need more memory; 16 rows fill the matrix products of small ones.
        batch = min(max(Self.pixels / max(data.height * data.width, 1), 1), 16)
    }

    /// Number of pixels of a batch's images.
    private static let pixels = 1 << 17

    package func images(_ draws: [Draw]) throws -> [RasterImage] { try images(draws.map(latent)) }

    /// - Parameter beforeEachBatch: may throw to stop.
    package func images(_ draws: [Draw], beforeEachBatch: () throws -> Void) throws -> [RasterImage] {
        try images(draws.map(latent), beforeEachBatch)
    }

    /// The latent of a draw.
    package func latent(_ draw: Draw) -> Latent {
        Latent(
            z: RandomStream(seed: UInt64(draw.seed), path: "generate.z").normal([1, generator.latentSize]),
            label: Tensor(draw.label, shape: [1, draw.label.count]), place: draw.place)
    }

    package func images(_ latents: [Latent]) throws -> [RasterImage] { try images(latents) {} }

    private func images(_ latents: [Latent], _ beforeEachBatch: () throws -> Void) throws -> [RasterImage] {
        try inBatches(latents.map(\.place)) { rows, pass in
            try beforeEachBatch()
            let (z, labels) = inputs(rows.map { latents[$0] })
            return try made(z, labels, pass)
        }
    }

    private func made(_ z: Tensor, _ labels: Tensor, _ pass: ForwardPass) throws -> Tensor {
        guard let generator = generator as? any StyleGenerator else { return try generator(z, labels, pass).images }
        let styles = try generator.latents(z, labels, pass).styles
        return try synthesize(truncated(styles, labels), pass, generator)
    }

    /// Calls `body` with all latents in batches.
    /// - Parameter buildsGraph: whether `body` differentiates through the generator.
    package func forEachBatch(
        _ latents: [Latent], buildsGraph: Bool = false, _ body: (LatentBatch) throws -> Void
    ) throws {
        try forEachBatch(latents.map(\.place), buildsGraph: buildsGraph) { batch, pass in
            let (z, labels) = inputs(batch.rows.map { latents[$0] })
            let taken = batch.taken.map { (row: $0, index: batch.rows[$0]) }
            try body(LatentBatch(z: z, labels: labels, rows: batch.rows, taken: taken, pass: pass))
        }
    }

    /// The images [N, C, H, W] of a batch, not rounded to levels.
    /// - Precondition: it is called within `forEachBatch`.
    package func images(_ batch: LatentBatch) throws -> Tensor { try made(batch.z, batch.labels, batch.pass) }

    private func inputs(_ latents: [Latent]) -> (z: Tensor, labels: Tensor) {
        (concatenate(latents.map(\.z), axis: 0), concatenate(latents.map(\.label), axis: 0))
    }

    /// - Parameter labels: of the styles; [N, labelSize].
    private func truncated(_ styles: Tensor, _ labels: Tensor) throws -> Tensor {
        guard let truncation else { return styles }
        if let centers { return try centers.truncated(styles, labels, truncation) }
        guard let generator = generator as? any TruncatingGenerator else { return styles }
        return try generator.truncated(styles, truncation)
    }

    private func synthesize(_ styles: Tensor, _ pass: ForwardPass, _ generator: any StyleGenerator) throws -> Tensor {
        guard let generator = generator as? any NoiseGenerator else { return try generator.synthesize(styles, pass) }
        return try generator.synthesize(styles, pass, noise: noise)
    }

    // MARK: Styles

    /// W of latents, truncated; nil if the generator has no styles.
    package func styles(_ latents: [Latent]) throws -> [Style]? {
        guard let generator = generator as? any StyleGenerator else { return nil }
        let levels = (generator as? any LeveledGenerator)?.styleLevels ?? []
        var styles = [Style?](repeating: nil, count: latents.count)
        try forEachBatch(latents.map(\.place)) { batch, pass in
            let (z, labels) = inputs(batch.rows.map { latents[$0] })
            let made = try truncated(try generator.latents(z, labels, pass).styles, labels)
            for row in batch.taken {
                let index = batch.rows[row]
                styles[index] = Style(
                    styles: made.rows(row..<row + 1), place: latents[index].place, levels: levels)
            }
        }
        return styles.compactMap(\.self)
    }

    /// - Precondition: the generator has styles.
    package func images(_ styles: [Style]) throws -> [RasterImage] {
        guard let generator = generator as? any StyleGenerator else {
            preconditionFailure("images of styles, of a generator that has none")
        }
        return try inBatches(styles.map(\.place)) { rows, pass in
            let chosen = rows.map { styles[$0] }
            let all = concatenate(chosen.map(\.styles), axis: 0)
            guard noise == .const, let own = generator as? any NoisePlaneGenerator, let planes = Self.planes(chosen)
            else { return try synthesize(all, pass, generator) }
            return try own.synthesize(all, pass, noisePlanes: planes)
        }
    }

    /// The images' own noise, [N, 1, H, W] for each layer; nil if they have none.
    private static func planes(_ styles: [Style]) -> [Tensor]? {
        let count = styles.map(\.noisePlanes.count).min() ?? 0
        guard count > 0 else { return nil }
        return (0..<count).map { layer in concatenate(styles.map { $0.noisePlanes[layer] }, axis: 0) }
    }

    // MARK: Batches

    /// Calls `make` with batches of indices of `places`.
    private func inBatches(_ places: [Place], _ make: ([Int], ForwardPass) throws -> Tensor) throws -> [RasterImage] {
        var images = [RasterImage?](repeating: nil, count: places.count)
        try forEachBatch(places) { batch, pass in
            let made = RasterImage.images(try make(batch.rows, pass))
            for row in batch.taken { images[batch.rows[row]] = made[row] }
        }
        return images.compactMap(\.self)
    }

    private func forEachBatch(
        _ places: [Place], buildsGraph: Bool = false, _ body: (BatchPlan.Batch, ForwardPass) throws -> Void
    ) throws {
        try InferenceSession.run(generator, buildsGraph: buildsGraph) { session in
            for batch in BatchPlan(places, size: batch, separatesBlocks: noise == .random).batches {
                let random = RandomStream(seed: 0, path: "generate.noise", step: batch.block)
                try ComponentError.locatingHere("generator") { try body(batch, session.pass(random)) }
            }
        }
    }
}
