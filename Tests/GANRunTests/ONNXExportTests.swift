import Foundation
import GANCore
import GANModule
import GANOnnx
import GANRun
import GANTensor
import GANTestSupport
import GANZoo
import Testing

/// Generators as ONNX, against the networks themselves: onnxruntime computes what they compute. `GANZOO_PYTHON` names a Python with
/// onnxruntime, numpy and safetensors; without it, only the files are made.
@Suite struct ONNXExportTests {
    private let place: Workplace
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    private static let tiny = root.appending(path: "recipes/debug/tiny.yaml").path

    init() throws { place = try Workplace() }

    private func trained(_ changes: [String]) throws -> Run {
        let recipe = try Recipe(Self.tiny, overrides: ["train.kimg=0.016", "train.sample_kimg=1"] + changes)
        let run = try Run.create(at: place.path("run"), for: recipe)
        try run.train()
        return run
    }

    /// Images by the network.
    private func answer(_ trained: TrainedGenerator, _ z: Tensor, _ labels: Tensor, psi: Double?) throws -> Tensor {
        let generator = trained.generator
        return try InferenceSession.run(generator) { session in
            let pass = session.pass(RandomStream(seed: 0, path: "onnx"))
            guard let styled = generator as? any StyleGenerator else { return try generator(z, labels, pass).images }
            var styles = try styled.latents(z, labels, pass).styles
            if let psi, let truncating = styled as? any TruncatingGenerator {
                styles = try truncating.truncated(styles, Truncation(psi: psi))
            }
            let noisy = styled as? any NoiseGenerator
            return try noisy?.synthesize(styles, pass, noise: noisy?.noiseMode == NoiseMode.none ? .none : .const)
                ?? styled.synthesize(styles, pass)
        }
    }

    private static let biggan = ["data.resolution=32", "~regularizers", "conditioner=class_embedding"]
    private static let unconditioned = ["data.resolution=32", "~regularizers", "~conditioner"]

    /// Every kind of generator, and every architecture of StyleGAN2.
    @Test(
        arguments: [
            ("skip", []), ("resnet", ["generator.architecture=resnet"]),
            ("orig", ["generator.architecture=orig", "generator.conv_clamp=256"]),
            ("unconditional", ["data.labels=false", "~conditioner", "~regularizers", "generator.noise_mode=none"]),
            ("oblong", ["data.resolution=[16, 24]"]),
            (
                "oblong_biggan",
                [
                    "data.resolution=[24, 32]", "~regularizers", "conditioner=class_embedding",
                    "generator={type: biggan, ch: 4, z_dim: 8, shared_dim: 4}",
                ]
            ),
            ("biggan", biggan + ["generator={type: biggan, ch: 4, z_dim: 8, shared_dim: 4, attention: [16]}"]),
            // Labels without a conditioner: networks that read them themselves, and one that does not read them.
            (
                "biggan_own_classes",
                unconditioned + ["generator={type: biggan, ch: 4, z_dim: 8, embedding: own, hierarchical: false}"]
            ),
            ("resnet_own_classes", unconditioned + ["generator={type: resnet, ch: 4, z_dim: 8}"]),
            ("unread_labels", unconditioned + ["generator={type: dcgan, ch: 4}"]),
            ("biggan_deep", biggan + ["generator={type: biggan, ch: 4, z_dim: 8, shared_dim: 4, deep: true}"]),
            (
                "r3gan",
                [
                    "~regularizers", "conditioner=linear_embedding",
                    "generator={type: r3gan, z_dim: 8, embedding_dim: 8, channels: [16, 16, 8], blocks: [1, 1, 1], group_channels: 4}",
                ]
            ),
            (
                "dcgan",
                ["data.resolution=32", "~regularizers", "~conditioner", "data.labels=false", "generator={type: dcgan}"]
            ),
        ] as [(String, [String])]) func theGraphComputesTheImages(_ name: String, _ changes: [String]) throws
    {
        let run = try trained(changes)
        let options = ExportOptions(format: .onnx)
        let file = place.path("\(name).onnx")
        let report = try run.export(.newest, to: file, options)
        #expect(report.card == "\(file).md" && report.networks.map(\.role) == [.average])
        let trained = try TrainedGenerator(run.path, .newest)
        let psi = trained.generator is any TruncatingGenerator ? 0.6 : nil
        let random = RandomStream(seed: 4, path: "onnx")
        let z = random.normal([5, trained.generator.latentSize])
        let (labels, others) = (
            random.uniform([5, trained.info.labelSize]), random.uniform([5, trained.info.labelSize])
        )
        let images = try answer(trained, z, labels, psi: psi)
        let pixels = images.scalars(as: Float.self)
        let readsLabels = try answer(trained, z, others, psi: psi).scalars(as: Float.self) != pixels
        let note = try String(contentsOfFile: "\(file).md", encoding: .utf8)
        #expect(note.contains("| `labels` | N, \(trained.info.labelSize) |") == readsLabels)
        var writer = SafetensorsWriter()
        writer.add("z", shape: z.shape.dimensions) { z.scalars(as: Float.self) }
        if readsLabels {
            writer.add("labels", shape: labels.shape.dimensions) { labels.scalars(as: Float.self) }
        }
        if let psi { writer.add("psi", shape: []) { [Float(psi)] } }
        writer.add("images", shape: images.shape.dimensions) { pixels }
        try writer.write(to: place.path("\(name).safetensors"))
        guard let python = ProcessInfo.processInfo.environment["GANZOO_PYTHON"] else { return }
        let script = Self.root.appending(path: "Tests/Interoperation/onnx_models.py").path
        let checked = try Program.run(python, [script, place.folder.path])
        #expect(checked.status == 0, "\(checked.output) \(checked.errors)")
        print("\(name): \(checked.output)")
    }

