import GANCore
import GANModule
import GANTensor
import GANTestSupport
import Testing

@testable import BigGAN

@Suite(.onChosenBackend) struct InferenceTests {
    /// The embeddings of all classes can be differentiated, and leave the conditioner as it was.
    @Test func vectorsOfClasses() {
        let conditioner = CountedConditioner()
        checkInference(on: [conditioner]) {
            let vectors = try conditioner.vectorsOfClasses(3)()
            #expect(vectors.scalars(as: Float.self) == [2, 0, 0, 0, 2, 0, 0, 0, 2])
            #expect(gradient(of: vectors.sum(), wrt: conditioner.weight).item() == 3)
        }
    }
}

/// Multiplies labels by a weight.
private final class CountedConditioner: Module, Conditioner {
    static let name = "counted_conditioner"
    static let summary = "a conditioner for tests"
    let counter = PassCounter()
    @Parameter var weight: Tensor = .ones([1]) * 2

    override init() {}
    init(_ settings: NoSettings, _ build: BuildContext) {}

    func callAsFunction(_ labels: Tensor, _ pass: ForwardPass) throws -> Tensor {
        try counter.count()
        return labels * weight
    }
}
