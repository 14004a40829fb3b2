import Foundation
import GANModule
import GANTensor
import GANTestSupport
import Testing

@Suite(.onChosenBackend) struct ModuleTests {
    private class Layer: Module {
        @Parameter var weight: Tensor
        init(_ size: Int) { weight = .ones([size, size]) }
    }

    private final class NoisyLayer: Layer {
        let affine: Layer
        @Parameter var noiseStrength = Tensor(0)
        @Buffer var noiseConst: Tensor
        override init(_ size: Int) {
            affine = Layer(size)
            _noiseConst = Buffer(wrappedValue: .zeros([size]), .same)
            super.init(size)
        }
    }

    private final class Net: Module {
        @ModuleList var layers: [Layer]
        let blocks: [NoisyLayer]
        let head: Layer?
        let absent: Layer? = nil
        @Buffer(.mean) var wAvg = Tensor.zeros([2])
        @Buffer(.same) var target: Float = 0
        @Buffer(.anySlice) var seeded = false
        @Buffer(.same) var updates = 3
        @Buffer(.mean) var mean = 0.25
        let notes = "ignored"

        override init() {
            _layers = ModuleList(wrappedValue: [Layer(1), Layer(2)], prefix: "fc")
            blocks = [NoisyLayer(2), NoisyLayer(3)]
            head = Layer(4)
        }
    }

