import GANCore
import GANData
import GANMetrics
import GANRecipe
import GANRun

/// A recipe for a user's images, with the reason of each choice.
///
/// Sources of the rules: the pilots of docs/protocol.md, one seed of gray images at 16 pixels, and for a graphics processor
/// stylegan2-ada-pytorch. They are first guesses where neither is named.
struct SuggestedRecipe {
    private let data: SuggestedData
    private let facts: Facts
    private let time: TrainingTime
    private let path: String
    private let network: SuggestedNetwork
    /// Images per second here; nil if it was not measured.
    let speed: Double?

    /// What the rules ask of the images.
    struct Facts {
        let count: Int
        let isColor: Bool
        /// The number of the images' size (see `NetworkSizes`).
        let resolution: Int
        /// The size that the user chose.
        let chosen: ImageSize?
        /// The smallest feature maps of the network.
        let start: ImageSize
        /// Whether `fit: pad` is chosen.
        let isPadded: Bool
        /// Images of each class, the largest first; empty with fewer than two classes.
        let classes: [Int]

        /// Classes with a tail: the largest has three times the images of the smallest.
        var hasTail: Bool { classes.count > 1 && classes[0] >= 3 * max(1, classes.last ?? 0) }
    }

    /// - Parameters:
    ///   - path: the value of `data.path` in the recipe.
    ///   - imagesPerSecond: trains the recipe with this text for a few steps; nil if one step already takes too long.
    /// - Throws: `CommandFailure` if there is no image, or labels are not classes; errors of `imagesPerSecond`.
    init(
        _ inspection: ImageInspection, of chosen: DatasetReference, _ settings: ImageSettings, path: String,
        for time: TrainingTime, imagesPerSecond: (String) throws -> Double?
    ) throws {
        guard let data = SuggestedData(inspection, of: chosen, settings) else {
            throw CommandFailure.failed("\(chosen.name): no image can be read\n  fix: see `ganzoo data check`")
        }
        let facts = try Facts(inspection, chosen.name, settings)
        func suggestion(_ network: SuggestedNetwork, _ speed: Double?) -> SuggestedRecipe {
            SuggestedRecipe(data, facts, time, path, network, speed)
        }
        guard let seconds = time.seconds else {
            self = suggestion(.large(facts.resolution), nil)
            return
        }
        let possible =
            facts.chosen == nil ? SuggestedNetwork.upTo(facts.resolution) : SuggestedNetwork.at(facts.resolution)
        let best = try SuggestedNetwork.best(of: possible, within: seconds * Self.shareOfSteps) {
            try imagesPerSecond(suggestion($0, nil).text)
        }
        self = suggestion(best.network, best.speed)
    }

    private init(
        _ data: SuggestedData, _ facts: Facts, _ time: TrainingTime, _ path: String, _ network: SuggestedNetwork,
        _ speed: Double?
    ) {
        (self.data, self.facts, self.time, self.path) = (data, facts, time, path)
        (self.network, self.speed) = (network, speed)
    }

    /// The rest goes into sheets, checkpoints and reading the data.
    private static let shareOfSteps = 0.85
}

extension SuggestedRecipe.Facts {
    fileprivate init(_ inspection: ImageInspection, _ name: String, _ settings: ImageSettings) throws {
        let labels = inspection.labels
        guard labels.kind == .classes || labels.kind == .none else {
            throw CommandFailure.wrong(
                "\(name): its labels are not classes\n  fix: start from labels/attributes or labels/vectors with `ganzoo recipe copy`"
            )
        }
        let (chosen, sizes) = (settings.resolution, settings.resolution.flatMap { NetworkSizes(of: $0) })
        self.init(
            count: inspection.count - inspection.damage.count, isColor: inspection.channels[3] != nil,
            resolution: sizes?.resolution ?? chosen?.shorterSide ?? inspection.usualResolution, chosen: chosen,
            start: sizes?.start ?? inspection.usualStart,
            isPadded: settings.fit == .crop && inspection.isBestPadded(to: chosen ?? inspection.usualSize),
            classes: labels.classes.count > 1 ? labels.classes.map(\.count) : [])
    }
}

// MARK: - Text

extension SuggestedRecipe {
    /// The recipe as YAML, with the reasons as comments.
    var text: String {
        let parts = [head, dataPart, networks, conditioning, loss, augmentation, regularizers, training, scores]
        return parts.map { $0.joined(separator: "\n") }.joined(separator: "\n") + "\n"
    }

    /// Thousands of images of the run.
    var kimg: Int {
        guard let seconds = time.seconds else { return network.leastKimg }
        let possible = speed.map { Int($0 * seconds * Self.shareOfSteps / 1000) } ?? network.leastKimg
        return min(possible, mostKimg).roundedToTwoDigits
    }

    /// The pilots had 1,485 images, and their distances got worse after each was shown about a hundred times.
    private var mostKimg: Int { max(100, facts.count / 10) }

    private var head: [String] {
        let classes =
            facts.classes.isEmpty
            ? "without classes"
            : "\(counted(facts.classes.count, "class")) of \(grouped(facts.classes[0])) to \(grouped(facts.classes.last ?? 0))"
        let kind = facts.isColor ? "color" : "gray"
        return [
            "# Written by `ganzoo new recipe` for \(time.words): \(grouped(facts.count)) \(kind) images, \(classes).",
            "recipe: 2",
        ]
    }

