import GANTensor
import GANTestSupport
import Testing

@testable import GANPictures

@Suite(.onChosenBackend) struct InterpolationTests {
    private func latent(_ z: [Float], _ label: [Float] = [0, 1], seed: Int = 0) -> Latent {
        Latent(
            z: Tensor(z, shape: [1, z.count]), label: Tensor(label, shape: [1, label.count]),
            place: Place(seed: seed, row: 0))
    }

    private func between(_ a: [Float], _ b: [Float], _ share: Double) -> [Float] {
        latent(a).towards(latent(b), share: share, step: 1).z.scalars(as: Float.self)
    }

    private func near(_ a: [Float], _ b: [Float]) -> Bool {
        a.count == b.count && zip(a, b).allSatisfy { ($0 - $1).magnitude < 1e-5 }
    }

    /// A third of a right angle is 30 degrees; the length goes from 2 to 4 evenly.
    @Test func turnsOverTheSphere() {
        let third = between([2, 0], [0, 4], 1.0 / 3)
        let expected: [Float] = [2.3094011, 1.3333333]  // (2 · 2 + 4) / 3 of cos 30° and sin 30°
        #expect(near(third, expected))
        #expect(near(between([2, 0], [0, 4], 0), [2, 0]))
        #expect(near(between([2, 0], [0, 4], 1), [0, 4]))
    }

    /// Between latents that point the same way or opposite ways, or are zero, no plane is to turn in.
    @Test func goesStraightWhereNoPlaneIs() {
        #expect(near(between([1, 2], [1, 2], 0.3), [1, 2]))
        #expect(near(between([1, 2], [2, 4], 0.5), [1.5, 3]))
        #expect(near(between([1, 0], [-1, 0], 0.25), [0.5, 0]))
        #expect(near(between([0, 0], [4, 0], 0.5), [2, 0]))
    }

    /// Noise in the middle would have half its variance on a straight line.
    @Test func noiseOfLayersTurns() {
        func style(_ noise: [Float]) -> Style {
            Style(Tensor([0], shape: [1, 1, 1]), noisePlanes: [Tensor(noise, shape: [1, 2])])
        }
        let middle = style([1, 0]).towards(style([0, 1]), share: 0.5, step: 1)
        #expect(middle.noisePlanes.map(\.shape) == [[1, 1, 1, 2]])
        #expect(near(middle.noisePlanes[0].scalars(as: Float.self), [0.70710678, 0.70710678]))
    }

    @Test func labelsAndStylesGoStraight() {
        let made = latent([1, 0], [1, 0]).towards(latent([0, 1], [0, 1]), share: 0.25, step: 1)
        #expect(near(made.label.scalars(), [0.75, 0.25]))
        let (a, b) = (style([0, 8]), style([4, 0]))
        #expect(near(a.towards(b, share: 0.25, step: 1).styles.scalars(), [1, 6]))
    }

    private func style(_ values: [Float]) -> Style {
        Style(styles: Tensor(values, shape: [1, values.count, 1]), place: Place(seed: 0, row: 0))
    }

    /// Slow at every point and fastest half-way: shares 0, 5/32, 1/2 and 27/32 of the smooth step.
    @Test func closedPathEasesFromPointToPoint() {
        let path = closedPath([style([0]), style([32]), style([96])], frames: 4)
        let values = path.map { $0.styles.item() }
        #expect(values == [0, 5, 16, 27, 32, 42, 64, 86, 96, 81, 48, 15])
    }

    @Test func mixesLayers() {
        let mixed = style([1, 2, 3, 4]).mixed(with: style([5, 6, 7, 8]), in: [0, 2, 9])
        #expect(mixed.styles.scalars(as: Float.self) == [5, 2, 7, 4])
    }
}
