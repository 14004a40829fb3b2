import GANTorch
import Testing

@testable import GANTensor

/// Fused kernels on the processor against the plain backend, to the bit.
@Suite struct PointwiseKernelTests {
    private let processor = Processor()

    static let forms: [ActivationGeometry] = [
        ActivationGeometry(outer: 3, channels: 5, inner: 7, slope: 0.2, gain: 1.4142135623730951, clamp: 0.8),
        ActivationGeometry(outer: 40, channels: 6, inner: 1, slope: 0, gain: 1, clamp: nil),
        ActivationGeometry(outer: 2, channels: 3, inner: 130, slope: 1, gain: 0.7, clamp: 256),
    ]

    /// Numbers with those of every kind among them.
    private func numbers<Element: TensorScalar & BinaryFloatingPoint>(
        _ geometry: ActivationGeometry, seed: UInt64
    ) -> [Element] {
        var values: [Element] = processor.normal(geometry.outer * geometry.channels * geometry.inner, seed: seed)
        for (index, value) in [0, -0.0, .infinity, -.infinity, .nan, Element(geometry.clamp ?? 1)].enumerated() {
            values[index * 11] = value
            values[index * 11 + 1] = -value
        }
        return values
    }

    @Test(arguments: forms, [false, true]) func biasActivation(_ geometry: ActivationGeometry, hasBias: Bool) throws {
        func check<Element: TensorScalar & BinaryFloatingPoint>(_: Element.Type) throws {
            let x: [Element] = numbers(geometry, seed: 1)
            let bias: [Element] = processor.normal(geometry.channels, seed: 2)
            let expected: [Element] = processor.values(x.count) {
                $0.biasActivation(
                    processor.storage(x), hasBias ? processor.storage(bias) : nil, geometry, into: $1)
            }
            let (xs, biases) = (Elements(x), Elements(bias))
            let found: [Element] = try emulated(x.count) { y in
                FusedLaunch.biasActivation(
                    xs.address, bias: hasBias ? biases.address : nil, geometry, into: y, Element.elementType
                ).map { [$0] }
            }
            #expect(haveEqualBits(found, expected))
        }
        try check(Float.self)
        try check(Double.self)
    }

    @Test(arguments: forms) func biasActivationAdjoint(_ geometry: ActivationGeometry) throws {
        func check<Element: TensorScalar & BinaryFloatingPoint>(_: Element.Type) throws {
            let output: [Element] = numbers(geometry, seed: 1)
            let dy: [Element] = processor.normal(output.count, seed: 2)
            let expected: [Element] = processor.values(dy.count) {
                $0.biasActivationAdjoint(processor.storage(dy), processor.storage(output), geometry, into: $1)
            }
            let (gradients, outputs) = (Elements(dy), Elements(output))
            let found: [Element] = try emulated(dy.count) { y in
                FusedLaunch.biasActivationAdjoint(
                    gradients.address, output: outputs.address, geometry, into: y, Element.elementType
                ).map { [$0] }
            }
            #expect(haveEqualBits(found, expected))
        }
        try check(Float.self)
        try check(Double.self)
    }

    enum Noise: CaseIterable { case none, shared, ofEachSample }

    @Test(arguments: forms, Noise.allCases) func scaledActivation(_ geometry: ActivationGeometry, noise: Noise) throws {
        func check<Element: TensorScalar & BinaryFloatingPoint>(_: Element.Type) throws {
            let x: [Element] = numbers(geometry, seed: 1)
            let factors: [Element] = processor.normal(geometry.outer * geometry.channels, seed: 2)
            let bias: [Element] = processor.normal(geometry.channels, seed: 3)
            let planes = noise == .shared ? 1 : geometry.outer
            let field: [Element] = processor.normal(planes * geometry.inner, seed: 4)
            let expected: [Element] = processor.values(x.count) {
                let operands = ScaledActivationOperands(
                    x: processor.storage(x), factors: processor.storage(factors),
                    noise: noise == .none ? nil : processor.storage(field), bias: processor.storage(bias))
                $0.scaledActivation(operands, geometry, into: $1)
            }
            let held = [Elements(x), Elements(factors), Elements(bias), Elements(field)]
            let operands = FusedLaunch.ScaledOperands(
                x: held[0].address, factors: held[1].address, bias: held[2].address,
                noise: noise == .none ? nil : held[3].address, sharesNoise: noise == .shared)
            let found: [Element] = try withExtendedLifetime(held) {
                try emulated(x.count) { y in
                    FusedLaunch.scaledActivation(operands, geometry, into: y, Element.elementType).map { [$0] }
                }
            }
            #expect(haveEqualBits(found, expected))
        }
        try check(Float.self)
        try check(Double.self)
    }

