import Foundation
import GANTestSupport
import Testing

/// Training on PyTorch's CPU device, as on a GPU. Skipped where no PyTorch is found, which the output says.
@Suite(.serialized, .enabled(if: InstalledTorch.folder != nil, "\(InstalledTorch.absence)"))
struct TorchTrainingTests {
    private let place: Workplace
    /// Threads that wait for work give way to other processes.
    private let environment = ["OMP_WAIT_POLICY": "PASSIVE"]

    init() throws { place = try Workplace() }

    private func arguments(_ recipe: DeviceRecipe, _ run: String, _ device: String) throws -> [String] {
        let text = recipe.text(train: "kimg: 0.16, tick_kimg: 0.04, checkpoint_kimg: 0.064, sample_kimg: null")
        let path = try place.write("\(recipe.rawValue).yaml", text)
        let torch = device == "cpu" ? [] : ["--torch", try #require(InstalledTorch.folder)]
        return ["train", path, "--run", place.path(run), "--device", device] + torch
    }

    private func train(_ recipe: DeviceRecipe, _ run: String, _ device: String, _ more: String...) throws -> Program {
        try Program.run(
            Program.products.appending(path: "ganzoo").path, try arguments(recipe, run, device) + more,
            environment: environment)
    }

    /// Kills a run once it has said that a checkpoint was written.
    private func killedRun(_ recipe: DeviceRecipe, _ run: String, _ device: String, _ more: String...) throws {
        let (process, output) = (Process(), Pipe())
        process.executableURL = Program.products.appending(path: "ganzoo")
        process.arguments = try arguments(recipe, run, device) + more
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        (process.standardOutput, process.standardError) = (output, FileHandle.nullDevice)
        try process.run()
        var said = ""
        while !said.contains("checkpoint: ") {
            let data = output.fileHandleForReading.availableData
            guard !data.isEmpty else { break }
            said += String(decoding: data, as: UTF8.self)
        }
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        #expect(said.contains("checkpoint: "), "\(said)")
    }

    private func bytes(_ run: String, _ file: String) throws -> Data {
        try Data(contentsOf: place.folder.appending(path: "\(run)/\(file)"))
    }

    /// The rows of metrics.jsonl.
    private func metrics(_ run: String) throws -> [[String: Double]] {
        try String(decoding: bytes(run, "metrics.jsonl"), as: UTF8.self).split(separator: "\n").map { line in
            let row = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            return try #require(row).compactMapValues { $0 as? Double }
        }
    }

    // MARK: Tests

    @Test(arguments: [
        (DeviceRecipe.styleGAN2, "float32"), (.bigGAN, "float32"), (.styleGAN2, "bfloat16"), (.bigGAN, "bfloat16"),
    ]) func aKilledAndResumedRunHasTheBytesOfAnUnbrokenOne(_ recipe: DeviceRecipe, _ precision: String) throws {
        let precision = "train.precision=\(precision)"
        let whole = try train(recipe, "whole", "torch-cpu", precision)
        #expect(whole.status == 0, "\(whole.errors)")
        try killedRun(recipe, "killed", "torch-cpu", precision)
        let resumed = try train(recipe, "killed", "torch-cpu", precision, "--resume", "auto")
        #expect(resumed.status == 0, "\(resumed.errors)")
        #expect(resumed.output.contains("resuming from "), "\(resumed.output)")
        for file in [
            "checkpoints/000020/weights.safetensors", "checkpoints/000020/trainer.safetensors", "metrics.jsonl",
            "samples/fakes-000020.png",
        ] {
            #expect(try bytes("whole", file) == bytes("killed", file), "\(file)")
        }
        // The header of a safetensors file names the type of each tensor.
        #expect(try bytes("whole", "checkpoints/000020/weights.safetensors").range(of: Data("BF16".utf8)) == nil)
    }

    /// A network of a run in bfloat16 computes in float32 where there is none; only training needs bfloat16.
    @Test func aRunInBfloat16GeneratesOnTheProcessor() throws {
        let trained = try train(.styleGAN2, "run", "torch-cpu", "train.precision=bfloat16")
        #expect(trained.status == 0, "\(trained.errors)")
        let made = try Program.run("generate", "--run", place.path("run"), "--out", place.path("sheet.png"))
        #expect(made.status == 0, "\(made.errors)")
        let resumed = try train(.styleGAN2, "run", "cpu", "train.precision=bfloat16", "--resume", "auto")
        #expect(resumed.status == 1)
        #expect(resumed.errors.contains("bfloat16 runs on the devices `cuda` and `torch-cpu`"), "\(resumed.errors)")
    }

    /// Sums have another order, and differences grow with the steps: the means over the first 5 steps agree to 1 in 1,000, those up to step 20
    /// to 5 in 100.
    @Test(arguments: DeviceRecipe.allCases) func aRunAgreesWithTheProcessors(_ recipe: DeviceRecipe) throws {
        for (run, device) in [("processor", "cpu"), ("torch", "torch-cpu")] {
            let program = try train(recipe, run, device)
            #expect(program.status == 0, "\(program.errors)")
        }
        let (own, torch) = (try metrics("processor"), try metrics("torch"))
        #expect(own.count == 4 && torch.count == 4)
        for (record, (a, b)) in zip(own, torch).enumerated() {
            for name in ["loss.generator", "loss.discriminator", "regularizers.noisy_twins"] {
                let (x, y) = (try #require(a[name]), try #require(b[name]))
                let tolerance = record == 0 ? 1e-3 : 5e-2
                #expect((x - y).magnitude <= tolerance * max(x.magnitude, 1), "record \(record), \(name): \(x), \(y)")
            }
        }
    }
}
