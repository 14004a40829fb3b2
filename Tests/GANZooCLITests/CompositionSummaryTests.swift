import GANModule
import GANTensor
import Testing

@testable import GANZooCLI

private final class Layers: Module {
    let first = Linear(2, 3, random: RandomStream(seed: 1, path: "first"))
    let second = Linear(3, 4, random: RandomStream(seed: 1, path: "second"))
}

@Suite struct CompositionSummaryTests {
    /// A layer of 2 to 3 numbers has 9 parameters, one of 3 to 4 has 16.
    @Test func frozenLayersAreNamed() {
        let network = Layers()
        #expect(CompositionSummary.Network("mine", network).text == "mine: 25 parameters")
        network.freeze { $0.hasPrefix("first.") }
        let summary = CompositionSummary.Network("mine", network)
        #expect(summary.text == "mine: 25 parameters, 9 of them frozen: first")
        network.freeze { $0 == "second.bias" }
        #expect(CompositionSummary.Network("mine", network).frozenLayers == ["first", "second"])
    }
}
