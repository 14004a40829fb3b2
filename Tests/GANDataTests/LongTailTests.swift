import Testing

@testable import GANCore

@Suite struct LongTailTests {
    private func settings(_ profile: LongTailProfile = .exponential, ratio: Double, seed: Int = 0) -> LongTailSettings {
        var settings = LongTailSettings()
        (settings.profile, settings.ratio, settings.seed) = (profile, ratio, seed)
        return settings
    }

    /// The published counts of CIFAR10-LT.
    @Test(
        arguments: [
            (10.0, [5000, 3871, 2997, 2320, 1796, 1391, 1077, 834, 645, 500]),
            (50, [5000, 3237, 2096, 1357, 878, 568, 368, 238, 154, 100]),
            (100, [5000, 2997, 1796, 1077, 645, 387, 232, 139, 83, 50]),
            (200, [5000, 2775, 1540, 854, 474, 263, 146, 81, 45, 25]),
        ] as [(Double, [Int])]) func countsAreThePublishedOnes(ratio: Double, counts: [Int])
    {
        let full = [Int](repeating: 5000, count: 10)
        #expect(settings(ratio: ratio).keptCounts(of: full) == counts)
    }

    @Test func otherCounts() {
        #expect(settings(.step, ratio: 10).keptCounts(of: [100, 100, 100, 100]) == [100, 100, 10, 10])
        #expect(settings(.step, ratio: 10).keptCounts(of: [100, 100, 100]) == [100, 100, 10])
        #expect(settings(.step, ratio: 49).keptCounts(of: [49, 49]) == [49, 1])
        #expect(settings(ratio: 100).keptCounts(of: [100, 3, 100]) == [100, 3, 1])
        #expect(settings(ratio: 100).keptCounts(of: [7]) == [7])
    }

    /// What is kept of a class depends on the seed and the class, not on the other classes.
    @Test func choosesReproducibly() {
        let classes = (0..<300).map { Int32($0 % 3) }
        let kept = settings(ratio: 10).kept(of: classes, classCount: 3)
        #expect(kept.count == 100 + 31 + 10 && kept == kept.sorted())
        #expect(kept == settings(ratio: 10).kept(of: classes, classCount: 3))
        #expect(kept != settings(ratio: 10, seed: 1).kept(of: classes, classCount: 3))
        #expect(kept.filter { $0 % 3 == 2 } == [47, 59, 95, 101, 164, 179, 221, 230, 272, 293])
    }
}
