import GANTensor
import GANTestSupport
import Testing

/// Tensors without elements: what they would need is counted, and what the host wrote is known.
@Suite struct ShapeBackendTests {
    private var inUse: Int { Backends.memory?.inUse ?? 0 }

    /// A float32 has 4 bytes, a float64 has 8. A view of a tensor needs none of its own.
    @Test func bytesAreCounted() {
        Backends.withoutElements {
            let images = Tensor.zeros([2, 3, 4, 4])
            #expect(inUse == 384)
            let rows = images.rows(1..<2)
            #expect(inUse == 384 && rows.shape == [1, 3, 4, 4])
            do {
                let wide = images.converted(to: .float64)
                #expect(withExtendedLifetime(wide) { inUse } == 384 + 768)
            }
            #expect(inUse == 384)
            #expect(Backends.memory?.peak == 384 + 768)
            withExtendedLifetime((images, rows)) {}
        }
    }

    /// More than any machine has costs nothing.
    @Test func anySizeIsCounted() {
        Backends.withoutElements {
            let a = Tensor.zeros([1 << 20, 1 << 20])
            let product = matmul(a, a)
            #expect(withExtendedLifetime((a, product)) { inUse } == 2 << 42)
            let more = (0..<4).map { _ in Tensor.zeros([1 << 61]) }
            #expect(withExtendedLifetime(more) { inUse } == .max)
        }
    }

    /// The host decides by labels that it wrote itself, and by what it filled; nothing else is known.
    @Test func whatTheHostWroteIsKnown() {
        Backends.withoutElements {
            let labels = Tensor([1, 2, 3, 4, 5, 6] as [Float], shape: [3, 2])
            #expect(labels.scalars() == [1, 2, 3, 4, 5, 6] as [Float])
            #expect(labels.rows(1..<3).scalars() == [3, 4, 5, 6] as [Float])
            #expect(labels.rows(1..<3).rows(1..<2).scalars() == [5, 6] as [Float])
            #expect(Tensor(0.25).item() == 0.25)
            #expect((labels + 1).scalars() == [Float](repeating: 0, count: 6))
            #expect((labels / 0).isFinite())
        }
    }

    @Test func gradientsHaveShapes() {
        Backends.withoutElements {
            let weight = Tensor.zeros([8, 3, 3, 3]).requiringGradient()
            let step = ConvolutionStep(stride: 1, padding: 1, dilation: 1, groups: 1)
            let y = Tensor.zeros([2, 3, 16, 16]).convolved(with: weight, step).squared().sum()
            #expect(gradients(of: y, wrt: [weight])[0]?.shape == [8, 3, 3, 3])
        }
    }

    @Test func elementsComeBack() {
        let sum = Backends.withoutElements {
            #expect(!Backends.haveElements)
            return Backends.withElements { (Tensor.ones([3]) + 1).sum().item() }
        }
        #expect(sum == 6 && Backends.haveElements)
    }

    @Test func tooManyTensorsEndInWords() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            Backends.withoutElements {
                var all: [Tensor] = []
                while true { all.append(.zeros([1])) }
            }
        }
        let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        #expect(message.contains("more than 200000 tensors at once\n  fix: use a network with fewer layers"))
    }

    /// No number has so many elements.
    @Test func aShapeBeyondCountingEndsInWords() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            Backends.withoutElements { _ = Tensor.zeros([1 << 40, 1 << 40]) }
        }
        let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        #expect(message.contains("out of memory: needed "), "\(message)")
        #expect(message.contains(" for a tensor of [1099511627776, 1099511627776]"), "\(message)")
    }
}
