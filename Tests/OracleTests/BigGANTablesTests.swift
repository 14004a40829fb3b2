import BigGAN
import GANCore
import GANModule
import GANTensor
import GANTestSupport
import Testing

/// BigGAN whose normalizations embed the class, on two devices, against its author's implementation under PyTorch
/// (Tests/Reference/biggan_tables.py).
@Suite(.onChosenBackend) struct BigGANTablesTests {
    private let file: SafetensorsFile
    private let generator: BigGANGenerator
    private let z: Tensor
    private let labels: Tensor

    init() throws {
        file = try openPyTorchReference("biggan_tables_32")
        var settings = BigGANGenerator.Settings()
        (settings.network.ch, settings.network.spectralEpsilon) = (1, 1e-8)
        (settings.hierarchical, settings.embedding) = (false, .own)
        (settings.conditioning.zDim, settings.conditioning.statisticsBatch) = (6, 2)
        generator = try BigGANGenerator(settings, testBuild("generator", .squares(32, classes: 3), conditioner: nil))
        try generator.loadState(from: file, prefix: "before.")
        z = try file.tensor("z")
        labels = try file.tensor("classes").oneHot(classes: 3)
    }

    private func images(_ phase: Phase?, _ rows: Range<Int>) throws -> Tensor {
        let pass = ForwardPass(phase: phase, random: RandomStream(seed: 1, path: ""))
        return try generator(z.rows(rows), labels.rows(rows), pass).images
    }

    private func length(_ x: Tensor) -> Double { x.squared().sum().item().squareRoot() }

    @Test func isThePublishedNetworkOnTwoDevices() throws {
        let made = try images(.generator, 0..<4)
        #expect(relativeError(made, try file.tensor("images")) < OracleTolerance.values)
        let parameters = generator.parameters()
        let gradients = gradients(of: made.squared().sum(), wrt: parameters.map(\.parameter.wrappedValue))
        let expected = try parameters.map { try file.tensor("gradient.\($0.path)") }
        // A bias before batch normalization has no gradient but for rounding.
        let least = 0.05 * length(concatenate(expected.map { $0.reshaped(-1) }, axis: 0))
        for (index, (path, _)) in parameters.enumerated() {
            let distance = length(try #require(gradients[index]) - expected[index])
            #expect(distance / max(length(expected[index]), least) < OracleTolerance.values, "\(path)")
        }
        let buffers = generator.buffers()
        #expect(
            buffers.map { "after.\($0.path)" }.sorted()
                == file.entries.map(\.name).filter { $0.hasPrefix("after.") }.sorted())
        for (path, buffer) in buffers {
            let value = try #require(buffer.value as? Tensor)
            #expect(relativeError(value, try file.tensor("after.\(path)")) < OracleTolerance.values, "\(path)")
        }
        generator.setTraining(false)
        #expect(relativeError(try images(nil, 0..<1), try file.tensor("used")) < OracleTolerance.values)
    }
}
