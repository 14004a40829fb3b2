import GANCore
import GANPictures
import GANTensor

/// How many images determine what is rejected, and how much.
package struct RejectionSettings: Sendable {
    package let percentile: Double
    /// Number of images of a class.
    package let calibration: Int

    package init(percentile: Double, calibration: Int) {
        (self.percentile, self.calibration) = (percentile, calibration)
    }
}

/// Chooses or moves latents by a discriminator or a classifier.
package struct GuidedSampler {
    private let sampler: ImageSampler

    package init(_ sampler: ImageSampler) { self.sampler = sampler }

    // MARK: Rejection

    /// The first seeds whose images are accepted.
    /// - Parameter report: gets the number of accepted images; an error that it throws stops the work.
    /// - Throws: `RunError` if fewer than one of 1,000 images is accepted.
    package func accepted(
        _ row: LabelRow, count: Int, by judge: any Discriminator, _ settings: RejectionSettings,
        _ cost: inout GuidanceCost, _ report: (Int) throws -> Void
    ) throws -> [Draw] {
        var logits = try self.logits(of: (0..<settings.calibration).map { Draw(seed: $0, row) }, by: judge)
        var (rule, draws, seed) = (RejectionRule(logits: logits, percentile: settings.percentile), [Draw](), 0)
        let most = settings.calibration + 1000 * count
        while draws.count < count {
            guard seed < most else {
                throw RunError.failed(
                    "only \(draws.count) of \(grouped(seed)) images of `\(row.name)` were accepted\n  fix: use a lower percentile"
                )
            }
            if seed == logits.count {
                logits += try self.logits(of: (seed..<seed + Self.chunk).map { Draw(seed: $0, row) }, by: judge)
                try report(draws.count)
            }
            rule.see(logits[seed])
            if Self.chance(seed, row) < rule.probability(logits[seed]) { draws.append(Draw(seed: seed, row)) }
            seed += 1
        }
        (cost.candidates, cost.generated, cost.judged) = (seed, logits.count, logits.count)
        return draws
    }

    private static let chunk = 64

    /// In 0 ... 1, from the seed and the class alone.
    private static func chance(_ seed: Int, _ row: LabelRow) -> Double {
        Double(RandomStream(seed: UInt64(seed), path: "generate.rejection", step: row.index).uniform([1]).item())
    }

    /// The logit of each image, the mean over parts if it judges parts.
    private func logits(of draws: [Draw], by judge: any Discriminator) throws -> [Double] {
        var logits = [Double](repeating: 0, count: draws.count)
        try InferenceSession.run(judge) { session in
            try sampler.forEachBatch(draws.map(sampler.latent)) { batch in
                let pass = session.pass(RandomStream(seed: 0, path: "generate.judge"))
                let found = try judge.output(sampler.images(batch), batch.labels, pass).logits
                let values = found.reshaped(batch.z.shape[0], -1).mean(1).scalars(as: Float.self)
                for (row, index) in batch.taken { logits[index] = Double(values[row]) }
            }
        }
        return logits
    }

    // MARK: Refinement

    /// Latents after some steps, in the same order.
    /// - Parameters:
    ///   - objective: of images [N, C, H, W] in -1 ... 1 and labels [N, labelSize], for each image; steps increase it.
    ///   - judge: the module that `objective` passes images through; nil if it is frozen.
    package func refined(
        _ draws: [Draw], _ step: LatentStep, steps: Int, judge: (any Discriminator)?, _ cost: inout GuidanceCost,
        by objective: (_ images: Tensor, _ labels: Tensor) throws -> Tensor
    ) throws -> [Latent] {
        let latents = draws.map(sampler.latent)
        var moved = [Latent?](repeating: nil, count: latents.count)
        try sampler.forEachBatch(latents, buildsGraph: true) { batch in
            let seeds = batch.rows.map { draws[$0].seed }
            var z = batch.z
            for number in 0..<steps {
                let slope = try Self.slope(judge, at: z) { z in
                    try objective(sampler.images(batch.moved(to: z)), batch.labels).sum()
                }
                z = withoutGradients {
                    step.moved(z, along: slope, from: batch.z, noise: Self.noise(seeds, number, size: z.shape[1]))
                }.detached()
            }
            for (row, index) in batch.taken { moved[index] = latents[index].moved(to: z.rows(row..<row + 1)) }
        }
        let passes = latents.count * steps
        cost.candidates = latents.count
        (cost.generated, cost.judged, cost.gradients) = (passes + latents.count, passes, passes)
        return moved.compactMap(\.self)
    }

    private static func slope(
        _ judge: (any Discriminator)?, at z: Tensor, _ objective: (Tensor) throws -> Tensor
    ) throws -> Tensor {
        let point = z.requiringGradient()
        guard let judge else { return gradient(of: try objective(point), wrt: point) }
        return try InferenceSession.run(judge, buildsGraph: true) { _ in gradient(of: try objective(point), wrt: point)
        }
    }

    /// Noise [N, size], each row from the seed of its image and the step.
    private static func noise(_ seeds: [Int], _ step: Int, size: Int) -> Tensor {
        concatenate(
            seeds.map { RandomStream(seed: UInt64($0), path: "generate.langevin", step: step).normal([1, size]) },
            axis: 0)
    }
}
