import Augmenters
import GANCore
import GANModule
import GANTensor
import GANTestSupport
import Testing

@Suite(.onChosenBackend) struct ADATests {
    private func info(channels: Int = 3, size: Int = 32) -> DatasetInfo {
        DatasetInfo(count: 1, channels: channels, height: size, width: size, labelKind: .none, labelSize: 0)
    }

    private func ada(_ data: DatasetInfo, _ change: (inout ADA.Settings) -> Void) throws -> ADA {
        var settings = ADA.Settings()
        change(&settings)
        return try ADA(settings, BuildContext(path: "augment", data: data, seed: 1))
    }

    private func random(_ path: String = "test") -> RandomStream { RandomStream(seed: 2, path: path) }

    // MARK: Oracle

    private static let presets = ["blit", "geom", "color", "filter", "cutout"]
    private static let cases =
        presets.flatMap { name in ["0.1", "0.35", "0.8"].map { (name, $0) } }
        + ["0.1", "0.35", "0.8"].map { ("bgc", $0) }
        + ADA.Transform.allCases.map(\.rawValue).filter { !["filter", "noise", "cutout"].contains($0) }.map {
            ($0, "0.8")
        }

    /// Every draw is a quantile, in all of the transforms together and in each alone.
    @Test(arguments: cases) func agreesWithOracle(_ name: String, _ quantile: String) throws {
        let oracle = try openOracle("ada_32")
        let probability = try #require(Double(oracle.metadata["p"] ?? ""))
        let augment = try ada(info()) { settings in
            if let preset = ADA.Preset(rawValue: name) {
                settings.preset = preset
            } else {
                settings.transforms = ADA.Transform(rawValue: name).map { [$0] }
            }
            settings.p = Scheduled(probability)
            settings.debugPercentile = Double(quantile)
        }
        let images = try oracle.tensor("img").requiringGradient()
        let changed = augment(images, random: random())
        #expect(relativeError(changed, try oracle.tensor("\(name).q\(quantile)")) < OracleTolerance.values)
        // The file holds this gradient alone.
        guard name == "bgc", quantile == "0.35" else { return }
        let expected = "\(name).q\(quantile).grad_img"
        let gradient = gradient(of: (changed * (try oracle.tensor("proj"))).sum(), wrt: images)
        #expect(relativeError(gradient, try oracle.tensor(expected)) < OracleTolerance.values)
    }

    // MARK: Chance

    /// With probability 0 what does not resample returns the very images.
    @Test func nothingChangesAtZero() throws {
        let augment = try ada(info()) { settings in
            settings.transforms = [.brightness, .contrast, .lumaflip, .hue, .saturation, .noise, .cutout]
        }
        let images = random("images").normal([3, 3, 32, 32])
        #expect(relativeError(augment(images, random: random()), images) < 1e-6)
    }

    /// The filters of a warp that moves nothing nearly undo each other, away from the edges.
    @Test func aWarpThatMovesNothingIsNearlyNone() throws {
        let augment = try ada(info()) { $0.transforms = [.xfrac] }
        let images = random("images").normal([2, 3, 16, 16]).upsampledNearest(2)
        #expect(relativeError(augment(images, random: random()), images) < 0.05)
    }

    /// Half of the open gates flip: a share p / 2 of all images.
    @Test(arguments: [(0.5, 0.25), (1, 0.5)]) func flipsAreHalfAsLikelyAsTheirGate(p: Double, share: Double) throws {
        let augment = try ada(info(channels: 1, size: 8)) { ($0.transforms, $0.p) = ([.xflip], Scheduled(p)) }
        let count = 400
        // The left half is 1, the right half 0.
        let left = Tensor((0..<8).map { $0 < 4 ? 1 : 0 as Float }, shape: [1, 1, 1, 8]).broadcast(to: [count, 1, 8, 8])
        let flipped = augment(left, random: random()).sliced(3, 5..<8).mean(1, 2, 3).scalars(as: Float.self)
        let found = Double(flipped.count { $0 > 0.5 }) / Double(count)
        #expect(abs(found - share) < 0.07)
    }

    @Test func everySampleHasDrawsOfItsOwn() throws {
        let augment = try ada(info()) { ($0.preset, $0.p) = (.bgcfnc, 1) }
        let images = random("images").normal([1, 3, 32, 32]).broadcast(to: [4, 3, 32, 32])
        let changed = augment(images, random: random())
        let rows = (0..<4).map { bits(changed.rows($0..<$0 + 1)) }
        #expect(Set(rows).count == 4)
        #expect(changed.isFinite())
    }

    @Test func grayImagesKeepOneChannel() throws {
        let augment = try ada(info(channels: 1)) { ($0.preset, $0.p) = (.bgcfnc, 1) }
        let changed = augment(random("images").normal([3, 1, 32, 32]), random: random())
        #expect(changed.shape == [3, 1, 32, 32] && changed.isFinite())
    }

    // MARK: Gradients

    /// Twice differentiable through everything, as R1 needs it: by finite differences of the second order.
    @Test(arguments: [1, 2]) func isDifferentiable(order: Int) throws {
        let images = GradientCase("ada", [[1, 3, 4, 4]]) { inputs in
            orFail {
                let augment = try ADATests().ada(ADATests().info(size: 4)) { ($0.preset, $0.p) = (.bgc, 1) }
                return augment(inputs[0], random: RandomStream(seed: 3, path: "draws")).tanh()
            }
        }
        checkGradient(images, order: order)
    }

    // MARK: Settings

    @Test func aPresetHoldsTheOnesBeforeIt() {
        let chain: [ADA.Preset] = [.blit, .bg, .bgc, .bgcf, .bgcfn, .bgcfnc]
        for (smaller, larger) in zip(chain, chain.dropFirst()) {
            #expect(Set(smaller.transforms).isStrictSubset(of: Set(larger.transforms)))
        }
        #expect(Set(ADA.Preset.bgcfnc.transforms) == Set(ADA.Transform.allCases))
    }

    /// Only color transforms depend on the number of channels; the advice of the error must therefore work.
    @Test func imagesOfFourChannelsCanBeMovedButNotRecolored() throws {
        let error = #expect(throws: RecipeError.self) { try ada(info(channels: 4)) { _ in } }
        #expect(error?.problem == "its color transforms need 1 or 3 channels, but the images have 4")
        #expect(error?.fix == "set transforms: [xflip, rotate90, xint]")
        let moved = try ada(info(channels: 4)) { ($0.transforms, $0.p) = ([.xflip, .rotate90, .xint], 1) }
        let images = RandomStream(seed: 3, path: "images").normal([2, 4, 32, 32])
        #expect(moved(images, random: random()).shape == [2, 4, 32, 32])
    }

    @Test func whatNeverChangesAnythingIsRefused() {
        var settings = ADA.Settings()
        settings.adaptive = nil
        #expect(settings.conflicts().map(\.key) == ["p"])
    }
}
