import GANCore
import GANData
import GANMetrics
import GANPictures
import GANTensor

/// Makes guided images of classes, and measures what guidance costs in computation and in diversity.
package struct GuidedGeneration {
    /// The images of a class.
    package struct Made {
        package let row: LabelRow
        /// The seed of each image.
        package let seeds: [Int]
        package let images: [RasterImage]
        package let cost: GuidanceCost
        /// Mean distance between features of two images, without and with guidance; nil for fewer than two images, and without a feature
        /// extractor.
        package let distances: (plain: Double, guided: Double)?
        /// Nil if the discriminator was not calibrated with held-out images.
        package let calibration: LogitCalibration?
    }

    private let trained: TrainedGenerator
    private let sampler: ImageSampler
    private let guidance: Guidance
    /// Names the classes for `classifier`, and measures distances; nil if no distances are measured.
    private let extractor: LoadedExtractor?
    /// Nil for `classifier`.
    private let judge: (any Discriminator)?
    /// Nil if the discriminator is not calibrated.
    private let heldOut: HeldOutImages?

    /// - Throws: `RunError` if a number is out of range, the run has no discriminator, its data have no test part that is needed, or
    ///   there is no classifier that is needed.
    package init(
        _ trained: TrainedGenerator, _ sampler: ImageSampler, _ guidance: Guidance, _ features: ChosenFeatures
    ) throws {
        try guidance.validate()
        (self.trained, self.sampler, self.guidance) = (trained, sampler, guidance)
        if case .classifier = guidance {
            (judge, extractor) = (nil, try features.get())
        } else {
            (judge, extractor) = (try trained.discriminator(), features.found)
        }
        if case .rejection(_, _, true) = guidance { heldOut = try trained.heldOutImages() } else { heldOut = nil }
    }

    /// - Parameters:
    ///   - seeds: of the latents; for rejection only their number counts, and seeds from 0 on are tried.
    ///   - report: gets the number of images made; an error that it throws stops the work.
    /// - Throws: `RunError`; `MetricError` if the classifier does not know the class.
    package func make(_ row: LabelRow, seeds: [Int], _ report: (Int) throws -> Void) throws -> Made {
        let (start, clock) = (ContinuousClock.now, ContinuousClock())
        var cost = GuidanceCost()
        let (latents, own, calibration) = try guided(row, seeds, &cost, report)
        let images = try sampler.images(latents)
        cost.seconds = (clock.now - start) / .seconds(1)
        try report(images.count)
        return Made(
            row: row, seeds: own, images: images, cost: cost, distances: try distances(row, seeds, images),
            calibration: calibration)
    }

    private func distances(
        _ row: LabelRow, _ seeds: [Int], _ images: [RasterImage]
    ) throws -> (plain: Double, guided: Double)? {
        guard let extractor, images.count >= 2 else { return nil }
        func distance(_ images: [RasterImage]) throws -> Double {
            meanDistance(try RenderedImages(images).features(extractor.network) { _ in }.rows)
        }
        return (try distance(sampler.images(seeds.map { Draw(seed: $0, row) })), try distance(images))
    }

    private func guided(
        _ row: LabelRow, _ seeds: [Int], _ cost: inout GuidanceCost, _ report: (Int) throws -> Void
    ) throws -> ([Latent], [Int], LogitCalibration?) {
        let guided = GuidedSampler(sampler)
        let draws = seeds.map { Draw(seed: $0, row) }
        switch guidance {
        case .rejection(let percentile, let calibration, _):
            guard let judge else { return ([], [], nil) }
            var settings = RejectionSettings(percentile: percentile, calibration: calibration)
            settings.heldOut = try heldOut?.samples(of: row, atMost: calibration)
            let accepted = try guided.accepted(row, count: seeds.count, by: judge, settings, &cost, report)
            return (accepted.draws.map(sampler.latent), accepted.draws.map(\.seed), accepted.calibration)
        case .langevin(let steps, let rate):
            guard let judge else { return ([], [], nil) }
            let moved = try guided.refined(draws, .langevin(rate: rate), steps: steps, judge: judge, &cost) {
                try Self.logits(judge, $0, $1)
            }
            return (moved, seeds, nil)
        case .classifier(let steps, let rate, let pull):
            guard let extractor else { return ([], [], nil) }
            let column = try Self.column(of: row, extractor)
            let moved = try guided.refined(
                draws, .ascent(rate: rate, pull: pull), steps: steps, judge: nil, &cost
            ) { images, _ in try Self.logProbabilities(images, column, extractor) }
            return (moved, seeds, nil)
        }
    }

    /// [N]: the mean over parts if the discriminator judges parts.
    private static func logits(_ judge: any Discriminator, _ images: Tensor, _ labels: Tensor) throws -> Tensor {
        let pass = ForwardPass(phase: nil, random: RandomStream(seed: 0, path: "generate.judge"))
        return try judge.output(images, labels, pass).logits.reshaped(images.shape[0], -1).mean(1)
    }

    // MARK: The classifier

    /// Log p(y | x) [N] of images in -1 ... 1.
    private static func logProbabilities(
        _ images: Tensor, _ column: Int, _ extractor: LoadedExtractor
    ) throws -> Tensor {
        let prepared = extractor.preparation((images * 127.5 + 127.5).clamped(to: 0...255))
        guard let probabilities = try extractor.network.features(of: prepared).probabilities else { return Tensor(0) }
        return (probabilities.sliced(1, column..<column + 1) + 1e-12).log().reshaped(-1)
    }

    private static func column(of row: LabelRow, _ extractor: LoadedExtractor) throws -> Int {
        let names = extractor.network.classNames
        guard let column = names.firstIndex(of: row.name) else {
            let known = names.isEmpty ? "it names no classes" : "it knows \(listed(names))"
            throw MetricError(
                "`\(extractor.name)` cannot guide images of the class \(row.name): \(known)",
                fix:
                    "train a classifier of the data with `ganzoo features train`, and use its file for the features"
            )
        }
        return column
    }

}

/// Mean Euclidean distance between two different rows of [N, D].
/// - Precondition: there are two or more rows.
package func meanDistance(_ rows: Tensor) -> Double {
    let count = rows.shape[0]
    let sum = (0..<count - 1).reduce(0.0) { sum, row in
        let rest = rows.rows(row + 1..<count) - rows.rows(row..<row + 1)
        return sum + (rest * rest).sum(1).sqrt().sum().item()
    }
    return sum / (Double(count * (count - 1)) / 2)
}
