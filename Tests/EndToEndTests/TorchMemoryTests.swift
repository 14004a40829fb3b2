import Foundation
import GANTestSupport
import Testing

/// Training on PyTorch's CPU device when memory runs out. Skipped where no PyTorch is found, which the output says.
@Suite(.serialized, .enabled(if: InstalledTorch.folder != nil, "\(InstalledTorch.absence)"))
struct TorchMemoryTests {
    private let place: Workplace

    init() throws { place = try Workplace() }

    /// The discriminator's first layer has 8,192 · 256 planes of 32 × 32 float32: 8 GiB, more than the limit of all addresses. The layers
    /// before need little.
    private static let recipe = """
        recipe: 2
        data: {type: shapes, resolution: 32, per_class: 10, long_tail: null}
        generator: {type: stylegan2, z_dim: 4, w_dim: 4, mapping_layers: 1, channel_base: 32, channel_max: 2}
        discriminator: {type: stylegan2, channel_base: 8192, channel_max: 256, mbstd_group_size: 4}
        loss: logistic
        train: {batch: 8192, kimg: 8}

        """

    private func train(_ change: String) throws -> Program {
        let path = try place.write("recipe.yaml", Self.recipe)
        let kibibytes = 8 << 20
        let arguments = [
            Program.products.appending(path: "ganzoo").path, "train", path, "--run", place.path("run"), "--device",
            "torch-cpu", "--torch", try #require(InstalledTorch.folder), change,
        ]
        return try Program.run(
            "/bin/sh", ["-c", "ulimit -v \(kibibytes) && exec \"$@\"", "sh"] + arguments,
            environment: ["OMP_WAIT_POLICY": "PASSIVE"])
    }

    @Test func aBatchThatIsTooLargeNamesBatchAndMicrobatch() throws {
        let program = try train("train.batch=8192")
        #expect(program.status == 1)
        let lines = program.errors.split(separator: "\n").suffix(2).map(String.init)
        #expect(
            lines.first?.hasPrefix("ganzoo: torch-cpu failed, in `discriminator`, generator's phase, step 0: ") == true,
            "\(program.errors)")
        // Versions before 2.13 do not give the reason to us.
        let fix =
            "use a smaller train.batch, or a train.microbatch below it, or a smaller resolution or network"
        #expect(lines.last?.hasPrefix("  fix: ") == true && lines.last?.contains(fix) == true, "\(program.errors)")
    }
}
