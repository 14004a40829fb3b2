import GANModule

/// What happens in a training step, for whoever watches.
public enum StepEvent {
    /// The first step is to come. State that follows from it belongs into buffers: a run that goes on later does not begin again.
    case begins(TrainingStart)
    /// The discriminator saw images. Every field of the pass may be read.
    case discriminated(DiscriminatorPass)
    /// The generator, in its own phase, made images for the adversarial loss. Every field of the pass may be read.
    case generated(GeneratorPass)
    /// A step is over. `images` is how many reals were shown so far.
    case finished(step: Int, images: Int)
}

/// Any component may also watch: an augmenter's strength or a penalty's anchors may follow what the discriminator says.
public protocol StepObserver: Module {
    func observe(_ event: StepEvent) throws
}

/// Capability of a module: it keeps a network as it was, so nothing in it watches steps or shows figures.
public protocol FrozenNetwork: Module {}

/// Capability of any component: numbers of its state that metrics show, such as the strength of augmentation.
public protocol MetricSource: Module {
    var figures: [(name: String, value: Double)] { get }
}
