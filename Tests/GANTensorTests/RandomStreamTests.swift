import GANTensor
import GANTestSupport
import Testing

@Suite(.onChosenBackend) struct RandomStreamTests {
    /// Published with Random123 (Salmon et al. 2011): counter, key and the block they give.
    @Test(
        arguments: [
            ([0, 0, 0, 0], [0, 0], [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]),
            (
                [0xffff_ffff, 0xffff_ffff, 0xffff_ffff, 0xffff_ffff], [0xffff_ffff, 0xffff_ffff],
                [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]
            ),
            (
                [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344], [0xa409_3822, 0x299f_31d0],
                [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]
            ),
        ] as [([UInt32], [UInt32], [UInt32])])
    func philoxMatchesPublishedVectors(counter: [UInt32], key: [UInt32], expected: [UInt32]) {
        #expect(CPUBackend.philoxBlock(counter: counter, key: key) == expected)
    }

    /// The numbers themselves are part of the format: a run resumed by a later version must draw the same.
    @Test func drawsFollowTheGeneratorsBlocks() {
        let draw = RandomDraw(
            key: 0x299f_31d0_a409_3822, step: 0x0370_7344_1319_8a2e, call: 0x85a3_08d3, firstElement: 0,
            distribution: .bits)
        let expected = [UInt32(0), 1].flatMap {
            CPUBackend.philoxBlock(
                counter: [$0, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344], key: [0xa409_3822, 0x299f_31d0])
        }
        #expect(drawn(draw, 8, .int32).scalars(as: Int32.self).map { UInt32(bitPattern: $0) } == expected)
        var uniform = draw
        uniform.distribution = .uniform
        #expect(drawn(uniform, 8, .float32).scalars(as: Float.self) == expected.map { Float($0 >> 8) / 16_777_216 })
    }

    /// Numbers from Tests/Reference/philox.py.
    @Test func normalsAndIntegersAreMadeOfTheWordsAsWritten() {
        var draw = RandomDraw(key: 5, step: 3, call: 2, firstElement: 0, distribution: .integer(bound: 1000))
        #expect(drawn(draw, 4, .int32).scalars(as: Int32.self) == [118, 316, 63, 81])
        draw.distribution = .normal
        let expected: [Float] = [
            2.0069123, -0.4852658, 1.5081383, 0.1689138, 2.0414004, 1.1563002, -1.7342901, -1.4204811,
        ]
        #expect(relativeError(drawn(draw, 8, .float32), Tensor(expected, shape: [8])) < 1e-7)
    }

    @Test(arguments: [RandomDraw.Distribution.uniform, .normal, .integer(bound: 1000), .bits])
    func aPartOfADrawIsThePartOfTheWhole(_ distribution: RandomDraw.Distribution) {
        var draw = RandomDraw(key: 5, step: 3, call: 2, firstElement: 0, distribution: distribution)
        let dtype: ElementType = distribution == .uniform || distribution == .normal ? .float32 : .int32
        let whole = bits(drawn(draw, 20_000, dtype))
        for first in [1, 2, 3, 8191, 8192, 16_383] {
            draw.firstElement = first
            #expect(bits(drawn(draw, 500, dtype)) == Array(whole[first..<(first + 500)]))
        }
    }

    private func drawn(_ draw: RandomDraw, _ count: Int, _ dtype: ElementType) -> Tensor {
        let storage = Backends.current.makeStorage(dtype, count: count)
        Backends.current.random(draw, into: storage)
        return Tensor(storage, shape: [count])
    }

    @Test func uniformNumbersFillTheUnitInterval() {
        let x = RandomStream(seed: 1, path: "u").uniform([400_000])
        let numbers = x.scalars(as: Float.self)
        #expect(numbers.allSatisfy { (0..<1).contains($0) })
        // Standard errors: 0.2887 / √n of the mean, 0.0745 / √n of the variance.
        #expect((x.mean().item() - 0.5).magnitude < 5 * 0.2887 / 632)
        #expect(((x - 0.5).squared().mean().item() - 1.0 / 12).magnitude < 5 * 0.0745 / 632)
    }

    @Test func normalNumbersHaveTheMomentsOfTheNormal() {
        let x = RandomStream(seed: 1, path: "n").normal([400_000], dtype: .float64)
        func moment(_ power: Double) -> Double { (power == 2 ? x.squared() : x.squared().squared()).mean().item() }
        #expect(x.mean().item().magnitude < 5 / 632.0)
        #expect((moment(2) - 1).magnitude < 5 * 1.414 / 632)
        #expect((moment(4) - 3).magnitude < 5 * 9.8 / 632)
        let beyond = x.scalars(as: Double.self).count { $0.magnitude > 3 }
        #expect((800...1360).contains(beyond), "0.27 % of numbers lie beyond 3 standard deviations")
        let (even, odd) = (x.reshaped(-1, 2).sliced(1, 0..<1), x.reshaped(-1, 2).sliced(1, 1..<2))
        #expect((even * odd).mean().item().magnitude < 5 / 447.0, "the two numbers of a pair are independent")
    }

    @Test func integersAreUniformBelowTheirBound() {
        let draws = RandomStream(seed: 2, path: "i").integers(below: 7, [70_000]).scalars(as: Int32.self)
        let counts = (0..<7).map { value in draws.count { $0 == value } }
        #expect(counts.reduce(0, +) == 70_000)
        #expect(counts.allSatisfy { ($0 - 10_000).magnitude < 5 * 93 })
    }

    @Test func permutationsHoldEveryIndexOnce() {
        let stream = RandomStream(seed: 2, path: "p")
        let (first, second) = (stream.permutation(1000), stream.permutation(1000))
        #expect(first.scalars(as: Int32.self).sorted() == Array(0..<1000))
        #expect(bits(first) != bits(second))
        #expect(stream.permutation(0).count == 0)
    }

    /// Draws on the host are those of the same calls on a backend, and count like them.
    @Test func drawsOnTheHostAreTheSame() {
        let (host, device) = (RandomStream(seed: 3, path: "h", step: 4), RandomStream(seed: 3, path: "h", step: 4))
        #expect(host.hostUniform(1001) == device.uniform([1001]).scalars(as: Float.self))
        #expect(host.hostNormal(1001) == device.normal([1001]).scalars(as: Float.self))
        let integers = device.integers(below: 7, [1001]).scalars(as: Int32.self)
        #expect(host.hostIntegers(below: 7, 1001) == integers.map(Int.init))
        #expect(host.hostInteger(below: 1000) == Int(device.integers(below: 1000, []).item()))
        #expect(bits(host.uniform([5])) == bits(device.uniform([5])))
        #expect(host.hostUniform(0).isEmpty)
    }

    @Test func streamsDependOnSeedPathAndStepAlone() {
        func first(_ seed: UInt64, _ path: String, _ step: Int) -> [UInt64] {
            bits(RandomStream(seed: seed, path: path, step: step).normal([16]))
        }
        let reference = first(1, "generator", 5)
        #expect(first(1, "generator", 5) == reference)
        #expect(first(2, "generator", 5) != reference)
        #expect(first(1, "generators", 5) != reference)
        #expect(first(1, "generator", 6) != reference)
        let stream = RandomStream(seed: 1, path: "generator", step: 5)
        _ = stream.normal([16])
        #expect(bits(stream.normal([16])) != reference, "a second draw is another")
    }
}
