import ArgumentParser
import GANCore
import GANMetrics
import GANPictures
import GANRun

/// Guidance of single images.
struct GuidanceOptions: ParsableArguments {
    enum Method: String, CaseIterable, ExpressibleByArgument {
        case rejection, langevin, classifier
    }

    @Option(
        help:
            "Guide images: `rejection` draws those with low logits again, `langevin` moves latents by the discriminator, `classifier` by a classifier."
    )
    var guidance: Method?
    @Option(help: "Rejection: percentile of the scores; higher values reject more (default: 80).")
    var rejectionPercentile: Double?
    @Option(help: "Rejection: number of images of a class that determine what is rejected (default: 1000).")
    var calibration: Int?
    @Flag(
        name: .customLong("held-out"),
        help:
            "Rejection: calibrate the discriminator first, by logistic regression on real images of the test part of the run's data."
    )
    var usesHeldOut = false
    @Option(help: "Langevin and classifier: number of steps (default: 100 and 10).") var guidanceSteps: Int?
    @Option(help: "Langevin and classifier: length of a step (default: 0.01 and 0.1).") var guidanceRate: Double?
    @Option(help: "Classifier: pull back to the latents' start (default: 0.1).") var guidancePull: Double?
    @OptionGroup var extractor: ExtractorOptions

    func validate() throws {
        let methods: [(option: String, isGiven: Bool, fits: [Method])] = [
            ("--rejection-percentile", rejectionPercentile != nil, [.rejection]),
            ("--calibration", calibration != nil, [.rejection]), ("--held-out", usesHeldOut, [.rejection]),
            ("--guidance-steps", guidanceSteps != nil, [.langevin, .classifier]),
            ("--guidance-rate", guidanceRate != nil, [.langevin, .classifier]),
            ("--guidance-pull", guidancePull != nil, [.classifier]),
            ("--features", extractor.features != nil, Method.allCases),
            ("--weights", extractor.weights != nil, Method.allCases),
            ("--preparation", extractor.preparation != nil, Method.allCases),
        ]
        for (option, isGiven, fits) in methods where isGiven && !(guidance.map(fits.contains) ?? false) {
            let needed = fits.map { "--guidance \($0.rawValue)" }.joined(separator: " or ")
            throw ValidationError("\(option) needs \(fits.count == Method.allCases.count ? "--guidance" : needed)")
        }
    }

    /// Nil without guidance.
    var chosen: Guidance? {
        switch guidance {
        case nil: nil
        case .rejection:
            .rejection(
                percentile: rejectionPercentile ?? 80, calibration: calibration ?? 1000, usesHeldOut: usesHeldOut)
        case .langevin: .langevin(steps: guidanceSteps ?? 100, rate: guidanceRate ?? 0.01)
        case .classifier:
            .classifier(steps: guidanceSteps ?? 10, rate: guidanceRate ?? 0.1, pull: guidancePull ?? 0.1)
        }
    }
}

/// What guidance did, class by class, as text.
struct GuidanceText {
    let lines: [String]

    init(_ made: [GuidedGeneration.Made], _ features: ChosenFeatures) {
        let isCalibrated = made.contains { $0.calibration != nil }
        let head =
            ["class", "images", "accepted", "made", "judged", "gradients", "seconds", "distance", "guided"]
            + (isCalibrated ? ["slope"] : [])
        let rows = made.map { own in
            let (count, cost) = (Double(max(own.images.count, 1)), own.cost)
            func each(_ number: Int) -> String { digits(Double(number) / count) }
            return [
                own.row.name.isEmpty ? "all" : own.row.name, "\(own.images.count)",
                "\(digits(100 * count / Double(max(cost.candidates, 1)))) %", each(cost.generated), each(cost.judged),
                each(cost.gradients), digits(cost.seconds / count), own.distances.map { digits($0.plain) } ?? "-",
                own.distances.map { digits($0.guided) } ?? "-",
            ] + (own.calibration.map { [digits($0.slope)] } ?? [])
        }
        lines =
            [
                "for each image: number of images made, judged and differentiated, and seconds; \(Self.distances(features)):"
            ] + TextTable([head] + rows).lines
            + (isCalibrated
                ? ["slope: the factor that calibrates the discriminator's logits; 1 leaves them as they are"] : [])
            + made.compactMap(Self.note)
    }

    private static func distances(_ features: ChosenFeatures) -> String {
        switch features {
        case .extractor(let extractor):
            "mean distance between \(extractor.name)'s features of two images without and with guidance"
        case .missing(let missing): "no distances between images, because \(missing.problem)"
        }
    }

    private static func note(_ made: GuidedGeneration.Made) -> String? {
        guard let slope = made.calibration?.slope, slope <= 0 else { return nil }
        let name = made.row.name.isEmpty ? "images" : "images of `\(made.row.name)`"
        return
            "note: the discriminator does not tell held-out \(name) from generated ones (slope \(digits(slope))), so images were chosen at random"
    }
}
