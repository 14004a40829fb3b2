import GANCore
import GANModule
import GANTensor
import GANTestSupport
import Heads
import Testing

/// The terms of conditional heads against StudioGAN's implementation under PyTorch.
@Suite(.onChosenBackend) struct HeadLossTests {
    private let oracle: SafetensorsFile
    private let embeddings: Tensor
    private let proxies: Tensor
    private let labels: Tensor

    init() throws {
        oracle = try openOracle("heads_and_losses")
        embeddings = try oracle.tensor("embed").requiringGradient()
        proxies = try oracle.tensor("proxy").requiringGradient()
        let classes = Int(try #require(oracle.metadata["num_classes"]))
        let numbers = try oracle.values(of: "label", as: Int64.self).map { Int32($0) }
        labels = Tensor(numbers, shape: [numbers.count]).oneHot(classes: try #require(classes))
    }

    private var rows: ProxyEmbedding.Rows {
        ProxyEmbedding.Rows(embeddings: embeddings, proxies: proxies, labels: labels)
    }

    private func expect(_ found: Tensor, is name: String) throws {
        #expect(relativeError(found, try oracle.tensor(name)) < OracleTolerance.values, "\(name)")
    }

    private func expect(_ loss: Tensor, withGradients name: String) throws {
        try expect(loss, is: name)
        try expect(gradient(of: loss, wrt: embeddings), is: "\(name).grad_embed")
        try expect(gradient(of: loss, wrt: proxies), is: "\(name).grad_proxy")
    }

    @Test(arguments: [0.25, 1]) func contrasts(_ temperature: Double) throws {
        try expect(
            ContrastiveHead.loss(rows, temperature: temperature), withGradients: "contrastive_2c.T\(temperature)")
    }

    /// By NumPy, in float64 and with the largest exponent taken out: e^100 is no number of float32.
    @Test func contrastsAtALowTemperature() {
        let embeddings = Tensor([1, 0, 0.6, 0.8, 0, 1] as [Float], shape: [3, 2])
        let proxies = Tensor([0.8, 0.6, 1, 0, 0, 1] as [Float], shape: [3, 2])
        let labels = Tensor([0, 0, 1] as [Int32], shape: [3]).oneHot(classes: 2)
        let found = ContrastiveHead.loss(
            .init(embeddings: embeddings, proxies: proxies, labels: labels), temperature: 0.01)
        #expect(abs(found.item() - 6.4356176) < 1e-4)
    }

    @Test(arguments: [0.25, 1]) func comparesDataWithData(_ temperature: Double) throws {
        var settings = DataToDataHead.Settings()
        settings.margin = try #require(oracle.metadata["margin"].flatMap(Double.init))
        settings.temperature = temperature
        try expect(DataToDataHead.loss(rows, settings), withGradients: "d2d_ce_parity.T\(temperature)")
    }

    /// By hand, of two classes: cosines are 0.6 between the images and 0.8, 1 with their classes' vectors.
    @Test func correctsWhatIsSubtracted() {
        let embeddings = Tensor([1, 0, 0.6, 0.8] as [Float], shape: [2, 2])
        let proxies = Tensor([0.8, 0.6, 0.6, 0.8] as [Float], shape: [2, 2])
        let labels = Tensor([0, 1] as [Int32], shape: [2]).oneHot(classes: 2)
        var settings = DataToDataHead.Settings()
        (settings.margin, settings.temperature, settings.form) = (0.9, 0.5, .corrected)
        // a = (0.9 - 0.8) / 0.5 and 0; b = (0.6 + 0.9 - 1) / 0.5 = 1 for both. The mean of a + log(e^-a + e^b).
        let found = DataToDataHead.loss(.init(embeddings: embeddings, proxies: proxies, labels: labels), settings)
        #expect(abs(found.item() - (1.4632825 + 1.3132617) / 2) < 1e-5)
        // At T = 0.005: a = 20 and 0; b = 100, and e^100 is no number of float32. The mean of 20 + 100 and 0 + 100.
        settings.temperature = 0.005
        let cold = DataToDataHead.loss(.init(embeddings: embeddings, proxies: proxies, labels: labels), settings)
        #expect(abs(cold.item() - 110) < 1e-3)
    }

    @Test func hinges() throws {
        let logits = try oracle.tensor("multi_hinge.logits").requiringGradient()
        let loss = MultiHingeHead.hinge(logits, labels.padded(1, before: 0, after: 1))
        try expect(loss, is: "multi_hinge.loss")
        try expect(gradient(of: loss, wrt: logits), is: "multi_hinge.grad")
    }

    /// Equal logits of K classes: log K. A sure and right one: nothing.
    @Test func classifies() {
        let labels = Tensor([1, 0] as [Int32], shape: [2]).oneHot(classes: 3)
        #expect(abs(ClassifierHead.crossEntropy(.zeros([2, 3]), labels).item() - 1.0986123) < 1e-6)
        #expect(ClassifierHead.crossEntropy(labels * 50, labels).item() < 1e-6)
    }

    @Test(arguments: [(0, [0, 0, 1, 0, 1, 0, 0, 0]), (1, [0, 0, 0, 1, 0, 1, 0, 0])] as [(Int, [Float])])
    func pairsClasses(_ side: Int, _ expected: [Float]) {
        let labels = Tensor([1, 0] as [Int32], shape: [2]).oneHot(classes: 2)
        #expect(ClassifierHead.paired(labels, side: side).scalars(as: Float.self) == expected)
    }
}
