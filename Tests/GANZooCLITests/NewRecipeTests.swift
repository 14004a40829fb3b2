import Foundation
import GANTestSupport
import Testing

@testable import GANZooCLI

/// `ganzoo new recipe`: the recipe fits the images, and trains as it is.
@Suite struct NewRecipeTests {
    private let place: Workplace

    init() throws { place = try Workplace() }

    /// Images of random pixels in a folder for each class. PGM holds 1 channel and PPM 3.
    /// - Parameter height: nil for squares.
    private func images(_ counts: [String: Int], channels: Int = 3, width: Int = 20, height: Int? = nil) throws {
        let height = height ?? width
        var random = SystemRandomNumberGenerator()
        for (name, count) in counts {
            let folder = place.folder.appending(path: "photos/\(name)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            for index in 0..<count {
                let head = Data("P\(channels == 1 ? 5 : 6)\n\(width) \(height)\n255\n".utf8)
                let count = width * height * channels
                let pixels = Data((0..<count).map { _ in UInt8.random(in: 0...255, using: &random) })
                try (head + pixels).write(to: folder.appending(path: "\(index).\(channels == 1 ? "pgm" : "ppm")"))
            }
        }
    }

    private func ganzoo(_ arguments: String...) throws -> Program {
        try Program.run(
            Program.products.appending(path: "ganzoo").path, arguments,
            environment: ["GANZOO_CACHE": place.path("cache")], in: place.folder)
    }

    private func recipe(_ name: String = "photos.yaml") throws -> String {
        try String(contentsOfFile: place.path(name), encoding: .utf8)
    }

    @Test func aTailOfColorImagesTrainsAsWritten() throws {
        try images(["cat": 12, "dog": 3])
        let made = try ganzoo("new", "recipe", "photos", "--for", "minutes")
        #expect(made.status == 0, "\(made.errors)")
        let text = try recipe()
        #expect(text.contains("15 color images, 2 classes of 12 to 3"))
        #expect(text.contains("  path: photos\n  resolution: 16\n"))
        #expect(text.contains("policy: [color, translation, cutout]"))
        #expect(text.contains("noisy_twins:") && text.contains("fake_sampler: class_balanced"))
        #expect(text.contains("in the features of `efficientnet_lite0`: the images are in color."))
        #expect(text.contains("evaluate: {metrics: [fid, kid], every_kimg: null, samples: 500}"))
        let trained = try ganzoo("train", "photos.yaml", "train.kimg=0.064", "--run", "run")
        #expect(trained.status == 0, "\(trained.errors)")
    }

    /// A folder has no ending.
    @Test func aPointInAFoldersNameStays() throws {
        try images(["cat": 6])
        try FileManager.default.moveItem(atPath: place.path("photos"), toPath: place.path("photos.v1.2"))
        #expect(try ganzoo("new", "recipe", "photos.v1.2", "--for", "gpu").status == 0)
        #expect(try recipe("photos.v1.2.yaml").contains("path: photos.v1.2\n"))
    }

    @Test func grayImagesOfOneKindNeedNoConditioner() throws {
        try images([".": 6], channels: 1)
        #expect(try ganzoo("new", "recipe", "photos", "--for", "gpu", "-o", "mine.yaml").status == 0)
        let text = try recipe("mine.yaml")
        #expect(text.contains("channels: gray") && text.contains("policy: [translation, cutout]"))
        #expect(text.contains("in the features of `fmnist`: the images are gray and small."))
        #expect(!text.contains("conditioner:") && !text.contains("noisy_twins:"))
        #expect(try ganzoo("recipe", "show", "mine.yaml").status == 0)
    }

    /// A recipe may ask for sides of at most 4,096 pixels. The first size is one of a network: 4 × 1,024 pixels, doubled.
    @Test(arguments: [(8192, 32, "[16, 4096]"), (9000, 12, "[16, 4096]"), (12, 9000, "[4096, 16]")])
    func sidesOfStripsAreThoseOfARecipe(_ width: Int, _ height: Int, _ size: String) throws {
        try images([".": 2], channels: 1, width: width, height: height)
        #expect(try ganzoo("new", "recipe", "photos", "--for", "gpu").status == 0)
        #expect(try recipe().contains("resolution: \(size)\n"))
        let shown = try ganzoo("recipe", "show", "photos.yaml")
        #expect(shown.status == 0, "\(shown.errors)")
    }

    @Test func similarClassesHaveNoNoise() throws {
        try images(["cat": 4, "dog": 3], width: 32)
        #expect(try ganzoo("new", "recipe", "photos", "--for", "gpu").status == 0)
        let text = try recipe()
        #expect(text.contains("conditioner: embedding") && text.contains("resolution: 32"))
        #expect(!text.contains("noisy_twins:"))
    }

    /// A line on a white ground.
    /// - Parameter isTall: whether width and height change places.
    private func drawLine(_ index: Int, isTall: Bool) throws {
        let folder = place.folder.appending(path: "photos")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        var pixels = Data(repeating: 255, count: 40 * 20)
        for step in 2..<38 {
            pixels[isTall ? step * 20 + 10 + index % 3 : (10 + index % 3) * 40 + step] = UInt8(index * 20)
        }
        let size = isTall ? "20 40" : "40 20"
        try (Data("P5\n\(size)\n255\n".utf8) + pixels).write(to: folder.appending(path: "\(index).pgm"))
    }

