import GANCore
import GANModule
import GANTensor
import GANTestSupport
import Testing

@testable import GANTrain

@Suite(.onChosenBackend) struct InferenceTests {
    /// A pass of inference serves no phase, and builds a graph only on request.
    @Test(arguments: [true, false]) func buildsAGraphOnRequest(asked: Bool) throws {
        let generator = try countedComposition().generator
        try InferenceSession.run(generator, buildsGraph: asked) { session in
            let pass = session.pass(RandomStream(seed: 0, path: "test"))
            #expect(pass.phase == nil)
            let images = try generator(.zeros([2, 4]), .zeros([2, 3]), pass).images
            #expect(images.requiresGradient == asked)
        }
    }

    /// Measuring the diversity of classes leaves the generator as it was.
    @Test func diversityOfClasses() throws {
        let composition = try countedComposition()
        let meter = try #require(DiversityMeter(composition))
        checkInference(on: [composition.generator]) { _ = try meter.measure(composition.generator) }
    }
}
