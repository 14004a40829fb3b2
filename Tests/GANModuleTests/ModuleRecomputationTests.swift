import GANModule
import GANTensor
import GANTestSupport
import Testing

/// A module that counts its passes, and whose result depends on the count and on random numbers.
private final class Drawing: Module {
    @Buffer(.mean) var passes = Tensor(0)
    @Parameter var weight = Tensor.ones([4])

    func callAsFunction(_ random: RandomStream) -> Tensor {
        passes = passes + 1
        let noise = random.normal([4])
        return (noise * weight * passes).squared()
    }
}

@Suite(.onChosenBackend) struct ModuleRecomputationTests {
    private func gradients(recomputes: Bool) -> (slopes: [[UInt64]], passes: Double, next: [UInt64]) {
        let (module, random) = (Drawing(), RandomStream(seed: 3, path: "drawing"))
        func pass() -> Tensor { recomputes ? module.recomputed(random) { [module(random)] }[0] : module(random) }
        // Both passes come before the first is differentiated, as real and generated images do.
        let results = [pass(), pass()]
        let slopes = results.map { bits(gradient(of: $0.sum(), wrt: module.weight)) }
        return (slopes, module.passes.item(), bits(random.normal([4])))
    }

    @Test func theSecondRunIsLikeTheFirstAndLeavesNoTrace() {
        let (kept, again) = (gradients(recomputes: false), gradients(recomputes: true))
        #expect(again.slopes == kept.slopes)
        #expect(again.slopes[0] != again.slopes[1])
        #expect(again.passes == 2 && kept.passes == 2)
        #expect(again.next == kept.next, "random numbers continue after those of the passes")
    }
}