    private static func run(_ index: Int) -> AdamRun {
        let update = AdamUpdate(
            beta1: 0.5, beta2: 0.99, stepSize: 0.002 * Double(index + 1), rootCorrection: 1.7, epsilon: 1e-8)
        return AdamRun(count: index % 5 * 40 + 1, update: index % 3 == 2 ? nil : update)
    }

    /// Runs that are skipped, runs with rates of their own, and more runs than one launch takes.
    @Test(arguments: [1, 7, 48, 110]) func adam(runs: Int) throws {
        let steps = (0..<runs).map(Self.run)
        func check<Element: TensorScalar & BinaryFloatingPoint>(_: Element.Type) throws {
            let count = steps.reduce(0) { $0 + $1.count }
            let roots: [Element] = processor.normal(count, seed: 4)
            let rest: [[Element]] = [1, 2, 3].map { processor.normal(count, seed: $0) }
            let old = rest + [roots.map { $0 * $0 }]
            let storages = old.map { processor.storage($0) }
            let expected: [Element] = processor.values(count) {
                $0.updateAdam(
                    steps, parameters: storages[0], gradient: storages[1], first: storages[2], second: storages[3],
                    into: $1)
            }
            let inputs: [Elements<Element>] = old.map { Elements($0) }
            let moments = [Elements<Element>(count: count), Elements<Element>(count: count)]
            let found: [Element] = try withExtendedLifetime(inputs) {
                try emulated(count) { y in
                    let new = [y] + moments.map(\.address)
                    return FusedLaunch.adam(
                        steps, FusedLaunch.AdamOperands(old: inputs.map(\.address), new: new), Element.elementType)
                }
            }
            #expect(haveEqualBits(found, expected))
            #expect(haveEqualBits(moments[0].values, processor.download(storages[2])))
            #expect(haveEqualBits(moments[1].values, processor.download(storages[3])))
            #expect(haveEqualBits(inputs[2].values, old[2]), "the old moments stay")
        }
        try check(Float.self)
        try check(Double.self)
    }

    private static let places = [0, 1, 2, 3, 5, 1_000_002, 12_884_901_887]

    @Test(arguments: [RandomDraw.Distribution.uniform, .normal], places)
    func reals(_ distribution: RandomDraw.Distribution, first: Int) throws {
        let draw = RandomDraw(
            key: 0x1234_5678_9ABC_DEF0, step: 0xFFFF_FFFF_0001, call: 9, firstElement: first, distribution: distribution
        )
        for count in [1, 2, 3, 4, 1003] {
            let found: [Float] = try emulated(count) { y in
                FusedLaunch.random(draw, count: count, into: y).map { [$0] }
            }
            #expect(haveEqualBits(found, draw.reals(count)), "\(count)")
        }
    }

    @Test(
        arguments: [RandomDraw.Distribution.integer(bound: 1), .integer(bound: 1000), .integer(bound: .max)],
        places)
    func integers(_ distribution: RandomDraw.Distribution, first: Int) throws {
        // An integer takes twice as many words.
        let draw = RandomDraw(
            key: 0x1234_5678_9ABC_DEF0, step: 3, call: 0xFFFF_FFFF, firstElement: first / 2, distribution: distribution)
        for count in [1, 2, 3, 4, 1003] {
            let found: [Int32] = try emulated(count) { y in
                FusedLaunch.random(draw, count: count, into: y).map { [$0] }
            }
            #expect(found == draw.integers(count), "\(count)")
        }
    }
}
