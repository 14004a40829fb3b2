import GANCore
import GANModule
import GANTensor

/// Trains a classifier on labeled images.
package struct ClassifierTraining {
    package let classifier: SmallClassifier
    /// Images [N, C, 32, 32] and one-hot classes [N, K].
    private let nextBatch: () throws -> (images: Tensor, labels: Tensor)
    private let learningRate: Double
    private let steps: Int
    /// Added to the logits in training, [C]; nil for zeros.
    private let offsets: Tensor?

    /// Number of images per step.
    package static let batchSize = 64

    /// On a data set, in the order of its loader.
    /// - Parameters:
    ///   - info: of the data set.
    ///   - seed: seed of the initial weights.
    ///   - nextBatch: the next `batchSize` images [N, C, 32, 32] with one-hot classes.
    package init(
        _ info: DatasetInfo, epochs: Int, seed: UInt64, learningRate: Double = 0.002,
        nextBatch: @escaping () throws -> Samples
    ) {
        classifier = SmallClassifier(channels: info.channels, classes: info.labelSize, seed: seed)
        self.nextBatch = {
            let samples = try nextBatch()
            return (samples.images, samples.labels)
        }
        (self.learningRate, steps, offsets) = (learningRate, epochs * info.count / Self.batchSize, nil)
    }

    /// On a long-tailed data set, in the order of its loader. The log of each class's share is added to the logits, so that rare
    /// classes are not underestimated (Menon et al. 2021, arXiv:2007.07314, eq. 10).
    /// - Parameters:
    ///   - facts: of the training images.
    ///   - seed: seed of the initial weights.
    ///   - nextBatch: the next `batchSize` images [N, C, H, W] in -1 ... 1, of any size, with one-hot classes.
    package init(
        longTailed facts: ClassifierFacts, epochs: Int, seed: UInt64, learningRate: Double = 0.002,
        nextBatch: @escaping () throws -> Samples
    ) {
        let preparation = ImagePreparation.smallClassifier(channels: facts.channels, side: facts.side)
        classifier = SmallClassifier(
            channels: facts.channels, classes: facts.classNames.count, side: facts.side, seed: seed)
        self.nextBatch = {
            let samples = try nextBatch()
            return (preparation(Levels.of(samples.images)), samples.labels)
        }
        let count = facts.trainingCounts.reduce(0, +)
        (self.learningRate, steps) = (learningRate, max(epochs * count / Self.batchSize, 1))
        // A class without samples counts as half of one.
        offsets = Tensor(facts.trainingCounts.map { max(Float($0), 0.5) }, shape: [facts.trainingCounts.count]).log()
    }

    /// On images in memory, shuffled in each epoch; the rest that does not fill a batch is skipped, and differs between epochs.
    /// - Parameters:
    ///   - images: [N, C, 32, 32].
    ///   - labels: [N, K], one-hot.
    package init(images: Tensor, labels: Tensor, epochs: Int, seed: UInt64, learningRate: Double = 0.002) {
        classifier = SmallClassifier(channels: images.shape[1], classes: labels.shape[1], seed: seed)
        let size = min(Self.batchSize, images.shape[0])
        let batches = images.shape[0] / size
        var (step, order) = (0, Tensor.zeros([0]))
        nextBatch = {
            if step % batches == 0 {
                order = RandomStream(seed: seed, path: "features.order", step: step / batches)
                    .permutation(images.shape[0])
            }
            let start = step % batches * size
            step += 1
            let picks = order.rows(start..<start + size)
            return (images.rows(at: picks), labels.rows(at: picks))
        }
        (self.learningRate, steps, offsets) = (learningRate, epochs * batches, nil)
    }

    /// - Parameter report: called every hundred steps with the steps made, the total, and the mean loss.
    package func run(_ report: (Int, Int, Double) throws -> Void) throws {
        let optimizer = Adam(
            classifier.parameters(),
            AdamSettings(learningRate: learningRate, beta1: 0.9, beta2: 0.999, epsilon: 1e-8))
        var (total, counted) = (0.0, 0)
        for step in 0..<steps {
            let (images, labels) = try nextBatch()
            let logits = classifier(images).logits
            let loss = Self.loss(offsets.map { logits + $0 } ?? logits, labels)
            // The learning rate decreases linearly to zero.
            optimizer.settings.learningRate = learningRate * (1 - Double(step) / Double(steps))
            optimizer.step(gradients(of: loss, wrt: optimizer.targets))
            (total, counted) = (total + loss.item(), counted + 1)
            if (step + 1) % 100 == 0 || step + 1 == steps {
                try report(step + 1, steps, total / Double(counted))
                (total, counted) = (0, 0)
            }
        }
    }

    /// The mean cross-entropy.
    private static func loss(_ logits: Tensor, _ labels: Tensor) -> Tensor {
        (logits.logSumExp() - (logits * labels).sum(1)).mean()
    }

    /// For each image of a source, the true and the predicted class.
    package static func classes(
        of source: any SampleSource, by classifier: SmallClassifier, _ preparation: ImagePreparation
    ) throws -> (real: [Int], named: [Int]) {
        var (real, named): ([Int], [Int]) = ([], [])
        for start in stride(from: 0, to: source.info.count, by: 256) {
            let places = Array(start..<min(start + 256, source.info.count))
            let samples = Samples(try source.batch(at: places))
            named += classifier.classes(of: preparation(Levels.of(samples.images)))
            real += classNumbers(samples.labels)
        }
        return (real, named)
    }

    /// The fraction of correctly classified images.
    package static func accuracy(of classifier: SmallClassifier, on source: any SampleSource) throws -> Double {
        var right = 0
        let count = source.info.count
        for start in stride(from: 0, to: count, by: 256) {
            let samples = Samples(try source.batch(at: Array(start..<min(start + 256, count))))
            right += zip(classifier.classes(of: samples.images), classNumbers(samples.labels)).count { $0 == $1 }
        }
        return Double(right) / Double(count)
    }
}

extension SmallClassifier {
    /// The predicted class of each image; the first one of equally likely classes.
    /// - Parameter images: [N, C, 32, 32].
    package func classes(of images: Tensor) -> [Int] {
        let logits = withoutGradients { self(images).logits }
        let (count, values) = (logits.shape[1], logits.scalars(as: Float.self))
        return stride(from: 0, to: values.count, by: count).map { row in
            let own = values[row..<row + count]
            return (own.max().flatMap { own.firstIndex(of: $0) } ?? row) - row
        }
    }
}
