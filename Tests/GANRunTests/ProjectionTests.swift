import Foundation
import GANCore
import GANData
import GANModule
import GANTensor
import GANTestSupport
import GANZoo
import Testing

@testable import GANPictures
@testable import GANRun

/// Images of one's own in W of a small trained network.
@Suite struct ProjectionTests {
    private let place: Workplace

    init() throws { place = try Workplace() }

    private static let tiny = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "recipes/debug/tiny.yaml").path

    /// Gray shapes of two classes, so that the project's own classifier sees them.
    private static let changes = [
        "data.channels=gray", "data.classes=[red circle, green square]", "data.long_tail=null",
        "~regularizers.noisy_twins",
    ]

    private static let folder = FileManager.default.temporaryDirectory.appending(
        path: "ganzoo-projection-\(UUID().uuidString)")

    /// A run that all tests read. Its folder goes with the process.
    private static let run = Result {
        atexit { try? FileManager.default.removeItem(at: ProjectionTests.folder) }
        let run = try Run.create(at: folder.path, for: Recipe(tiny, overrides: changes + ["train.kimg=0.8"]))
        try run.train()
        return run
    }

    private func generator() throws -> RunGenerator { try Self.run.get().generator() }

    private func settings(_ space: ProjectionSettings.Space, steps: Int) -> ProjectionSettings {
        var settings = ProjectionSettings()
        (settings.space, settings.steps) = (space, steps)
        return settings
    }

    private func bytes(_ path: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: path)) }

    // MARK: The search

    /// An image of the generator is in W, so its projection is almost the image itself.
    @Test func bringsBackAGeneratedImage() throws {
        let generator = try generator()
        let path = place.path("own.png")
        try generator.images(seeds: 5..<6, classes: .named(["0"]))[0].write(to: path)
        let found = try generator.project([path], settings(.w, steps: 100)).images[0]
        #expect(found.error.levels < 2, "\(found.error) \(found.startError)")
        #expect(found.error.levels < 0.1 * found.startError.levels, "\(found.error) \(found.startError)")
    }

    /// A real image is not in W. W+ has more room.
    @Test func comesNearerToARealImage() throws {
        let generator = try generator()
        let path = place.path("real.png")
        try realImage().write(to: path)
        func found(_ space: ProjectionSettings.Space) throws -> Projection {
            try generator.project([path], settings(space, steps: 100)).images[0]
        }
        let (w, plus) = (try found(.w), try found(.wPlus))
        #expect(w.error.levels < w.startError.levels / 1.8, "\(w.error) \(w.startError)")
        #expect(plus.error.levels < plus.startError.levels / 2.5, "\(plus.error) \(plus.startError)")
        #expect(plus.error.levels < w.error.levels)
        let (own, start) = (try #require(w.error.features), try #require(w.startError.features))
        #expect(own < start / 2, "\(own) \(start)")
    }

    /// The first image of the data.
    private func realImage() throws -> Picture {
        let trained = try TrainedGenerator(Self.run.get().path, .newest)
        let reference = try trained.recipe.reference(.train, classOrder: trained.info.classNames) { _ in }
        return Picture(RasterImage.images(try reference.data.read([0]).images)[0])
    }

    /// The same images give the same bytes, beside whatever other images. The file gives the same images again.
    @Test func theSameSeedIsTheSameFile() throws {
        let generator = try generator()
        let paths = ["a.png", "b.png"].map(place.path)
        for (seed, path) in paths.enumerated() { try generator.images(seeds: seed..<seed + 1)[0].write(to: path) }
        func project(_ paths: [String], _ seed: UInt64 = 0) throws -> Projections {
            var settings = settings(.wPlus, steps: 20)
            settings.seed = seed
            return try generator.project(paths, settings)
        }
        let both = try project(paths)
        try both.write(to: place.path("1.safetensors"))
        try project(paths).write(to: place.path("2.safetensors"))
        #expect(try bytes(place.path("1.safetensors")) == bytes(place.path("2.safetensors")))
        #expect(try both.film() == project(paths).film())
        try project(paths, 1).write(to: place.path("3.safetensors"))
        #expect(try bytes(place.path("1.safetensors")) != bytes(place.path("3.safetensors")))
        let images = try generator.images(latents: place.path("1.safetensors"))
        #expect(images == both.images.map(\.image))
        let alone = try project([paths[1]]).images[0]
        #expect(alone.styles.scalars(as: Float.self) == both.images[1].styles.scalars(as: Float.self))
        // The images of the search, too: a batch rounds its rows differently.
        #expect(alone.start == both.images[1].start && alone.way == both.images[1].way)
    }

    /// Every image is computed in the same row of a batch, whatever its number; that of the file, too.
    @Test func imagesDoNotDependOnTheirNumber() throws {
        let generator = try generator()
        let path = place.path("a.png")
        try generator.images(seeds: 3..<4)[0].write(to: path)
        let found = try generator.project([path, path, path], settings(.w, steps: 5))
        #expect(Set(found.images.map { [$0.start.pixels, $0.image.pixels] }).count == 1)
        try found.write(to: place.path("w.safetensors"))
        let styles = try LatentsFile(place.path("w.safetensors"), for: generator.trained).styles
        #expect(Set(styles.map(\.place)).count == 1)
    }

    /// The film begins with the image of the mean, whose noise is the trained one, and ends with the result.
    @Test func theFilmHasTheNoiseOfItsMoments() throws {
        let generator = try generator()
        let path = place.path("a.png")
        try generator.images(seeds: 3..<4)[0].write(to: path)
        let found = try generator.project([path], settings(.w, steps: 30)).images[0]
        #expect(found.way.first == found.start && found.way.last == found.image && found.start != found.image)
    }

    /// METHODS §14: rates and noise at the ends of the ramps, and between them.
    @Test(arguments: [(0, 0.0, 0.05), (50, 0.1, 0.05 * pow(1 - 0.05 / 0.75, 2)), (750, 0.1, 0), (875, 0.05, 0)])
    func ramps(_ step: Int, _ rate: Double, _ noise: Double) {
        let ramp = ProjectionRamp(step, of: 1000)
        #expect((ramp.learningRate - rate).magnitude < 1e-12, "\(ramp)")
        #expect((ramp.noise - noise).magnitude < 1e-12, "\(ramp)")
    }

    /// NumPy: mean(n * roll(n, 1, 1))**2 + mean(n * roll(n, 1, 0))**2, summed over n and its 2 × 2 means down to 8 × 8.
    @Test(arguments: [(4, 3.814_697_265_625e-05), (16, 0.001_416_230_574_250_221_3)])
    func noiseIsPenalizedAsPublished(_ side: Int, _ expected: Double) {
        let values = (0..<side * side).map { place -> Float in
            let (y, x) = (place / side, place % side)
            return Float((y * 7 + x * y * 5 + x * 13) % 17 - 8) / 8
        }
        let penalty = ProjectedNoise.correlation(Tensor(values, shape: [side, side])).item()
        #expect((penalty / expected - 1).magnitude < 1e-4, "\(penalty)")
    }

    // MARK: Directions

    /// The column of distance 0 is the image itself. In another one, the vectors of W of the chosen layers alone have moved.
    @Test func walksMoveTheChosenLayers() throws {
        let generator = try generator()
        let (sampler, label) = (generator.sampler, try generator.rows(.named(["0"]))[0])
        let measured = try generator.directions(layers: [1, 2])
        let walks = DirectionWalks(measured, count: 2, distances: [0, 0.5])
        var styles: [Tensor] = []
        let sheet = try walks.sheet([label], seeds: [3], sampler, title: "") { walk in
            styles = walk.map(\.styles)
            return try sampler.images(walk)
        }
        let image = try sampler.images([Draw(seed: 3, label)])[0]
        #expect(sheet.rows.map { $0.images[0] } == [image, image])
        #expect(sheet.rows.allSatisfy { $0.images[1] != image })
        for direction in 0..<2 {
            let moved = styles[2 * direction + 1] - styles[2 * direction]
            for layer in 0..<6 {
                let length = layer == 1 || layer == 2 ? 0.5 * measured.distance : 0
                let expected = measured.directions.vectors[direction].map { $0 * length }
                let found = moved.sliced(1, layer..<layer + 1).scalars(as: Float.self)
                #expect(zip(found, expected).allSatisfy { (Double($0) - $1).magnitude < 1e-5 }, "layer \(layer)")
            }
        }
    }

    /// Without a choice all vectors of W move, also that of the last image layer, which no map of a convolution reads.
    @Test func walksMoveAllLayers() throws {
        let generator = try generator()
        let (sampler, label) = (generator.sampler, try generator.rows(.named(["0"]))[0])
        let measured = try generator.directions()
        #expect(measured.directions.layers == Array(0..<5))
        var styles: [Tensor] = []
        _ = try DirectionWalks(measured, count: 1, distances: [0, 0.5]).sheet([label], seeds: [3], sampler, title: "") {
            styles = $0.map(\.styles)
            return try sampler.images($0)
        }
        let moved = (styles[1] - styles[0]).squared().sum(2).scalars(as: Float.self)
        let lengths = moved.map { Double($0).squareRoot() / (0.5 * measured.distance) }
        #expect(lengths.count == 6 && lengths.allSatisfy { ($0 - 1).magnitude < 1e-4 }, "\(lengths)")
    }

    /// Directions of another generator, or of no layer, are an error.
    @Test func saysWhichDirectionsDoNotFit() throws {
        let generator = try generator()
        expectError("no layer has a map to factorize\n  fix: use layers in 0 ... 4") {
            _ = try generator.directions(layers: [])
        }
        let other = place.path("other")
        let run = try Run.create(
            at: other, for: Recipe(Self.tiny, overrides: Self.changes + ["train.kimg=0.008", "generator.w_dim=8"]))
        try run.train()
        let measured = try run.generator().directions()
        expectError(
            """
            the directions are of a generator with 8 values in a vector of W and layers up to 4, but the run's has 6 vectors of 16
              fix: use the run of the directions
            """
        ) { _ = try generator.walks(along: measured, seeds: 0..<1, classes: .named(["0"])) }
    }

    /// Along [0.6, 0.8] this variance is rounded to -1e-9, and is 0 but for that.
    @Test func deviationsAreNumbers() {
        let covariance = Tensor([0.64, -0.48, -0.48, 0.36 - 1e-9] as [Double], shape: [2, 2])
        #expect(MeasuredDirections.deviation(along: [0.6, 0.8], covariance) == 0)
        #expect((MeasuredDirections.deviation(along: [0.8, -0.6], covariance) - 1).magnitude < 1e-6)
    }

    /// The trace of W's covariance is its squared distance from the mean, along principal axes and along any other basis.
    @Test func spectrumAndDeviationsAreOfOneSpace() throws {
        let measured = try generator().directions()
        let all = measured.distance * measured.distance
        let deviations = measured.deviations.reduce(0) { $0 + $1 * $1 }
        #expect((measured.spectrum.reduce(0, +) / all - 1).magnitude < 1e-6 && (deviations / all - 1).magnitude < 1e-6)
        #expect(measured.spectrum == measured.spectrum.sorted(by: >) && measured.deviations[0] > 0)
        #expect(measured.axes(holding: 0) == 0 && measured.axes(holding: measured.spectrum[0] / all * 0.99) == 1)
        #expect(measured.axes(holding: 0.99) > 1)
    }

    // MARK: Errors

    private func expectError(
        _ text: String, _ work: () throws -> Void, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let error = #expect(throws: RunError.self, sourceLocation: sourceLocation) { try work() }
        #expect(error?.description == text, sourceLocation: sourceLocation)
    }

    @Test func saysWhatDoesNotFit() throws {
        let generator = try generator()
        let large = place.path("large.png")
        try Picture(RasterImage(width: 20, height: 12, channels: 1, pixels: .init(repeating: 9, count: 240)))
            .write(to: large)
        expectError(
            """
            \(large): it has 20 × 12 pixels, but the run's images have 16 × 16
              fix: crop and resize it to 16 × 16 pixels
            """
        ) { _ = try generator.project([large]) }
        expectError("\(place.path("none.png")): there is no such file or folder\n  fix: correct the path") {
            _ = try generator.project([place.path("none.png")])
        }
        expectError("0 steps were asked for\n  fix: use 1 ... 100,000") {
            _ = try generator.project([large], settings(.w, steps: 0))
        }
        let text = try place.write("text.png", "no image")
        let error = #expect(throws: RunError.self) { try generator.project([text]) }
        #expect(error?.description.hasPrefix("\(text): ") == true && error?.description.contains("\n  fix: ") == true)
    }

    /// Nearly nothing on the disk. Reading it would end the program where the memory does.
    @Test func moreImagesThanTheMemoryHoldsAreRefusedUnread() throws {
        let (path, images) = (place.path("many.safetensors"), rowsBeyondMemory(ofWidth: 6 * 16))
        try writeSparseTensors([("w", [images, 6, 16])], to: path)
        let generator = try generator()
        let error = #expect(throws: RunError.self) { try generator.images(latents: path) }
        let text = error?.description ?? ""
        let taken = "\(path): \(counted(images, "image")) take \(grouped(images * 6 * 16 * 8)) bytes of memory"
        #expect(text.hasPrefix(taken))
        #expect(text.hasSuffix("\n  fix: use a file with fewer images"), "\(text)")
    }

    @Test func saysWhichLatentsDoNotFit() throws {
        let generator = try generator()
        func file(_ name: String, _ shape: [Int], _ value: Float = 0) throws -> String {
            var writer = SafetensorsWriter()
            writer.add(name, shape: shape) { [Float](repeating: value, count: shape.reduce(1, *)) }
            let path = place.path("\(name)\(shape.count)\(value).safetensors")
            try writer.write(to: path)
            return path
        }
        let (other, wide) = (try file("v", [1, 6, 16]), try file("w", [1, 14, 512]))
        expectError("\(other) has no tensor `w`\n  fix: use a w.safetensors of `ganzoo project`") {
            _ = try generator.images(latents: other)
        }
        expectError(
            """
            \(wide): `w` is [1, 14, 512], but the run's generator takes [images, 6, 16]
              fix: use the run that the images were projected with
            """
        ) { _ = try generator.images(latents: wide) }
        let huge = place.path("huge.safetensors")
        let images = rowsBeyondMemory(ofWidth: 14 * 512)
        try writeSparseTensors([("w", [images, 14, 512])], to: huge)
        expectError(
            """
            \(huge): `w` is [\(images), 14, 512], but the run's generator takes [images, 6, 16]
              fix: use the run that the images were projected with
            """
        ) { _ = try generator.images(latents: huge) }
        let broken = try file("w", [1, 6, 16], .nan)
        expectError("\(broken): `w` has NaN or infinite values\n  fix: project the images again") {
            _ = try generator.images(latents: broken)
        }
        let advice = "\n  fix: use a w.safetensors of `ganzoo project`"
        for path in [place.path("none.safetensors"), try place.write("text.safetensors", "no tensors")] {
            let error = #expect(throws: RunError.self) { try generator.images(latents: path) }
            let text = error?.description ?? ""
            #expect(text.hasPrefix(path) && text.hasSuffix(advice), "\(text)")
        }
    }
}
