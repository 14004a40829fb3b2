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

    /// Images of random latents and labels, by the network.
    private func answer(_ trained: TrainedGenerator, psi: Double?) throws -> (z: Tensor, labels: Tensor, images: Tensor)
    {
        let (generator, count) = (trained.generator, 5)
        let random = RandomStream(seed: 4, path: "onnx")
        let z = random.normal([count, generator.latentSize])
        let labels = random.uniform([count, trained.info.labelSize])
        let images = try InferenceSession.run(generator) { session in
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
        return (z, labels, images)
    }

    private static let biggan = ["data.resolution=32", "~regularizers", "conditioner=class_embedding"]

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
        let (z, labels, images) = try answer(trained, psi: psi)
        var writer = SafetensorsWriter()
        writer.add("z", shape: z.shape.dimensions) { z.scalars(as: Float.self) }
        if labels.shape[1] > 0, trained.generator.conditioner != nil {
            writer.add("labels", shape: labels.shape.dimensions) { labels.scalars(as: Float.self) }
        }
        if let psi { writer.add("psi", shape: []) { [Float(psi)] } }
        writer.add("images", shape: images.shape.dimensions) { images.scalars(as: Float.self) }
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
