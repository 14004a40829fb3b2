import GANCore
import GANModule
import GANTensor

/// Compares what components return in a step with what their roles promise.
///
/// Shapes, element types and whether a result is part of the graph are compared in each step, since that reads no element.
/// Values and paths through the graph are looked at in thorough steps: the first of a process, and one that is repeated because a
/// number was not finite.
struct OutputChecks {
    let info: DatasetInfo
    /// The parameters of each phase's network that are trained.
    private let trained: [Phase: [Parameter]]
    var isThorough = false

    init(_ composition: Composition) {
        info = composition.data.info
        func parameters(_ network: Module) -> [Parameter] {
            network.parameters().map(\.parameter).filter { !$0.isFrozen }
        }
        trained = [
            .generator: parameters(composition.generator), .discriminator: parameters(composition.discriminator),
        ]
    }

    /// Images of a generator this far from 0 are of another range than -1 ... 1. A generator that has not been trained may exceed 1.
    private static let farthest = 25.0

    // MARK: Networks

    /// Images of `generator` for `count` latents.
    func images(_ images: Tensor, of generator: any Generator, count: Int) throws {
        try same(images.shape, [count, info.channels, info.height, info.width], "images", generator)
        try float(images, "images", generator)
        guard !isCut(images, from: weights(of: .generator)) else {
            throw ContractViolation(
                generator, "returned images that no weight of it can be trained with",
                fix: Self.cutGraph("its weights and z"))
        }
        guard isThorough else { return }
        try finite(images, "images", generator)
        let largest = images.detached().abs().max().item()
        guard largest <= Self.farthest else {
            throw ContractViolation(
                generator, "returned images with values up to ±\(largest.rounded())", expected: "about -1 ... 1",
                fix: "scale pixels from 0 ... 255 to -1 ... 1")
        }
    }

    func latents(_ latents: StyleLatents, of generator: any Generator, count: Int) throws {
        guard let size = (generator as? any StyleGenerator)?.styleSize else { return }
        try same(latents.mapped.shape, [count, size], "W before style mixing", generator)
        let styles = latents.styles.shape
        guard styles.rank == 3, styles[0] == count, styles[2] == size else {
            throw ContractViolation(
                generator, "returned styles of shape \(styles)", expected: "[\(count), layers, \(size)]")
        }
        if isThorough { try finite(latents.mapped, "W", generator) }
    }

    /// The output of `discriminator` for `images`.
    /// - Parameter phase: of training.
    func output(
        _ output: DiscriminatorOutput, of discriminator: any Discriminator, images: Tensor, in phase: Phase
    ) throws {
        let (count, logits) = (images.shape[0], output.logits)
        let isParts = discriminator.judgesParts && logits.rank == 2 && logits.shape[0] == count && logits.shape[1] > 0
        guard logits.shape == [count] || isParts else {
            let parts = discriminator.judgesParts ? ", or [\(count), P] for P parts of each" : ""
            throw ContractViolation(
                discriminator, "returned logits of shape \(logits.shape)",
                expected: "[\(count)], one for each image\(parts)", fix: "reshape them with reshaped(-1)")
        }
        try float(logits, "logits", discriminator)
        try rows(output, count, discriminator)
        guard phase != .discriminator || !isCut(logits, from: weights(of: phase)) else {
            throw ContractViolation(
                discriminator, "returned logits that no weight of it can be trained with",
                fix: Self.cutGraph("its weights and the images"))
        }
        guard !isCut(logits, from: [images]) else {
            throw ContractViolation(
                discriminator, "returned logits through which no gradient reaches the images",
                fix: Self.cutGraph("the images"))
        }
        try finiteIfThorough(logits, "logits", discriminator)
    }

    private func rows(_ output: DiscriminatorOutput, _ count: Int, _ discriminator: any Discriminator) throws {
        var others = output.evidence.sorted { $0.key < $1.key }.map { ("the evidence `\($0.key)`", $0.value) }
        if let features = output.features { others.append(("features", features)) }
        for (name, value) in others where value.rank == 0 || value.shape[0] != count {
            throw ContractViolation(
                discriminator, "returned \(name) of shape \(value.shape)", expected: "\(count) rows, one for each image"
            )
        }
    }

    // MARK: Other components

