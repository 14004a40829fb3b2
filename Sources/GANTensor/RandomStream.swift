/// The random numbers of one component: counter-based (Philox4x32-10, Salmon et al. 2011), so a number depends only on the
/// seed, the component's path, the step, and the order of the component's own draws within the step.
///
/// Resuming needs only the step; other components, threads or processes have no effect.
public final class RandomStream {
    private let key: UInt64
    private let step: UInt64
    private var calls: UInt32 = 0

    /// - Parameters:
    /// - seed: the run's seed.
    /// - path: the component's path in the recipe, such as `generator.synthesis`.
    /// - step: the training step; 0 for construction.
    public init(seed: UInt64, path: String, step: Int = 0) {
        key = Self.hash(path, seed: seed)
        self.step = UInt64(max(step, 0))
    }

    /// Uniform in [0, 1): multiples of 2⁻²⁴.
    public func uniform(_ shape: Shape, dtype: ElementType = .float32) -> Tensor {
        draw(.uniform, .float32, shape).converted(to: dtype)
    }

    /// Mean 0 and variance 1.
    public func normal(_ shape: Shape, dtype: ElementType = .float32) -> Tensor {
        draw(.normal, .float32, shape).converted(to: dtype)
    }

    /// Uniform among 0 ..< bound, int32.
    /// - Precondition: `bound` is above zero.
    public func integers(below bound: Int, _ shape: Shape) -> Tensor {
        draw(.integer(bound: Self.checked(bound)), .int32, shape)
    }

    /// 0 ..< count in random order, int32.
    public func permutation(_ count: Int) -> Tensor {
        // Sorted by 64 random bits each; equal ones, about count² in 2⁶⁵, keep their order.
        let bits = next(.bits).integers(2 * count)
        let order = (0..<Int32(count)).sorted { left, right in
            let (a, b) = (2 * Int(left), 2 * Int(right))
            return (bits[a], bits[a + 1], left) < (bits[b], bits[b + 1], right)
        }
        return Tensor(order, shape: [count])
    }

    // MARK: Drawing again

    /// The number of draws so far.
    package var draws: UInt32 { calls }

    /// Runs `body` as it ran after `draws` draws. Draws after it continue as if it had not run.
    package func repeating<Result>(after draws: UInt32, _ body: () throws -> Result) rethrows -> Result {
        let now = calls
        defer { calls = now }
        calls = draws
        return try body()
    }

    // MARK: On the host

    /// The numbers of `uniform([count])`, computed on the host. Use it for what the program decides itself, such as a shape or whether to
    /// do something: reading a tensor would wait for the device.
    /// - Precondition: `count` is not negative; the same holds for the other draws on the host.
    public func hostUniform(_ count: Int) -> [Float] { next(.uniform).reals(count) }

    /// The numbers of `normal([count])`, computed on the host. A device's may differ in the last places.
    public func hostNormal(_ count: Int) -> [Float] { next(.normal).reals(count) }

    /// The numbers of `integers(below:_:)` for the shape [count], computed on the host.
    /// - Precondition: `bound` is above zero.
    public func hostIntegers(below bound: Int, _ count: Int) -> [Int] {
        next(.integer(bound: Self.checked(bound))).integers(count).map(Int.init)
    }

    /// 0 ..< bound. Counts as one draw, like `integers(below:_:)` for a scalar.
    /// - Precondition: `bound` is above zero.
    public func hostInteger(below bound: Int) -> Int { hostIntegers(below: bound, 1)[0] }

    // MARK: Draws

    private func draw(_ distribution: RandomDraw.Distribution, _ dtype: ElementType, _ shape: Shape) -> Tensor {
        let draw = next(distribution)
        return Tensor(Kernel.output(dtype, shape.count) { Backends.current.random(draw, into: $0) }, shape: shape)
    }

    private func next(_ distribution: RandomDraw.Distribution) -> RandomDraw {
        defer { calls += 1 }
        return RandomDraw(key: key, step: step, call: calls, firstElement: 0, distribution: distribution)
    }

    private static func checked(_ bound: Int) -> Int32 {
        guard let bound = Int32(exactly: bound), bound > 0 else {
            stop(ShapeError("integers", "\(bound) is not a valid bound: it must be in 1 ... \(Int32.max)"))
        }
        return bound
    }

    /// FNV-1a of the path, mixed with the seed by SplitMix64's finalizer, so that neighboring seeds give independent streams.
    private static func hash(_ path: String, seed: UInt64) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in path.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        hash = hash &+ seed &* 0x9e37_79b9_7f4a_7c15
        hash = (hash ^ (hash >> 30)) &* 0xbf58_476d_1ce4_e5b9
        hash = (hash ^ (hash >> 27)) &* 0x94d0_49bb_1331_11eb
        return hash ^ (hash >> 31)
    }
}
