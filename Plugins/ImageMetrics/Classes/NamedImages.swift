import GANCore
import GANTensor

/// Generated images as a fixed classifier names them, among the classes of the data.
struct NamedImages {
    /// For each image the number of the class that was asked for.
    let asked: [Int]
    /// The number of the most probable class.
    let named: [Int]
    /// The probability of that class. Probabilities of classes that the data lack are left out, and the others sum to 1.
    let confidence: [Double]

    /// - Parameters:
    ///   - inputs: with the extractor and the data's classes.
    ///   - metric: the name of the metric, for errors.
    /// - Throws: `MetricError` if the extractor does not name these classes or knows other channels, or the images have no
    ///   classes.
    init(_ images: Features, _ inputs: MetricInputs, for metric: String) throws(MetricError) {
        let (extractor, names) = (inputs.extractor, inputs.info.classNames)
        let network = type(of: extractor).name
        try Self.checkChannels(inputs.info.channels, extractor, metric)
        guard let probabilities = images.probabilities, !extractor.classNames.isEmpty else {
            throw MetricError(
                "`\(network)` does not name classes, but `\(metric)` needs a classifier of the data's classes",
                fix: "remove `\(metric)` from the metrics, or use another feature extractor")
        }
        guard !images.classes.isEmpty else {
            throw MetricError("the generated images have no classes", fix: "remove the metric \(metric)")
        }
        var columns: [Int] = []
        for own in names {
            guard let column = extractor.classNames.firstIndex(of: own) else {
                throw MetricError(
                    "`\(network)` does not know the class \(own); it knows \(listed(extractor.classNames))",
                    fix: "remove `\(metric)` from the metrics, or use a classifier of these data")
            }
            columns.append(column)
        }
        let (width, values) = (probabilities.shape[1], probabilities.scalars(as: Float.self))
        asked = images.classes
        var (named, confidence): ([Int], [Double]) = ([], [])
        for row in 0..<probabilities.shape[0] {
            let own = columns.map { values[row * width + $0] }
            let best = own.indices.max { own[$0] < own[$1] } ?? 0
            named.append(best)
            confidence.append(Double(own[best]) / max(own.reduce(0) { $0 + Double($1) }, .leastNormalMagnitude))
        }
        (self.named, self.confidence) = (named, confidence)
    }

    private static func checkChannels(
        _ channels: Int, _ extractor: any FeatureExtractor, _ metric: String
    ) throws(MetricError) {
        guard let known = extractor.classifiedChannels, known != (channels < 3 ? 1 : 3) else { return }
        throw MetricError(
            "`\(type(of: extractor).name)` was trained on images with \(counted(known, "channel")), but these have \(channels)",
            fix: "remove `\(metric)` from the metrics, or train a classifier of these data")
    }

    /// The numbers of the images that were asked to be of a class.
    func images(of number: Int) -> [Int] { asked.indices.filter { asked[$0] == number } }

    /// The share of images with the right name; nil without images.
    func share(of images: [Int]) -> Double? {
        images.isEmpty ? nil : Double(images.count { named[$0] == asked[$0] }) / Double(images.count)
    }
}
