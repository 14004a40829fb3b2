import Foundation
import GANData
import GANTestSupport
import Testing

/// What `ganzoo recipe check` says besides what it composed.
@Suite struct RecipeCheckTests {
    private static let tiny = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "recipes/debug/tiny.yaml").path

    private func check(_ changes: String...) throws -> Program {
        try Program.run(
            Program.products.appending(path: "ganzoo").path, ["recipe", "check", Self.tiny] + changes)
    }

    /// Four pairs of twins are enough to train, and few.
    @Test func warnsOfFewPairs() throws {
        let few = try check()
        #expect(few.status == 0)
        #expect(
            few.output.contains(
                "\nwarning: `train.batch`: `regularizers.noisy_twins`: it compares 4 pairs of twins, so few that some gradients are very large;"
                    + " use 8 pairs or more (batch 16)\n"))
        #expect(try !check("train.batch=16").output.contains("pairs of twins"))
    }

    /// A check makes no number of the networks, and says the memory of a step.
    @Test func countsTheStep() throws {
        let counted = try check("train.batch=16")
        #expect(counted.status == 0, "\(counted.errors)")
        #expect(counted.output.contains(#/\nmemory +\d+ MiB of tensors in a step\n/#), "\(counted.output)")
        #expect(counted.output.hasSuffix("\nnot measured   --measure trains a few steps\n"), "\(counted.output)")
        #expect(try check("--measure").output.contains("\nmeasured here  "))
    }

    private static let program = Program.products.appending(path: "ganzoo").path

    /// A recipe for a larger machine is a recipe all the same: it is checked in no time, and training it here is refused, in words, before
    /// anything is made.
    @Test(arguments: [
        ["generator.z_dim=65536", "generator.w_dim=65536", "generator.mapping_layers=64"],
        ["train.batch=65536", "generator.channel_base=1000000", "generator.channel_max=4096"],
    ]) func saysThatAStepDoesNotFit(_ large: [String]) throws {
        let checked = try Program.run(Self.program, ["recipe", "check", Self.tiny] + large)
        #expect(checked.status == 0, "\(checked.errors)")
        #expect(checked.output.contains("\nmemory         at least "), "\(checked.output)")
        #expect(
            checked.output.contains("\nwarning: it cannot be trained here: a training step needs at least "),
            "\(checked.output)")
        let place = try Workplace()
        let trained = try Program.run(Self.program, ["train", Self.tiny, "--run", place.path("run")] + large)
        #expect(trained.status == 1)
        #expect(trained.errors.hasPrefix("ganzoo: a training step needs at least "), "\(trained.errors)")
        #expect(trained.errors.contains("\n  fix: use a smaller train.batch, or a train.microbatch below it"))
        #expect(try place.names == [])
    }

    /// Images that fit nowhere are refused by their key.
    @Test func refusesBatchesThatFitNowhere() throws {
        let refused = try check(
            "train.batch=65536", "data.resolution=1024", "generator.channel_base=1024",
            "discriminator.channel_base=1024")
        #expect(refused.status == 2)
        #expect(
            refused.errors.contains("`train.batch`: the images of one batch need 768 GiB, but"), "\(refused.errors)")
    }

    /// However long a step takes, every component sees a batch.
    @Test func passesOneBatch() throws {
        let checked = try check("--forward")
        #expect(checked.status == 0, "\(checked.errors)")
        #expect(checked.output.contains("\nmeasured here  "))
    }

    /// As `ganzoo data check` and `ganzoo train` say it.
    @Test func saysWhatTheDataSay() throws {
        let place = try Workplace()
        let folder = place.path("faces")
        try FileManager.default.createDirectory(atPath: "\(folder)/a", withIntermediateDirectories: true)
        try FileManager.default.createDirectory(atPath: "\(folder)/@eaDir", withIntermediateDirectories: true)
        let image = RasterImage(width: 16, height: 16, channels: 3, pixels: [UInt8](repeating: 9, count: 768))
        try Data(ImageCodec.encodePNG(image)).write(to: URL(fileURLWithPath: "\(folder)/a/1.png"))
        let checked = try check("data={type: image_folder, path: \(folder)}")
        #expect(checked.status == 0, "\(checked.errors)")
        for warning in [
            "there is only one class, a; for images without labels use \(folder)/a, or set labels: false",
            "ignored 1 system folder: @eaDir",
        ] { #expect(checked.output.contains("\nwarning: \(warning)\n"), "\(checked.output)") }
        #expect(checked.output.contains("image_folder: 1 image of 3×16×16, 1 class of 1 to 1\n"))
    }

    @Test func refusesGroupsThatDoNotDivide() throws {
        let refused = try check("train.batch=12")
        #expect(refused.status != 0)
        #expect(
            refused.errors.contains(
                "`train.batch`: `discriminator`: 6 images of each of 2 views do not divide into groups of 4, the value of"
                    + " discriminator.mbstd_group_size"))
        #expect(refused.errors.contains("set train.batch to 8 or 16"))
    }
}
