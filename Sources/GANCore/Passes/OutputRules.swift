import GANModule
import GANTensor

/// Compares what components return with what their roles promise.
///
/// Shapes, element types and whether a result is part of the graph are always compared, since that reads no element. Values
/// and the way through the graph are looked at in thorough places only, and never where tensors have no elements.
package struct OutputRules {
    package let isThorough: Bool
    /// Whether no step was made yet. Only then a range of values says that a component is wrong: in training any range may come.
    private let isUntrained: Bool

    package init(isThorough: Bool, isUntrained: Bool = true) {
        (self.isThorough, self.isUntrained) = (isThorough && Backends.haveElements, isUntrained)
    }

    /// As the place of the component whose code runs asks.
    package static var here: OutputRules {
        let place = CallPlace.current
        return OutputRules(isThorough: place?.isThorough ?? false, isUntrained: (place?.step ?? 0) == 0)
    }

    /// Images of a generator this far from 0 are of another range than -1 ... 1. A generator that has not been trained may exceed 1.
    private static let farthest = 25.0

    // MARK: Networks

    /// Images of `generator` for `count` latents, by whoever does not know their size.
    func images(_ images: Tensor, of generator: any Generator, count: Int) throws(ContractViolation) {
        guard images.shape.rank == 4, images.shape[0] == count else {
            throw ContractViolation(
                generator, "returned images of shape \(images.shape)",
                expected: "[\(count), channels, height, width]", fix: Fix.shape)
        }
        try self.images(images, of: generator, shape: images.shape)
    }

    /// - Parameter shape: the one that the data ask for.
    package func images(_ images: Tensor, of generator: any Generator, shape: Shape) throws(ContractViolation) {
        try same(images.shape, shape, "images", generator)
        try float(images, "images", generator)
        guard isThorough else { return }
        try fresh(images, "images", generator)
        try finite(images, "images", generator)
        if isUntrained { try range(ofImages: images, generator) }
    }

    /// The values of images of a generator.
    package func range(ofImages images: Tensor, _ generator: any Generator) throws(ContractViolation) {
        let largest = images.detached().abs().max().item()
        guard largest <= Self.farthest else {
            throw ContractViolation(
                generator, "returned images with values up to ±\(largest.rounded())", expected: "about -1 ... 1",
                fix: "scale pixels from 0 ... 255 to -1 ... 1")
        }
    }

    package func latents(_ latents: StyleLatents, of generator: any Generator, count: Int) throws(ContractViolation) {
        guard let size = (generator as? any StyleGenerator)?.styleSize else { return }
        try same(latents.mapped.shape, [count, size], "W before style mixing", generator)
        let styles = latents.styles.shape
        guard styles.rank == 3, styles[0] == count, styles[2] == size else {
            throw ContractViolation(
                generator, "returned styles of shape \(styles)", expected: "[\(count), layers, \(size)]", fix: Fix.shape
            )
        }
        guard isThorough else { return }
        try fresh(latents.mapped, "W", generator)
        try finite(latents.mapped, "W", generator)
    }

    func featureMaps(_ maps: [Tensor], of generator: any Generator, count: Int) throws(ContractViolation) {
        for map in maps {
            try rows(map, count, "feature maps", "image", generator)
            try float(map, "feature maps", generator)
            guard isThorough else { continue }
            try connected(
                map, to: weights(of: generator), generator,
                "returned feature maps that no weight of it can be trained with",
                computedFrom: "its weights and the styles")
            try finite(map, "feature maps", generator)
        }
    }

    /// The output of a discriminator or head for `count` images.
    package func output(
        _ output: DiscriminatorOutput, of component: any Component, count: Int, judgesParts: Bool
    ) throws(ContractViolation) {
        let logits = output.logits
        let isParts = judgesParts && logits.rank == 2 && logits.shape[0] == count && logits.shape[1] > 0
        guard logits.shape == [count] || isParts else {
            let parts = judgesParts ? ", or [\(count), P] for P parts of each" : ""
            throw ContractViolation(
                component, "returned logits of shape \(logits.shape)",
                expected: "[\(count)], one for each image\(parts)", fix: Fix.logits(judgesParts: judgesParts))
        }
        try float(logits, "logits", component)
        if let features = output.features { try rows(features, count, "features", "image", component) }
        for (name, value) in output.evidence.sorted(by: { $0.key < $1.key }) {
            try rows(value, count, "the evidence `\(name)`", "image", component)
        }
        guard isThorough else { return }
        try fresh(logits, "logits", component)
        try finite(logits, "logits", component)
    }

    /// The embeddings of `count` labels.
    func embeddings(_ value: Tensor, of conditioner: any Conditioner, count: Int) throws(ContractViolation) {
        try rows(value, count, "embeddings", "label", conditioner)
        guard value.rank == 2 else {
            throw ContractViolation(
                conditioner, "returned embeddings of shape \(value.shape)", expected: "[\(count), features]",
                fix: "return a vector of `build.features` numbers for each label")
        }
        try float(value, "embeddings", conditioner)
        guard isThorough else { return }
        try connected(
            value, to: weights(of: conditioner), conditioner,
            "returned embeddings that no weight of it can be trained with", computedFrom: "its weights and the labels")
        try finite(value, "embeddings", conditioner)
    }

    func joined(_ value: Tensor, to x: Tensor, of conditioner: any Conditioner) throws(ContractViolation) {
        try same(value.shape, x.shape, "joined vectors", conditioner)
        if isThorough { try finite(value, "joined vectors", conditioner) }
    }

    // MARK: Other components

    /// The images that `augmenter` made of `images`.
    package func augmented(
        _ result: Tensor, from images: Tensor, of augmenter: any Augmenter
    ) throws(ContractViolation) {
        try same(result.shape, images.shape, "images", augmenter)
        try float(result, "images", augmenter)
        try connected(
            result, to: [images], augmenter,
            "returned images through which no gradient reaches the images that it got", computedFrom: "the images")
        guard isThorough else { return }
        try fresh(result, "images", augmenter)
        try finite(result, "images", augmenter)
    }

    /// The loss of logits.
    package func loss(_ value: Tensor, of loss: any AdversarialLoss, logits: [Tensor]) throws(ContractViolation) {
        guard value.count == 1, value.dtype.isFloatingPoint else {
            throw ContractViolation(
                loss, "returned a loss of shape \(value.shape)\(value.count == 1 ? " and type \(value.dtype)" : "")",
                expected: "a scalar\(value.count == 1 ? " of type float32" : "")",
                fix: "return a scalar, such as a mean")
        }
        try connected(
            value, to: logits, loss, "returned a loss through which no gradient reaches the logits",
            computedFrom: "the logits")
        guard isThorough else { return }
        try fresh(value, "a loss", loss)
        try finite(value, "a loss", loss)
        try finiteGradient(of: value, wrt: logits, loss)
    }

    /// The loss for a component that cannot name it if it is not finite.
    func finiteLoss(_ value: Tensor, of loss: any AdversarialLoss, logits: [Tensor]) throws(ContractViolation) {
        try self.loss(value, of: loss, logits: logits)
        try finite(value, "a loss", loss)
    }

    // MARK: Data

    /// A batch of `count` samples of `data`.
    /// - Parameter areFinite: whether all elements are finite, as far as that is looked at now.
    package func samples(
        _ samples: Samples, of data: any Dataset, count: Int, areFinite: (Tensor) -> Bool = { $0.isFinite() }
    ) throws(ContractViolation) {
        let info = data.info
        try same(samples.images.shape, [count, info.channels, info.height, info.width], "images", data)
        guard areFinite(samples.images), areFinite(samples.labels) else {
            throw ContractViolation(
                data, "returned \(samples.images.isFinite() ? "labels" : "images") with NaN or infinite values",
                fix: "find damaged images with `ganzoo data check`; a data set of your own must return finite numbers")
        }
        try labels(samples.labels, of: data, for: info, count: count)
        guard isThorough else { return }
        let largest = samples.images.abs().max().item()
        guard largest <= 1.001 else {
            throw ContractViolation(
                data, "returned images with values up to ±\(largest)", expected: "-1 ... 1",
                fix: "divide levels of 0 ... 255 by 127.5 and subtract 1")
        }
    }

    /// Labels that data or a sampler returned.
    package func labels(
        _ labels: Tensor, of component: any Component, for info: DatasetInfo, count: Int
    ) throws(ContractViolation) {
        try same(labels.shape, [count, info.labelSize], "labels", component)
        guard isThorough else { return }
        try finite(labels, "labels", component)
        guard info.labelKind != .classes || Self.isOneHot(labels) else {
            throw ContractViolation(
                component, "returned labels that are not one-hot", expected: "a single 1 in each row, as for classes",
                fix: "use oneHot(classes:), or announce another labelKind")
        }
    }

    private static func isOneHot(_ labels: Tensor) -> Bool {
        let width = labels.shape[1]
        let values = labels.scalars(as: Float.self)
        return stride(from: 0, to: values.count, by: max(width, 1)).allSatisfy { start in
            let row = values[start..<start + width]
            return row.count { $0 == 1 } == 1 && row.count { $0 == 0 } == width - 1
        }
    }

    // MARK: Rules

    package func same(
        _ shape: Shape, _ expected: Shape, _ what: String, _ component: any Component
    ) throws(ContractViolation) {
        guard shape == expected else {
            throw ContractViolation(
                component, "returned \(what) of shape \(shape)", expected: "\(expected)", fix: Fix.shape)
        }
    }

    private func rows(
        _ value: Tensor, _ count: Int, _ what: String, _ each: String, _ component: any Component
    ) throws(ContractViolation) {
        guard value.rank > 0, value.shape[0] == count else {
            throw ContractViolation(
                component, "returned \(what) of shape \(value.shape)",
                expected: "\(counted(count, "row")), one for each \(each)",
                fix: "keep axis 0: compute \(what) for each \(each), and no mean over them")
        }
    }

    func float(_ value: Tensor, _ what: String, _ component: any Component) throws(ContractViolation) {
        guard value.dtype.accumulation == .float32 else {
            throw ContractViolation(
                component, "returned \(what) of type \(value.dtype)", expected: "float32",
                fix: "convert them with converted(to: .float32)")
        }
    }

    package func finite(_ value: Tensor, _ what: String, _ component: any Component) throws(ContractViolation) {
        guard value.isFinite() else {
            let isOne = what.hasPrefix("a ")
            throw ContractViolation(
                component, "returned \(what) \(isOne ? "that is NaN or infinite" : "with NaN or infinite values")",
                fix: Fix.finite)
        }
    }

    /// Whether no part of the graph of `value` was made and differentiated in an earlier step.
    package func fresh(_ value: Tensor, _ what: String, _ component: any Component) throws(ContractViolation) {
        guard value.hasReleasedGraph else { return }
        throw ContractViolation(
            component, "returned \(what) computed from a tensor of an earlier step or micro-batch, whose graph is gone",
            fix: ReleasedGraph.fix)
    }

    /// Whether the gradient of a loss has a value where its own is finite.
    private func finiteGradient(
        of value: Tensor, wrt tensors: [Tensor], _ component: any Component
    ) throws(ContractViolation) {
        let sources = tensors.filter(\.requiresGradient)
        guard isRecordingGradients, value.requiresGradient, !sources.isEmpty else { return }
        guard gradients(of: value, wrt: sources).allSatisfy({ $0?.isFinite() ?? true }) else {
            throw ContractViolation(
                component, "returned a loss whose gradient for the logits is NaN or infinite", fix: Fix.gradient)
        }
    }

    /// What to do about mistakes that several rules find.
    package enum Fix {
        static let shape = "reshape it, or keep the axes of the input"
        package static let finite =
            "look for a division, a logarithm or a root of 0; if training went well before, lower the learning rate or the weight"
            + " of a regularizer"
        package static let gradient =
            "a root, a norm, a logarithm or a division at 0 has such a gradient: add a small number to its argument"

        static func logits(judgesParts: Bool) -> String {
            judgesParts
                ? "reshape them with reshaped(-1)"
                : "reshape them with reshaped(-1), or set judgesParts for logits of parts"
        }
    }

    /// Whether a gradient of `value` reaches one of the tensors that have gradients, if there are any. Looks into the graph in
    /// thorough places.
    /// - Parameter inputs: what `value` must be computed from, for the fix.
    package func connected(
        _ value: Tensor, to tensors: [Tensor], _ component: any Component, _ problem: String,
        computedFrom inputs: String
    ) throws(ContractViolation) {
        guard isRecordingGradients else { return }
        let sources = tensors.filter(\.requiresGradient)
        guard !sources.isEmpty else { return }
        guard isThorough ? value.depends(onAnyOf: sources) : value.requiresGradient else {
            throw ContractViolation(
                component, problem,
                fix: "compute them from \(inputs) with tensor operations; `detached()`, `withoutGradients` and"
                    + " `scalars()` leave the graph")
        }
    }

    /// The trained weights of a component.
    private func weights(of component: Module) -> [Tensor] {
        component.parameters().map(\.parameter).filter { !$0.isFrozen }.map(\.stored)
    }
}
