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
        (self.learningRate, steps) = (learningRate, epochs * info.count / Self.batchSize)
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
        (self.learningRate, steps) = (learningRate, epochs * batches)
    }

    /// - Parameter report: called every hundred steps with the steps made, the total, and the mean loss.
    package func run(_ report: (Int, Int, Double) throws -> Void) throws {
        let optimizer = Adam(
            classifier.parameters(),
            AdamSettings(learningRate: learningRate, beta1: 0.9, beta2: 0.999, epsilon: 1e-8))
        var (total, counted) = (0.0, 0)
        for step in 0..<steps {
            let (images, labels) = try nextBatch()
            let loss = Self.loss(classifier(images).logits, labels)
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
