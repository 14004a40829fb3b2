import GANCore
import GANPictures
import GANTensor

/// How many images determine what is rejected, and how much.
package struct RejectionSettings {
    package let percentile: Double
    /// Number of images of a class.
    package let calibration: Int
    /// Real images of the class that calibrate the discriminator; nil to use its logits as they are.
    package var heldOut: Samples?

    package init(percentile: Double, calibration: Int) {
        (self.percentile, self.calibration) = (percentile, calibration)
    }
}

/// Images that discriminator rejection sampling accepted.
package struct AcceptedDraws {
    package fileprivate(set) var draws: [Draw] = []
    /// Nil if the discriminator was not calibrated.
    package let calibration: LogitCalibration?
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
    ) throws -> AcceptedDraws {
        var logits = try self.logits(of: (0..<settings.calibration).map { Draw(seed: $0, row) }, by: judge)
        let real = try settings.heldOut.map { try self.logits(of: $0, by: judge) }
        var accepted = AcceptedDraws(calibration: real.map { LogitCalibration(real: $0, fake: logits) })
        let calibrated = accepted.calibration ?? .none
        var (rule, seed) = (RejectionRule(logits: logits.map { calibrated($0) }, percentile: settings.percentile), 0)
        let most = settings.calibration + 1000 * count
        while accepted.draws.count < count {
            guard seed < most else {
                throw RunError.failed(
                    "only \(accepted.draws.count) of \(grouped(seed)) images of `\(row.name)` were accepted\n  fix: use a lower percentile"
                )
            }
            if seed == logits.count {
                logits += try self.logits(of: (seed..<seed + Self.chunk).map { Draw(seed: $0, row) }, by: judge)
                try report(accepted.draws.count)
            }
            let logit = calibrated(logits[seed])
            rule.see(logit)
            if Self.chance(seed, row) < rule.probability(logit) { accepted.draws.append(Draw(seed: seed, row)) }
            seed += 1
        }
        (cost.candidates, cost.generated, cost.judged) = (seed, logits.count, logits.count + (real?.count ?? 0))
        return accepted
    }

    private static let chunk = 64

    /// In 0 ... 1, from the seed and the class alone.
    private static func chance(_ seed: Int, _ row: LabelRow) -> Double {
        Double(RandomStream(seed: UInt64(seed), path: "generate.rejection", step: row.index).hostUniform(1)[0])
    }

    /// The logit of each image, the mean over parts if it judges parts.
    private func logits(of draws: [Draw], by judge: any Discriminator) throws -> [Double] {
        var logits = [Double](repeating: 0, count: draws.count)
        try InferenceSession.run(judge) { session in
            try sampler.forEachBatch(draws.map(sampler.latent)) { batch in
                let values = try Self.logits(judge, sampler.images(batch), batch.labels, session)
                for (row, index) in batch.taken { logits[index] = values[row] }
            }
        }
        return logits
    }

    /// The logit of each real image, in batches as large as those of generated ones, since images of a batch are compared with each other.
    private func logits(of real: Samples, by judge: any Discriminator) throws -> [Double] {
        let (count, size) = (real.images.shape[0], sampler.batchSize)
        return try InferenceSession.run(judge) { session in
            try stride(from: 0, to: count, by: size).flatMap { start -> [Double] in
                // The last batch is filled up with other images.
                let rows = Tensor((0..<size).map { Int32((start + $0) % count) }, shape: [size])
                let values = try Self.logits(judge, real.images.rows(at: rows), real.labels.rows(at: rows), session)
                return Array(values.prefix(count - start))
            }
        }
    }

    private static func logits(
        _ judge: any Discriminator, _ images: Tensor, _ labels: Tensor, _ session: InferenceSession
    ) throws -> [Double] {
        let pass = session.pass(RandomStream(seed: 0, path: "generate.judge"))
        let found = try judge.output(images, labels, pass).logits
        return found.reshaped(images.shape[0], -1).mean(1).scalars(as: Float.self).map(Double.init)
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
