import GANTensor
import GANTestSupport
import Synchronization
import Testing

/// Parts of a graph that run again when they are differentiated, beside the same parts that are kept.
@Suite(.onChosenBackend) struct RecomputationTests {
    private struct Inputs {
        let x: Tensor
        let weights: [Tensor]

        init() {
            let random = RandomStream(seed: 4, path: "recomputation")
            func leaf(_ shape: Shape) -> Tensor { random.normal(shape, dtype: .float64).requiringGradient() }
            x = leaf([5, 3])
            weights = [leaf([3, 3]), leaf([3, 3]), leaf([1, 3])]
        }

        var all: [Tensor] { [x] + weights }
    }

    /// Two blocks with two results each. Both read the last weight, and the second reads both results of the first.
    private func output(_ inputs: Inputs, recomputes: Bool) -> Tensor {
        func block(_ body: @escaping () -> [Tensor]) -> [Tensor] {
            recomputes ? recomputing(body, again: body) : body()
        }
        let w = inputs.weights
        let first = block {
            let h = matmul(inputs.x, w[0]).tanh()
            return [h * w[2], (h + inputs.x).squared() * w[2]]
        }
        let second = block {
            let h = matmul(first[0], w[1]).sigmoid()
            return [h * w[2] + first[1] * first[0], h.squared() + inputs.x]
        }
        return (second[0] * second[1] + first[1]).tanh().sum()
    }

    private func slopes(_ y: Tensor, _ inputs: Inputs, createGraph: Bool) throws -> [Tensor] {
        try gradients(of: y, wrt: inputs.all, createGraph: createGraph).map { try #require($0) }
    }

    @Test func gradientsHaveTheSameBits() throws {
        let inputs = Inputs()
        let kept = output(inputs, recomputes: false)
        let again = output(inputs, recomputes: true)
        #expect(bits(kept) == bits(again))
        let expected = try slopes(kept, inputs, createGraph: false)
        #expect(try slopes(again, inputs, createGraph: false).map(bits) == expected.map(bits))
        // A graph that is kept can be differentiated twice.
        #expect(try slopes(again, inputs, createGraph: false).map(bits) == expected.map(bits))
        #expect(try slopes(again, inputs, createGraph: true).map(bits) == expected.map(bits))
        let released = gradients(of: again, wrt: inputs.all, releasingGraph: true)
        #expect(released.map { $0.map(bits) } == expected.map(bits))
        #expect(again.hasReleasedGraph)
    }

    /// The gradient of one input computes nothing for the others.
    @Test(arguments: 0..<4) func eachInputAloneHasTheSameGradient(_ index: Int) throws {
        let inputs = Inputs()
        let expected = gradient(of: output(inputs, recomputes: false), wrt: inputs.all[index])
        #expect(bits(gradient(of: output(inputs, recomputes: true), wrt: inputs.all[index])) == bits(expected))
    }

    /// Penalties such as R1 differentiate a slope, and a test of them differentiates once more.
    @Test func higherDerivativesAreTheSameUpToRounding() throws {
        let inputs = Inputs()
        func derivatives(_ recomputes: Bool) throws -> [Tensor] {
            let y = output(inputs, recomputes: recomputes)
            let first = try slopes(y, inputs, createGraph: true)
            let penalty = first.map { $0.squared().sum() }.reduce(y * 0, +)
            let second = try slopes(penalty, inputs, createGraph: true)
            let third = try slopes(second.map { $0.squared().sum() }.reduce(penalty, +), inputs, createGraph: false)
            return second + third
        }
        for (again, kept) in zip(try derivatives(true), try derivatives(false)) {
            #expect(relativeError(again, kept) < 1e-12)
            #expect(kept.abs().max().item() > 0)
        }
    }

    /// The bytes of what is kept are those of the inputs and the results.
    @Test func onlyResultsAreKept() {
        Backends.withoutElements {
            var inUse: Int { Backends.memory?.inUse ?? 0 }
            let x = Tensor.zeros([100]).requiringGradient()
            func chain() -> [Tensor] { [(0..<10).reduce(x) { y, _ in y.tanh() }] }
            let before = inUse
            let kept = chain()
            #expect(withExtendedLifetime(kept) { inUse } - before == 10 * 400)
            let again = recomputing(chain, again: chain)
            #expect(withExtendedLifetime((kept, again)) { inUse } - before == 11 * 400)
            // The slope of a slope keeps what reaches the part and what leaves it, not its inner tensors.
            let slope = gradient(of: again[0], wrt: x, createGraph: true)
            #expect(withExtendedLifetime((kept, again, slope)) { inUse } - before <= 14 * 400)
        }
    }

    /// A gradient is nil where there is no path, and zeros where the derivative is zero. Optimizers skip only the first.
    @Test(arguments: [false, true]) func gradientsWithoutAPathAreNil(_ recomputes: Bool) throws {
        func leaf() -> Tensor { Tensor([1.0, -2.0], shape: [2]).requiringGradient() }
        let (x, used, unused, flat) = (leaf(), leaf(), leaf(), leaf())
        func part() -> [Tensor] { [x * used + flat.clamped(to: 5...6), x * unused] }
        let made = recomputes ? recomputing(part, again: part) : part()
        let found = gradients(of: made[0].sum(), wrt: [x, used, unused, flat])
        #expect(found.map { $0 == nil } == [false, false, true, false])
        #expect(try #require(found[3]).scalars(as: Double.self) == [0, 0])
        // The slope in x is `used`, and that in `used` is x.
        let slopes = gradients(of: made[0].sum(), wrt: [x, used], createGraph: true)
        for (slope, isNil) in zip(slopes, [[true, false, true, true], [false, true, true, true]]) {
            let second = gradients(of: try #require(slope).sum(), wrt: [x, used, unused, flat])
            #expect(second.map { $0 == nil } == isNil)
        }
    }

    /// A part runs when it is differentiated, and not where nothing is recorded.
    @Test func runsOncePerGradient() {
        let runs = Mutex(0)
        let x = Tensor.ones([2]).requiringGradient()
        func part() -> [Tensor] {
            runs.withLock { $0 += 1 }
            return [x.squared(), x.tanh()]
        }
        let made = recomputing(part, again: part)
        #expect(runs.withLock(\.self) == 1)
        _ = gradient(of: (made[0] + made[1]).sum(), wrt: x)
        #expect(runs.withLock(\.self) == 2, "once for both results")
        let other = Tensor.ones([2]).requiringGradient()
        _ = gradients(of: (made[0] * other).sum(), wrt: [other])
        #expect(runs.withLock(\.self) == 2, "nothing before `other` is asked for")
        let constant = withoutGradients { recomputing(part, again: part) }
        #expect(!constant[0].requiresGradient && runs.withLock(\.self) == 3)
    }

    /// A result that is an input, or a constant, is no part of it.
    @Test func resultsThatAreNotComputedPassThrough() {
        let x = Tensor([3.0], shape: [1]).requiringGradient()
        func part() -> [Tensor] { [x, Tensor([5.0], shape: [1]), x * 2] }
        let made = recomputing(part, again: part)
        #expect(made.map(\.requiresGradient) == [true, false, true])
        let y = made[0] * made[1] * made[2]
        #expect(gradient(of: y, wrt: x).item() == 60)
    }
}