    /// The images that `augmenter` made of `images`.
    func augmented(_ result: Tensor, from images: Tensor, of augmenter: any Augmenter) throws {
        try same(result.shape, images.shape, "images", augmenter)
        try float(result, "images", augmenter)
        guard !isCut(result, from: [images]) else {
            throw ContractViolation(
                augmenter, "returned images through which no gradient reaches the images that it got",
                fix: Self.cutGraph("the images"))
        }
        try finiteIfThorough(result, "images", augmenter)
    }

    /// The latents that `editor` made of `z`.
    func edited(_ result: Tensor, from z: Tensor, of editor: any LatentEditor) throws {
        guard let component = editor as? any Component else { return }
        try same(result.shape, z.shape, "latents", component)
        try finiteIfThorough(result, "latents", component)
    }

    /// The loss of logits.
    func loss(_ value: Tensor, of loss: any AdversarialLoss, logits: [Tensor]) throws {
        guard !isCut(value, from: logits) else {
            throw ContractViolation(
                loss, "returned a loss through which no gradient reaches the logits", fix: Self.cutGraph("the logits"))
        }
    }

    /// The penalty of a term that is used for the first time.
    /// - Parameter parameters: what the phase trains; nothing is compared if it is empty.
    func penalty(_ value: Tensor, of term: LossTerm, parameters: [Tensor]) throws {
        guard !parameters.isEmpty, !value.depends(onAnyOf: parameters) else { return }
        throw ContractViolation(
            describing: term.component.map(ContractViolation.name) ?? "the term",
            "returned a penalty that depends on no weight that is trained in the \(term.phase.rawValue)'s phase",
            fix:
                "compute it from what the step gives with tensor operations, return nil from requiredInputs(in:) for phases"
                + " where it does not apply, or set its weight to 0")
    }

    /// A value that `component` reports.
    func metric(_ value: Tensor, named name: String, of component: any Component) throws(ContractViolation) {
        guard value.count == 1 else {
            throw ContractViolation(
                component, "reported `\(name)` of shape \(value.shape)", expected: "a scalar",
                fix: "report a mean")
        }
        guard !isThorough || value.isFinite() else {
            throw ContractViolation(component, "reported `\(name)`, which is NaN or infinite")
        }
    }

    // MARK: Data

    /// A batch of `count` samples of `data`.
    func samples(_ samples: Samples, of data: any Dataset, count: Int) throws {
        try same(samples.images.shape, [count, info.channels, info.height, info.width], "images", data)
        try same(samples.labels.shape, [count, info.labelSize], "labels", data)
        guard isThorough else { return }
        let largest = samples.images.abs().max().item()
        guard largest <= 1.001 else {
            throw ContractViolation(
                data, "returned images with values up to ±\(largest)", expected: "-1 ... 1",
                fix: "divide levels of 0 ... 255 by 127.5 and subtract 1")
        }
        guard info.labelKind != .classes || Self.isOneHot(samples.labels) else {
            throw ContractViolation(
                data, "returned labels that are not one-hot", expected: "a single 1 in each row, as for classes")
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

    private func weights(of phase: Phase) -> [Tensor] { (trained[phase] ?? []).map(\.stored) }

    /// Whether no gradient of `value` reaches one of the tensors that have gradients; false if none has. Looks into the graph in
    /// thorough steps.
    private func isCut(_ value: Tensor, from tensors: [Tensor]) -> Bool {
        let sources = tensors.filter(\.requiresGradient)
        guard isRecordingGradients, !sources.isEmpty else { return false }
        return isThorough ? !value.depends(onAnyOf: sources) : !value.requiresGradient
    }

    private static func cutGraph(_ inputs: String) -> String {
        "compute them from \(inputs) with tensor operations; `detached()`, `withoutGradients` and `scalars()` leave the graph"
    }

    private func same(_ shape: Shape, _ expected: Shape, _ what: String, _ component: any Component) throws {
        guard shape == expected else {
            throw ContractViolation(component, "returned \(what) of shape \(shape)", expected: "\(expected)")
        }
    }

    private func float(_ value: Tensor, _ what: String, _ component: any Component) throws {
        guard value.dtype.accumulation == .float32 else {
            throw ContractViolation(
                component, "returned \(what) of type \(value.dtype)", expected: "float32",
                fix: "convert them with converted(to: .float32)")
        }
    }

    private func finiteIfThorough(_ value: Tensor, _ what: String, _ component: any Component) throws {
        if isThorough { try finite(value, what, component) }
    }

    private func finite(_ value: Tensor, _ what: String, _ component: any Component) throws {
        guard value.isFinite() else {
            throw ContractViolation(component, "returned \(what) with NaN or infinite values")
        }
    }
}
