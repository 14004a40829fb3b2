import Foundation
import GANComponentTesting
import GANCore
import GANModule
import GANTensor
import GANTestSupport
import StyleGAN2
import Testing

@testable import NoisyTwins

/// The path of labels in NoisyTwins against the released code (Tests/Reference/noisy_twins.py): the embedding, its noise, the
/// normalization, the mapping network and the comparison of twins, with gradients of every parameter and 50 steps of Adam.
@Suite(.onChosenBackend) struct TwinPathOracleTests {
    private static let (pairs, steps, weight, offDiagonal) = (8, 50, 0.05, 0.05)
    private static let (latentSize, styleSize) = (4, 8)
    private static let counts = [60, 40, 25, 15, 10]
    /// Pairs and dimensions; both have fewer pairs.
    private static let shapes = [(16, 64), (64, 512)]
    private static let path = ProcessInfo.processInfo.environment["GANZOO_WRITE_TWIN_DRAWS"]

    // MARK: What is drawn

    private static func generator() throws -> StyleGAN2Generator {
        let data = DatasetInfo(
            count: 150, channels: 1, height: 8, width: 8, labelKind: .classes, labelSize: 5, classCounts: counts)
        var settings = StyleGAN2Generator.Settings()
        (settings.zDim, settings.wDim, settings.mappingLayers) = (latentSize, styleSize, 2)
        (settings.mappingRateMultiplier, settings.channelBase, settings.channelMax) = (0.1, 16, 2)
        settings.styleMixing = 0
        let noisy = choose(
            NoisyEmbedding.self, as: .conditioner, ["sigma": "0.5", "effective_number_beta": "0.9"])
        let generator = try StyleGAN2Generator(
            settings, BuildContext(path: "generator", data: data, seed: 3, conditioner: noisy))
        generator.setTraining(true)
        return generator
    }

    private static func stream(_ name: String, step: Int) -> RandomStream {
        RandomStream(seed: 7, path: name, step: step)
    }

    /// [2 · pairs, …]: both views have the same latents and labels.
    private static func batch(step: Int) -> (z: Tensor, labels: Tensor) {
        let z = stream("z", step: step).normal([pairs, latentSize])
        let classes = (0..<pairs).map { (step + 3 * $0) % counts.count }
        let labels = Tensor(
            classes.flatMap { index in counts.indices.map { $0 == index ? 1 : 0 as Float } },
            shape: [pairs, counts.count])
        return (concatenate([z, z], axis: 0), concatenate([labels, labels], axis: 0))
    }

    /// Standard normal noise of all rows, as the embedding draws it.
    private static func noise(step: Int) -> Tensor { stream("pass", step: step).normal([2 * pairs, styleSize]) }

    private static func views(_ shape: (pairs: Int, dimensions: Int)) -> [Tensor] {
        let random = RandomStream(seed: 7, path: "views")
        let shared = random.normal([shape.pairs, shape.dimensions])
        return (0..<2).map { _ in shared + 0.5 * random.normal([shape.pairs, shape.dimensions]) }
    }

    private static func mapping(_ generator: StyleGAN2Generator) -> [(path: String, parameter: Parameter)] {
        generator.parameters().filter { $0.path.hasPrefix("mapping.") }.map { ($0.path, $0.parameter) }
    }

    // MARK: Against the released code

    private func loss(_ generator: StyleGAN2Generator, step: Int) throws -> Tensor {
        let (z, labels) = Self.batch(step: step)
        let pass = ForwardPass(phase: .generator, random: Self.stream("pass", step: step))
        let mapped = try generator.latents(z, labels, pass).mapped
        let (first, second) = (mapped.rows(0..<Self.pairs), mapped.rows(Self.pairs..<2 * Self.pairs))
        return Self.weight * TwinObjective.barlowTwins(first, second, offDiagonal: Self.offDiagonal)
    }

    @Test(.enabled(if: path == nil)) func theWholePathIsTheReleasedOne() throws {
        let oracle = try openPyTorchReference("noisy_twins_path")
        let generator = try Self.generator()
        let parameters = Self.mapping(generator)
        #expect(parameters.count == 6)
        let adam = Adam(parameters, AdamSettings(learningRate: 0.0025, beta1: 0, beta2: 0.99, epsilon: 1e-8))
        for step in 0..<Self.steps {
            let loss = try loss(generator, step: step)
            let found = gradients(of: loss, wrt: parameters.map(\.parameter.wrappedValue))
            let expected = try oracle.tensor("losses").rows(step..<step + 1)
            #expect(relativeError(loss.reshaped(1), expected) < OracleTolerance.values, "step \(step)")
            if step == 0 {
                for ((path, _), gradient) in zip(parameters, found) {
                    let expected = try oracle.tensor("gradient.\(path)")
                    #expect(relativeError(try #require(gradient), expected) < OracleTolerance.values, "\(path)")
                }
            }
            adam.step(found)
        }
        for (path, parameter) in parameters {
            let expected = try oracle.tensor("after.\(path)")
            #expect(relativeError(parameter.wrappedValue, expected) < OracleTolerance.values, "\(path)")
        }
    }

    /// The fixture has the loss, the gradient's mean square and its first row.
    @Test(.enabled(if: path == nil), arguments: [0, 1]) func fewerPairsThanDimensions(_ index: Int) throws {
        let oracle = try openPyTorchReference("noisy_twins_path")
        let (pairs, dimensions) = Self.shapes[index]
        let views = Self.views(Self.shapes[index]).map { $0.requiringGradient() }
        let loss = TwinObjective.barlowTwins(views[0], views[1], offDiagonal: Self.offDiagonal)
        let name = "\(pairs)x\(dimensions)"
        #expect(relativeError(loss, try oracle.tensor("\(name).loss")) < OracleTolerance.values)
        for (number, gradient) in gradients(of: loss, wrt: views).enumerated() {
            let found = try #require(gradient)
            let row = try oracle.tensor("\(name).gradient\(number).row")
            let square = try oracle.tensor("\(name).gradient\(number).square")
            #expect(relativeError(found.rows(0..<1), row) < OracleTolerance.values)
            #expect(relativeError(found.squared().mean(), square) < OracleTolerance.values)
        }
    }

    @Test(.enabled(if: path != nil, "writes the file that Tests/Reference/noisy_twins.py reads")) func writesDraws()
        throws
    {
        var tensors = try Self.mapping(Self.generator()).map { ("before.\($0.path)", $0.parameter.wrappedValue) }
        for step in 0..<Self.steps {
            let (z, labels) = Self.batch(step: step)
            tensors += [("\(step).z", z), ("\(step).labels", labels), ("\(step).noise", Self.noise(step: step))]
        }
        for shape in Self.shapes {
            for (number, view) in Self.views(shape).enumerated() {
                tensors.append(("\(shape.0)x\(shape.1).w\(number)", view))
            }
        }
        var writer = SafetensorsWriter()
        for (name, value) in tensors {
            writer.add(name, shape: value.shape.dimensions) { value.scalars(as: Float.self) }
        }
        try writer.write(to: try #require(Self.path))
    }
}
