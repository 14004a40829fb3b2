import GANCore
import GANModule
import GANTensor

/// Reports for each record of metrics the mean logit of fixed training images and of test images of each class, without
/// augmentation: `overfitting.training.dress` and `overfitting.test.dress`. The distance between the two grows as the discriminator
/// memorizes. Every run whose data has a test part attaches it; recipes do not name it.
final class OverfittingMonitor: Module, StepObserver {
    /// Prefix of its metrics.
    static let path = "overfitting"
    private static let images = 8
    private let classes: MonitoredClasses
    private let discriminator: any Discriminator
    /// The images of each monitored class of the training and the test part.
    private let parts: [(name: String, samples: [Samples?])]

    /// - Returns: nil for data without classes.
    /// - Parameter test: data with the same classes in the same order.
    /// - Throws: an error of the data if an image cannot be read.
    init?(_ composition: Composition, test: any Dataset) throws {
        guard let classes = MonitoredClasses(composition.data.info) else { return nil }
        (self.classes, discriminator) = (classes, composition.discriminator)
        parts = try [("training", composition.data), ("test", test)].map { name, data in
            let chosen = try data.randomSamples(ofEach: classes.indices, Self.images)
            return (name, try chosen.map { $0.isEmpty ? nil : try data.read($0) })
        }
        super.init()
    }

    func observe(_ event: StepEvent) throws {
        guard case .records(let record) = event else { return }
        try InferenceSession.run(discriminator) { session in
            for (part, samples) in parts {
                for (name, samples) in zip(classes.names, samples) {
                    guard let samples else { continue }
                    let pass = session.pass(RandomStream(seed: 0, path: "overfitting.\(part)"))
                    let logits = try discriminator.output(samples.images, samples.labels, pass).logits
                    record.report("\(part).\(name)", logits.mean().item())
                }
            }
        }
    }
}