    /// Images of one shape need neither a crop nor a ground: 20 rows are nearest to 16, and 40 columns are twice as many.
    @Test func imagesOfOneShapeKeepIt() throws {
        for index in 0..<4 { try drawLine(index, isTall: false) }
        #expect(try ganzoo("new", "recipe", "photos", "--for", "minutes").status == 0)
        let text = try recipe()
        #expect(text.contains("\n  resolution: [16, 32]\n") && !text.contains("fit:"))
        #expect(text.contains("# Most images have about this shape: [height, width]."))
        #expect(try ganzoo("data", "check", "photos").output.contains("\n    resolution: [16, 32]\n"))
        let trained = try ganzoo("train", "photos.yaml", "train.kimg=0.032", "~evaluate", "--run", "run")
        #expect(trained.status == 0, "\(trained.errors)")
    }

    /// By hand: 48 × 64 pixels are 3 × 4 doubled four times.
    @Test func imagesOfASizeThatFitsAreNotResized() throws {
        try images(["cat": 3, "dog": 3], width: 64, height: 48)
        #expect(try ganzoo("new", "recipe", "photos", "--for", "gpu").status == 0)
        #expect(try recipe().contains("\n  resolution: [48, 64]\n"))
        #expect(try !ganzoo("data", "check", "photos").output.contains("resolution:"))
    }

    /// Long and tall images on a white ground: a crop would cut their ends.
    @Test func longImagesOnAnEvenGroundArePadded() throws {
        for index in 0..<4 { try drawLine(index, isTall: index % 2 == 1) }
        #expect(try ganzoo("new", "recipe", "photos", "--for", "gpu").status == 0)
        let text = try recipe()
        #expect(text.contains("\n  fit: pad\n"))
        #expect(text.contains("# Half of the images or more are long, on an even ground: they are padded"))
        #expect(try ganzoo("data", "check", "photos").output.contains("\n    fit: pad\n"))
    }

    @Test func imagesElsewhereAreNamedByTheirFullPath() throws {
        try images(["cat": 4, "dog": 3])
        let folder = place.folder.appending(path: "recipes")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        #expect(try ganzoo("new", "recipe", "photos", "--for", "gpu", "-o", "recipes/mine.yaml").status == 0)
        #expect(try recipe("recipes/mine.yaml").contains("path: \(place.path("photos"))\n"))
        #expect(try ganzoo("data", "check", "recipes/mine.yaml").status == 0)
    }

    @Test func anExistingFileStays() throws {
        try images(["cat": 2])
        try place.write("photos.yaml", "mine")
        let refused = try ganzoo("new", "recipe", "photos", "--for", "gpu")
        #expect(refused.status == 1)
        #expect(refused.errors.contains("photos.yaml already exists\n  fix: choose another file with --out FILE"))
        #expect(try recipe() == "mine")
    }

    @Test func aRecipeIsNotImages() throws {
        try place.write("mine.yaml", "recipe: 2\ndata: {type: shapes}\n")
        for name in ["debug/tiny", "mine.yaml"] {
            let refused = try ganzoo("new", "recipe", name, "-o", "new.yaml")
            #expect(refused.status == 2)
            #expect(refused.errors.contains("\(name): it must be a folder, an archive or a list of images"))
        }
        #expect(!FileManager.default.fileExists(atPath: place.path("new.yaml")))
    }

    @Test func aChosenResolutionIsKept() throws {
        try images(["cat": 3, "dog": 3])
        #expect(try ganzoo("new", "recipe", "photos", "data.resolution=8", "--for", "minutes").status == 0)
        #expect(try recipe().contains("resolution: 8\n"))
        let refused = try ganzoo("new", "recipe", "photos", "data.resolution=50", "--for", "gpu", "-o", "b.yaml")
        #expect(refused.status != 0 && refused.errors.contains("set data.resolution to 48 or 56"))
        #expect(!FileManager.default.fileExists(atPath: place.path("b.yaml")))
    }

    @Test func oneClassIsNoClass() throws {
        try images(["cat": 5])
        #expect(try ganzoo("new", "recipe", "photos", "--for", "gpu").status == 0)
        #expect(try !recipe().contains("conditioner:"))
    }

    // MARK: The choice of the network

    /// By hand: 600 s at 300 images a second are 180,000 images, enough for the second network and not for the third.
    @Test func theSlowestNetworkThatSeesEnoughIsTaken() {
        let speeds: [Double] = [900, 300, 300, 50, 20, 5, 1]
        let best = SuggestedNetwork.best(of: SuggestedNetwork.ladder, within: 600) { network in
            SuggestedNetwork.ladder.firstIndex(of: network).map { speeds[$0] }
        }
        #expect(best.network == SuggestedNetwork.ladder[1] && best.speed == 300)
    }

    @Test func theImagesLimitTheResolution() {
        let best = SuggestedNetwork.best(of: SuggestedNetwork.upTo(32), within: 1e9) { _ in 100 }
        #expect(best.network == SuggestedNetwork.ladder[2])
    }

    @Test func theFastestNetworkIsLeftWhereNoneIsFastEnough() {
        let best = SuggestedNetwork.best(of: SuggestedNetwork.upTo(64), within: 1) { _ in nil }
        #expect(best.network == SuggestedNetwork.ladder[0] && best.speed == nil)
    }
}