    private func model(_ function: (Tensor) -> Tensor) throws -> ONNXModel {
        try ONNXModel(inputs: [.init("z", [4])], output: "images") { function($0[0]) }
    }

    /// Images with noise of their own have no graph; the error says so.
    @Test func noiseOfEachImageHasNoGraph() throws {
        let problem = #expect(throws: TracingProblem.self) {
            try model { $0 + RandomStream(seed: 0, path: "noise").normal($0.shape) }
        }
        #expect(problem?.text == "it draws random numbers for each image")
    }

    /// The operator Exp keeps the sizes of its input (https://onnx.ai/onnx/operators/onnx__Exp.html). The other operator gives the result its name.
    @Test func pointwiseOperatorsNeedNoReshape() throws {
        #expect(try model { $0.exp() }.operatorCount == 2)
    }

    /// What the result does not depend on is in no graph, even if it is computed.
    @Test func unreadInputsAreLeftOut() throws {
        func model(_ function: ([Tensor]) -> Tensor) throws -> ONNXModel {
            try ONNXModel(inputs: [.init("z", [4]), .init("labels", [4])], output: "images", of: function)
        }
        let unread = try model { values in
            let result = values[0].exp()
            _ = values[1] * Tensor([Float](repeating: 2, count: 4), shape: [4])
            return result
        }
        let alone = try self.model { $0.exp() }
        #expect(unread.bytes() == alone.bytes())
        #expect(try model { $0[0].exp() + $0[1] }.reads("labels"))
        // The number of images is that of the first one.
        #expect(try model { $0[1].exp() }.inputs.map(\.name) == ["z", "labels"])
    }

    @Test func anExistingFileIsKept() throws {
        let run = try trained([])
        let file = place.path("a.onnx")
        try place.write("a.onnx.md", "mine")
        #expect(throws: DestinationError.exists("\(file).md")) {
            try run.export(.newest, to: file, ExportOptions(format: .onnx))
        }
        #expect(!FileManager.default.fileExists(atPath: file))
        #expect(throws: RunError.self) {
            try run.export(.newest, to: place.path("b.onnx"), ExportOptions(network: .discriminator, format: .onnx))
        }
    }
}
