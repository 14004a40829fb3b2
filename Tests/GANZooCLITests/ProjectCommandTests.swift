import Foundation
import GANModule
import GANTensor
import GANTestSupport
import Testing

@testable import GANZooCLI

/// `ganzoo project`, `ganzoo directions` and `ganzoo generate --latents`, on runs of a step.
@Suite struct ProjectCommandTests {
    private let place: Workplace

    init() throws { place = try Workplace() }

    /// Without weights of extractors that this machine may have.
    private func ganzoo(_ arguments: [String]) throws -> Program {
        try Program.run(
            Program.products.appending(path: "ganzoo").path, arguments,
            environment: ["XDG_DATA_HOME": place.path("none"), "GANZOO_FEATURES": ""])
    }

    private func trained(_ changes: String...) throws -> String {
        let run = place.path("run")
        try TrainedRun.copy(of: Recipes.tiny, ["train.kimg=0.008"] + changes, to: run)
        return run
    }

    private func bytes(_ path: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: path)) }

    /// Two images, in a folder with everything; the same command makes the same files, and `generate` takes the vectors.
    @Test func projectsImages() throws {
        let run = try trained()
        let made = try ganzoo(
            ["generate", "images", "--run", run, "--classes", "0", "--per-class", "2", "--out", place.path("own")])
        try #require(made.status == 0, "\(made.errors)")
        let photos = (0..<2).map { place.path("own/red circle/seed00000\($0).png") }
        func project(_ name: String) throws -> Program {
            try ganzoo(["project", "--run", run, "--steps", "3", "--out", place.path(name), "--space", "w+"] + photos)
        }
        let program = try project("found")
        try #require(program.status == 0, "\(program.errors)")
        #expect(program.output.hasPrefix("note: pixels alone are compared: "), "\(program.output)")
        #expect(program.output.contains(#/\nimage +levels +mean of W +steps +steps/s\n/#), "\(program.output)")
        #expect(program.output.contains(#/\nseed000001\.png +[\d.]+ +[\d.]+ +3 +[\d.]+\n/#), "\(program.output)")
        #expect(program.output.hasSuffix("\n\(place.path("found")): 2 images in W+\n"), "\(program.output)")
        let names = ["1.png", "2.png", "film.gif", "sheet.png", "w.safetensors"]
        #expect(try place.names(in: "found") == names)
        try #require(project("again").status == 0)
        for name in names { #expect(try bytes(place.path("found/\(name)")) == bytes(place.path("again/\(name)"))) }
        try checkLatents(run)
        let gray = try ganzoo(["project", "--run", run, "--features", "fmnist", photos[0]])
        #expect(gray.status == 2)
        #expect(
            gray.errors.hasPrefix("ganzoo: `fmnist` sees gray images, but the run's are in color\n  fix: name another"))
        let taken = try project("found")
        #expect(taken.status == 2 && taken.errors.contains("already exists and is not replaced"), "\(taken.errors)")
    }

    /// Every command of `generate` that takes vectors makes the images that were found.
    private func checkLatents(_ run: String) throws {
        let latents = ["--run", run, "--latents", place.path("found/w.safetensors")]
        let images = try ganzoo(["generate", "images"] + latents + ["--out", place.path("images")])
        #expect(
            images.status == 0 && images.output.hasSuffix("\n\(place.path("images")): 2 images\n"), "\(images.errors)")
        #expect(try place.names(in: "images") == ["1.png", "2.png"])
        for name in ["1.png", "2.png"] {
            #expect(try bytes(place.path("images/\(name)")) == bytes(place.path("found/\(name)")))
        }
        let walk = place.path("walk.gif")
        let walked = try ganzoo(["generate", "interpolation"] + latents + ["--frames", "2", "--out", walk])
        #expect(walked.output.hasSuffix("\n\(walk): 4 frames of 1 × 2, 20 per second\n"), "\(walked.errors)")
        let sheet = place.path("sheet.png")
        let drawn = try ganzoo(
            ["generate"] + latents + ["--out", sheet])
        #expect(drawn.status == 0 && drawn.output.hasSuffix("\n\(sheet): 2 images\n"), "\(drawn.errors)")
        let refused = [
            (["sheet", "--seeds", "1"], "--latents has vectors of W"),
            (["images", "--per-class", "1"], "--latents has vectors of W"),
            (["images", "--guidance", "langevin"], "images of --latents are not guided"),
            (["images", "--truncation", "0.5"], "vectors of --latents are not truncated"),
            (["interpolation", "--through", "classes"], "--latents has vectors of W"),
            (["interpolation", "--space", "z"], "vectors of --latents are in w"),
        ]
        for (words, problem) in refused {
            let program = try ganzoo(["generate"] + words + latents)
            #expect(program.status == 2 && program.errors.hasPrefix("Error: \(problem)"), "\(program.errors)")
        }
    }

    /// The same vectors make other images in another network, also of the same shape.
    @Test func refusesVectorsOfAnotherNetwork() throws {
        let run = try trained()
        let photo = place.path("own/red circle/seed000000.png")
        try #require(
            ganzoo([
                "generate", "images", "--run", run, "--classes", "0", "--per-class", "1", "--out", place.path("own"),
            ])
            .status == 0)
        try #require(
            ganzoo(["project", "--run", run, "--steps", "1", "--out", place.path("found"), photo]).status == 0)
        let file = place.path("found/w.safetensors")
        let changed = place.path("changed")
        try #require(
            ganzoo(["train", Recipes.tiny, "train.kimg=0.008", "seed=5", "--run", changed]).status == 0)
        let out = place.path("images")
        let program = try ganzoo(["generate", "images", "--run", changed, "--latents", file, "--out", out])
        #expect(program.status == 2 && !FileManager.default.fileExists(atPath: out))
        #expect(
            program.errors.hasSuffix(
                """
                ganzoo: \(file): its vectors were found with another network of run · 0.008 kimg, and would make other images here
                  fix: use the run and the checkpoint that the images were projected with

                """), "\(program.errors)")
        let one = try ganzoo(["generate", "interpolation", "--run", run, "--latents", file])
        #expect(
            one.errors.hasSuffix(
                "ganzoo: interpolation needs at least two images; got one\n  fix: project more images at once\n"),
            "\(one.errors)")
    }

    /// What cannot be projected leaves nothing, in the run or elsewhere.
    @Test func anImageOfAnotherSizeLeavesNoFolder() throws {
        let run = try trained()
        let sheet = place.path("sheet.png")
        try #require(ganzoo(["generate", "--run", run, "--classes", "0", "--seeds", "0", "--out", sheet]).status == 0)
        for out in [[], ["--out", place.path("new/deep/found")]] {
            let program = try ganzoo(["project", "--run", run, "--steps", "1", sheet] + out)
            #expect(program.status != 0 && program.errors.contains(" pixels"), "\(program.errors)")
        }
        #expect(try !place.names(in: "run").contains("generated"))
        #expect(try place.names == ["run", "sheet.png"])
        let file = try place.write("letter.txt", "dear reader")
        let below = try ganzoo(["project", "--run", run, sheet, "--out", "\(file)/found"])
        #expect(below.errors.hasPrefix("ganzoo: cannot make the folder \(file): Not a directory"), "\(below.errors)")
    }

    @Test func findsDirections() throws {
        let run = try trained()
        let folder = place.path("found")
        let program = try ganzoo(
            [
                "directions", "--run", run, "--count", "2", "--layers", "0-1", "--seeds", "3-4", "--distances", "-1,1",
                "--out", folder,
            ])
        try #require(program.status == 0, "\(program.errors)")
        #expect(
            program.output.contains(#/\ndirection +influence +deviation of W\n0 +[\d.]+ % +[\d.]+\n1 /#),
            "\(program.output)")
        #expect(program.output.contains(#/\nvariance of W: 50 % in \d+, 90 % in \d+, 99 % in \d+ of 16 axes\n/#))
        #expect(program.output.hasSuffix("\n\(folder): walks along 2 directions\n"), "\(program.output)")
        #expect(try place.names(in: "found") == ["directions.safetensors", "spectrum.png", "walks.png"])
        let file = try SafetensorsFile(path: "\(folder)/directions.safetensors")
        #expect(try file.tensor("directions").shape == [16, 16] && file.metadata["layers"] == "0,1")
        let lines = try ganzoo(["directions", "--run", run, "--format", "svg", "--out", place.path("lines")])
        #expect(lines.status == 0, "\(lines.errors)")
        #expect(try bytes(place.path("lines/spectrum.svg")).starts(with: Data("<?xml".utf8)))
        let unknown = try ganzoo(["directions", "--run", run, "--layers", "9"])
        #expect(unknown.status == 2, "\(unknown.output)")
        #expect(unknown.errors == "ganzoo: the generator has no layer 9\n  fix: use layers in 0 ... 4\n")
    }

    /// A BigGAN has styles to project into, and no convolutions that they modulate.
    @Test func saysWhatAGeneratorLacks() throws {
        let run = try trained(
            "data.resolution=32", "~regularizers", "generator={type: biggan, ch: 1, z_dim: 8, shared_dim: 4}",
            "conditioner=class_embedding")
        let directions = try ganzoo(["directions", "--run", run])
        #expect(directions.status == 2)
        #expect(
            directions.errors == """
                ganzoo: a factorization of style maps needs a generator with convolutions that vectors of W modulate; the run's \
                `biggan` has none
                  fix: use a run with such a generator

                """)
        #expect(try place.names(in: "run").contains("generated") == false)
        let missing = try ganzoo(["project", "--run", place.path("no run"), "photo.png"])
        #expect(missing.status == 2 && missing.errors.hasPrefix("ganzoo: \(place.path("no run"))"), "\(missing.errors)")
        let none = try ganzoo(["project", "--run", run])
        #expect(
            none.status == 2 && none.errors.hasPrefix("Error: name the image files to project"),
            "\(none.errors)")
    }
}