    private var dataPart: [String] {
        let reason =
            time.seconds == nil
            ? "The images' resolution, at most 256, or the one that was asked for. The speed was not measured."
            : speed.map {
                "The largest network and resolution that sees enough images in the time: \(Int($0.rounded())) images per second here."
            } ?? "The fastest network; one step takes too long to measure it here."
        let fit =
            facts.isPadded
            ? ["# Half of the images or more are long, on an even ground: they are padded, and not cropped."]
            : size.isSquare || facts.chosen != nil ? [] : ["# Most images have about this shape: [height, width]."]
        let node = data.with(["path": .scalar(path), "resolution": size.recipeNode])
        let block = RecipeNode(.map([.init(key: "data", keyMark: nil, value: node)]))
        return ["# " + reason] + fit + [RecipeWriter().text(block).trimmingLineEnd]
    }

    /// Of the network's images.
    private var size: ImageSize { facts.chosen ?? facts.start * (network.resolution / 4) }

    /// Numbers of z and w: more for many classes.
    private var width: Int { time == .gpu ? 512 : facts.classes.count >= 64 || network.most > 64 ? 128 : 64 }

    private var networks: [String] {
        let size = "channel_base: \(network.channels * network.resolution), channel_max: \(network.most)"
        return [
            "# StyleGAN2 with \(network.channels) channels at full resolution and at most \(network.most) below.",
            "generator: {type: stylegan2, z_dim: \(width), w_dim: \(width), mapping_layers: 2, \(size), style_mixing: 0}",
            "discriminator: {type: stylegan2, \(size), mbstd_group_size: 8}",
        ]
    }

    private var conditioning: [String] {
        guard !facts.classes.isEmpty else { return ["# The images have no classes, so nothing is conditioned."] }
        guard facts.hasTail else {
            return ["# Classes of similar size need no noise on their embeddings.", "conditioner: embedding"]
        }
        return [
            "# The classes have a tail: noise on their embeddings, more for rare ones, in the generator alone (docs/protocol.md).",
            "conditioner: {type: noisy_embedding, sigma: 0.25, effective_number_beta: 0.99, in_discriminator: false}",
        ]
    }

    private var loss: [String] { ["loss: logistic"] }

    private var augmentation: [String] {
        guard facts.count < Self.manyImages else { return ["# So many images need no augmentation."] }
        let policy = facts.isColor ? "color, translation, cutout" : "translation, cutout"
        return [
            "# Fewer than \(grouped(Self.manyImages)) images: the discriminator would learn them by heart.",
            "augment: {type: diffaugment, policy: [\(policy)]}",
        ]
    }

    private static let manyImages = 50_000

    private var regularizers: [String] {
        let (width, height) = (Double(size.width), Double(size.height))
        let isSmall = facts.count < 10_000
        // stylegan2-ada-pytorch's `auto`: γ = 0.0002 · pixels / batch.
        let weight = isSmall ? 0.3 : max(0.01, (0.0002 * width * height / Double(Self.batch) * 1000).rounded() / 1000)
        let reason =
            isSmall
            ? "R1 at 0.3, chosen among 0.1, 0.3 and 1 in one seed of 1,485 gray images (docs/protocol.md)."
            : "R1 by the rule of stylegan2-ada-pytorch."
        var lines = ["# " + reason, "regularizers:", "  r1: {weight: \(plainNumber(weight)), every: 16}"]
        if facts.hasTail {
            lines += [
                "  # Meant to keep rare classes from becoming one picture each; whether it does is being tested (docs/protocol.md).",
                "  noisy_twins: {weight: 0.05, off_diagonal: 0.05}",
            ]
        }
        return lines
    }

    private static let batch = 32

    private var training: [String] {
        let showings = Int((Double(kimg) * 1000 / Double(max(1, facts.count))).rounded())
        let reason = "Each image is shown about \(counted(showings, "time")). Ctrl-C stops; `--resume auto` goes on."
        let labels = facts.hasTail ? ", fake_sampler: class_balanced" : ""
        return [
            "# " + reason,
            "train: {kimg: \(kimg), batch: \(Self.batch), sample_kimg: \(max(1, kimg / 10))\(labels)}",
        ]
    }
}

extension SuggestedRecipe {
    /// Training and `ganzoo evaluate` choose the features by the images, so the recipe names none.
    private var scores: [String] {
        let usual = UsualFeatures(isInColor: facts.isColor, side: size.longerSide)
        let samples = min(max(facts.count, 500), 2000)
        // Two idle cores see about 20 images a second with EfficientNet-Lite0 (60 images: 4.5 seconds of processor time), and thousands
        // with the small classifier. Real images are seen once.
        let seconds = usual.isForSmallImages ? 0 : Double(facts.count + samples) / 20
        guard time.seconds.map({ seconds <= $0 / 4 }) ?? true else {
            return [
                "# Scores of so many images would take about \(duration(seconds)), in the features of `\(usual.name)`: \(usual.reason).",
                "# `ganzoo evaluate` computes them when you want them.",
            ]
        }
        let lack = FeatureLibrary().missing(usual).map {
            ["# Their weights are not here, and training goes on without these scores: \($0.advice)."]
        }
        return [
            "# Scores at the end of training, in the features of `\(usual.name)`: \(usual.reason). `ganzoo evaluate` computes more."
        ] + (lack ?? []) + [
            "evaluate: {metrics: [fid, kid], every_kimg: null, samples: \(samples)}"
        ]
    }
}

extension Int {
    /// 1,234 becomes 1,200: an estimate needs no more.
    fileprivate var roundedToTwoDigits: Int {
        var unit = 1
        while self / unit >= 100 { unit *= 10 }
        return self / unit * unit
    }
}

extension String {
    fileprivate var trimmingLineEnd: String { hasSuffix("\n") ? String(dropLast()) : self }
}