    @Test func pathsAreThoseOfPublishedCheckpoints() {
        let net = Net()
        #expect(
            net.parameters().map(\.path) == [
                "fc0.weight", "fc1.weight", "blocks.0.weight", "blocks.0.noise_strength", "blocks.0.affine.weight",
                "blocks.1.weight", "blocks.1.noise_strength", "blocks.1.affine.weight", "head.weight",
            ])
        #expect(
            net.buffers().map(\.path) == [
                "w_avg", "target", "seeded", "updates", "mean", "blocks.0.noise_const", "blocks.1.noise_const",
            ])
        #expect(net.modules().map(\.path).contains("blocks.1.affine"))
        #expect(net.modules()[0].module === net)
    }

    @Test func aNameCanDifferFromItsProperty() {
        final class Renamed: Module {
            @Parameter var gain: Tensor
            @Buffer var count: Int
            override init() {
                _gain = Parameter(wrappedValue: .ones([1]), "gamma")
                _count = Buffer(wrappedValue: 0, .same, named: "num_batches_tracked")
            }
        }
        let module = Renamed()
        #expect(module.parameters().map(\.path) == ["gamma"])
        #expect(module.buffers().map(\.path) == ["num_batches_tracked"])
    }

    @Test func aLinearLayerStartsWithinItsBound() {
        let layer = Linear(64, 200, random: RandomStream(seed: 1, path: "linear"))
        let largest = layer.weight.abs().max().item()
        #expect(largest <= 0.125 && largest > 0.124)
        #expect(layer.parameters().map(\.path) == ["weight", "bias"])
        #expect(layer.parameters()[1].parameter.stored.scalars() == [Float](repeating: 0, count: 200))
        let x = RandomStream(seed: 1, path: "x").normal([3, 64])
        #expect(relativeError(layer(x), matmul(x, layer.weight.transposed())) < 1e-6)
    }

    /// y = relu(x · weightᵀ + bias), by hand; without a bias there is no such parameter.
    @Test func aLinearLayerActivatesWithAndWithoutBias() {
        let options = LayerOptions(.normal, biases: .uniform, random: RandomStream(seed: 1, path: "linear"))
        let (biased, plain) = (Linear(2, 2, options), Linear(2, 2, hasBias: false, options))
        for layer in [biased, plain] {
            layer.parameters()[0].parameter.wrappedValue = Tensor([1, 2, -3, 4] as [Float], shape: [2, 2])
        }
        biased.parameters()[1].parameter.wrappedValue = Tensor([-10, 1] as [Float], shape: [2])
        let x = Tensor([1, 2, 5, 1] as [Float], shape: [2, 2])
        #expect(biased(x).scalars() == [-5, 6, -3, -10] as [Float])
        #expect(biased(x, .relu).scalars() == [0, 6, 0, 0] as [Float])
        #expect(plain(x).scalars() == [5, 5, 7, -11] as [Float])
        #expect(plain(x, .relu).scalars() == [5, 5, 7, 0] as [Float])
        #expect(plain.parameters().map(\.path) == ["weight"])
    }

    @Test func modesReachEveryModule() {
        let net = Net()
        net.setTraining(false)
        #expect(net.modules().count { $0.module.isTraining } == 0)
        net.setTraining(true)
        #expect(net.blocks[1].affine.isTraining)
    }

    @Test func freezingTakesAPartOutOfTheGraph() {
        let net = Net()
        let frozen = net.freeze { $0.hasPrefix("blocks.0.") }
        #expect(frozen == ["blocks.0.weight", "blocks.0.noise_strength", "blocks.0.affine.weight"])
        #expect(!net.blocks[0].weight.requiresGradient)
        #expect(net.blocks[1].weight.requiresGradient)
        net.blocks[0].weight = .zeros([2, 2])
        #expect(!net.blocks[0].weight.requiresGradient, "a new value stays frozen")
        net.unfreeze { $0.hasPrefix("blocks") }
        #expect(net.blocks[0].weight.requiresGradient)
    }

    private func withFile(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("ganzoo-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder.appendingPathComponent("state.safetensors").path)
    }

    private func write(_ module: Module, to path: String, prefix: String = "") throws {
        var writer = SafetensorsWriter()
        module.addState(to: &writer, prefix: prefix)
        try writer.write(to: path)
    }

    @Test func stateComesBackBitForBit() throws {
        let net = Net()
        net.layers[1].weight = RandomStream(seed: 1, path: "w").normal([2, 2])
        net.blocks[0].noiseConst = Tensor([.nan, -0.0] as [Float], shape: [2])
        (net.target, net.seeded, net.updates, net.mean) = (.pi, true, 1 << 60, 1.0 / 3)
        try withFile { path in
            try write(net, to: path, prefix: "G.")
            let copy = Net()
            try copy.loadState(from: SafetensorsFile(path: path), prefix: "G.")
            #expect(net.parameters().map(\.path) == copy.parameters().map(\.path) && !net.parameters().isEmpty)
            for (old, new) in zip(net.parameters(), copy.parameters()) {
                #expect(bits(old.parameter.wrappedValue) == bits(new.parameter.wrappedValue), "\(old.path)")
                #expect(new.parameter.wrappedValue.requiresGradient)
            }
            #expect(bits(copy.blocks[0].noiseConst) == bits(net.blocks[0].noiseConst))
            #expect((copy.target, copy.seeded, copy.updates, copy.mean) == (.pi, true, 1 << 60, 1.0 / 3))
        }
    }

    @Test func networksShareAFileUnderTheirPrefixes() throws {
        let (first, second) = (Layer(2), Layer(3))
        second.weight = .zeros([3, 3])
        try withFile { path in
            var writer = SafetensorsWriter()
            first.addState(to: &writer, prefix: "G.")
            second.addState(to: &writer, prefix: "D.")
            try writer.write(to: path)
            let copy = Layer(3)
            try copy.loadState(from: SafetensorsFile(path: path), prefix: "D.")
            #expect(bits(copy.weight) == bits(second.weight))
        }
    }

    @Test func aValueThatCannotBeReadChangesNothing() throws {
        final class Switch: Module {
            @Parameter var weight = Tensor.zeros([1])
            @Buffer(.anySlice) var isOn = false
        }
        try withFile { path in
            var writer = SafetensorsWriter()
            writer.add("weight", shape: [1]) { [Float(7)] }
            writer.add("is_on", type: .bool, shape: [], bytes: { [2] })
            try writer.write(to: path)
            let module = Switch()
            #expect(throws: SafetensorsError.self) { try module.loadState(from: SafetensorsFile(path: path)) }
            #expect(module.weight.item() == 0)
        }
    }

    @Test func aFileThatDoesNotFitIsReportedWholeAndChangesNothing() throws {
        final class Other: Module {
            @Parameter var weight = Tensor(repeating: 5, shape: [3])
            @Parameter var extra = Tensor.ones([1])
            @Buffer(.same) var steps = 0
        }
        final class Mine: Module {
            @Parameter var weight = Tensor.zeros([2, 2])
            @Parameter var bias = Tensor.zeros([2])
            @Buffer(.same) var steps: Float = 0
        }
        try withFile { path in
            try write(Other(), to: path)
            let mine = Mine()
            let error = #expect(throws: StateMismatch.self) { try mine.loadState(from: SafetensorsFile(path: path)) }
            #expect(
                error?.description == """
                    \(path) does not hold the state of this network
                      missing (1):
                        bias
                      unexpected (1):
                        extra
                      different (2):
                        weight: F32 [3] in the file, F32 [2, 2] in the network
                        steps: I64 [] in the file, F32 [] in the network
                      nothing was loaded; use the recipe that made the file
                    """)
            #expect(mine.weight.scalars(as: Float.self) == [0, 0, 0, 0])
        }
    }
}
