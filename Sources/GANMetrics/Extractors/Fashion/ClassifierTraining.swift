import GANCore
import GANData
import GANModule
import GANTensor

/// Trains a classifier on labelled images, and counts what it gets right.
package struct ClassifierTraining {
    package let classifier: FashionClassifier
    private let source: any SampleSource
    private let loader: Loader
    private let learningRate: Double
    private let epochs: Int

    private static let batch = 64

    /// - Parameters:
    ///   - source: one-hot classes, [N, 1, 32, 32].
    ///   - seed: of the first weights and of the order of images.
    package init(_ source: any SampleSource, epochs: Int, seed: UInt64, learningRate: Double = 0.002) throws {
        (self.source, self.epochs, self.learningRate) = (source, epochs, learningRate)
        classifier = FashionClassifier(seed: seed)
        loader = try Loader(source, batchSize: Self.batch, seed: seed)
    }

    private var steps: Int { epochs * source.facts.count / Self.batch }

    /// - Parameter report: after each hundred steps: steps made, steps in all, the mean loss.
    package func run(_ report: (Int, Int, Double) throws -> Void) throws {
        let optimizer = Adam(
            classifier.parameters(),
            AdamSettings(learningRate: learningRate, beta1: 0.9, beta2: 0.999, epsilon: 1e-8))
        var (total, counted) = (0.0, 0)
        for step in 0..<steps {
            let samples = Samples(try loader.next().samples)
            let loss = Self.loss(classifier(samples.images).logits, samples.labels)
            // The rate falls to zero in a straight line.
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

    /// The share of images whose class it names.
    package static func accuracy(of classifier: FashionClassifier, on source: any SampleSource) throws -> Double {
        var right = 0
        let count = source.facts.count
        for start in stride(from: 0, to: count, by: 256) {
            let samples = Samples(try source.batch(at: Array(start..<min(start + 256, count))))
            right += withoutGradients {
                let logits = classifier(samples.images).logits
                let isLargest = logits .>= logits.max(1, keepsAxes: true)
                return Int((isLargest * samples.labels).sum().item())
            }
        }
        return Double(right) / Double(count)
    }
}
