import GANCore
import GANModule
import GANTensor
import GANTestSupport
import StyleGAN2
import Testing

@testable import GANRun

/// Directions of W against NumPy: Tests/Reference/directions.py.
@Suite(.onChosenBackend) struct DirectionsOracleTests {
    private static let tolerance = 1e-6

    private func generator() throws -> StyleGAN2Generator {
        let oracle = try StyleGAN2Oracle("stylegan2_generator_skip_32")
        var settings = try oracle.generatorSettings()
        (settings.zDim, settings.wDim) = (try oracle.integer("z_dim"), try oracle.integer("w_dim"))
        let generator = try StyleGAN2Generator(settings, try oracle.build("generator"))
        try generator.loadState(from: oracle.file, prefix: "G.")
        return generator
    }

    @Test(arguments: [("all", nil), ("early", [0, 1])] as [(String, [Int]?)])
    func areSingularVectors(_ name: String, _ layers: [Int]?) throws {
        let found = try StyleDirections(try generator(), layers: layers)
        let expected = try openPyTorchReference("directions")
        let values = try expected.values(of: "\(name).values", as: Double.self)
        let vectors = try expected.values(of: "\(name).vectors", as: Double.self)
        #expect(found.values.count == 24 && values.count == 24)
        for (index, value) in values.enumerated() {
            #expect((found.values[index] - value).magnitude < Self.tolerance * values[0], "value \(index)")
            let own = found.vectors[index]
            let product = zip(own, vectors[index * 24..<(index + 1) * 24]).reduce(0) { $0 + $1.0 * $1.1 }
            #expect((product.magnitude - 1).magnitude < Self.tolerance, "vector \(index): \(product)")
            #expect((own.max { $0.magnitude < $1.magnitude } ?? 0) > 0, "the sign of vector \(index)")
        }
        #expect(found.layers == layers ?? Array(0..<7))
    }

    @Test func namesTheUnknownLayer() throws {
        let generator = try generator()
        #expect {
            try StyleDirections(generator, layers: [2, 7])
        } throws: {
            "\($0)" == "the generator has no layer 7\n  fix: use layers in 0 ... 6"
        }
    }

    /// Noise that is given replaces the trained constants, layer by layer, and the constants themselves change nothing.
    @Test func noisePlanesReplaceTheConstants() throws {
        let generator = try generator()
        generator.setTraining(false)
        let pass = ForwardPass(phase: nil, random: RandomStream(seed: 1, path: ""))
        let styles = try StyleGAN2Oracle("stylegan2_generator_skip_32").file.tensor("ws")
        let planes = generator.noisePlanes
        #expect(planes.map { $0.shape.dimensions } == [4, 8, 8, 16, 16, 32, 32].map { [$0, $0] })
        let plain = generator.synthesize(styles, pass, noise: .const)
        #expect(relativeError(generator.synthesize(styles, pass, noisePlanes: planes), plain) == 0)
        let none = planes.map { Tensor.zeros($0.shape) }
        let silent = generator.synthesize(styles, pass, noise: .none)
        #expect(relativeError(generator.synthesize(styles, pass, noisePlanes: none), silent) < 1e-6)
        #expect(relativeError(plain, silent) > 1e-4)
    }
}
