import GANModule

/// An event of a training step, for observers.
public enum StepEvent {
    /// Sent before the first step of a new run. Keep state that depends on it in buffers, because a resumed run does not send
    /// it again.
    case begins(TrainingStart)
    /// A step begins. A step that was interrupted may begin again, with the same position.
    case stepBegins(TrainingPosition)
    /// The discriminator processed images. All fields of the pass may be read.
    case discriminated(DiscriminatorPass)
    /// The generator made images for the adversarial loss in its own phase. All fields of the pass may be read.
    case generated(GeneratorPass)
    /// A step ended. `images` is the number of real images shown so far.
    case finished(step: Int, images: Int)
    /// A run is about to write a record of metrics. Sent after the step that the record ends with, and only by runs, which
    /// write records at intervals. If writing fails, buffers keep the values from before the event, and a resumed run sends
    /// it again.
    case records(TrainingRecord)
}

/// A component that observes steps. Any component may: an augmenter's strength or a penalty's anchors can depend on the
/// discriminator's output.
public protocol StepObserver: Module {
    func observe(_ event: StepEvent) throws
}

/// Capability of a module: it holds a frozen copy of a network, so no part of it observes steps or reports metrics.
public protocol FrozenNetwork: Module {}

/// Capability of a component: metrics of its state, such as the strength of augmentation.
public protocol MetricSource: Module {
    var metrics: [(name: String, value: Double)] { get throws }
}
