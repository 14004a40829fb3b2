import GANTensor
import GANTestSupport
import Testing

/// What the comparison of gradients lets pass.
@Suite(.onChosenBackend) struct KinkSearchTests {
    /// - Parameter kinks: how many of the first attempts have one, which moves the gradient of `a` by 3e-3.
    private func search(kinks: Int, errorOfB: Double = 1e-6) throws -> KinkSearch {
        var attempt = 0
        return try KinkSearch { _ in
            attempt += 1
            return [
                GradientError(name: "a", error: attempt > kinks ? 1e-6 : 3e-3),
                GradientError(name: "b", error: errorOfB),
            ]
        }
    }

    @Test func theFirstInputWithoutAKinkCounts() throws {
        #expect(try search(kinks: 0).attempts == 1)
        let later = try search(kinks: 3)
        #expect(later.attempts == 4 && later.wrong.isEmpty)
    }

    @Test func fewInputsAreTried() throws {
        let all = try search(kinks: 8)
        #expect(all.attempts == 8 && all.wrong.map(\.name) == ["a"])
    }

    /// Whatever the inputs; of the attempts that have nothing else.
    @Test(arguments: [0.01, .nan, 2e-4]) func aWrongGradientStaysWrong(_ error: Double) throws {
        let search = try search(kinks: 3, errorOfB: error)
        #expect(search.attempts == 8 && search.wrong.map(\.name) == ["b"])
    }

    @Test func theFailureSaysHowManyInputsWereTried() throws {
        try withKnownIssue {
            try expectGradientsNearKinks { _ in [GradientError(name: "weight", error: 0.01)] }
        } matching: {
            "\($0)".contains("weight, the closest of 8 attempts")
        }
        withKnownIssue { try expectGradientsAcrossKinks { _ in [GradientError(name: "weight", error: 0.01)] } }
        withKnownIssue { try expectGradientsNearKinks { _ in [] } }
    }

    /// The inputs are as the file has them at first, and then others by about a rounding.
    @Test func inputsAreMovedByARounding() throws {
        var moves: [Double] = []
        let inputs = Tensor([1, -2, 3, -4] as [Float], shape: [4])
        _ = try KinkSearch { moved in
            moves.append(relativeError(moved(inputs), inputs))
            return [GradientError(name: "a", error: 1)]
        }
        #expect(moves.count == 8 && moves[0] == 0 && moves.dropFirst().allSatisfy { $0 > 0 && $0 < 1e-5 })
    }
}
