import GANCore
import GANModule
import GANTensor

/// The networks of the source run.
package struct SourceNetworks {
    /// The average if the run has one.
    package let generator: any Generator
    package let discriminator: any Discriminator
    /// Describes the run's data.
    package let info: DatasetInfo

    package init(generator: any Generator, discriminator: any Discriminator, info: DatasetInfo) {
        (self.generator, self.discriminator, self.info) = (generator, discriminator, info)
    }
}

/// Finds the most similar class of the source for each class of the data. Compares the mean discriminator features of images
/// that the source's generator makes with those of the data's images. The source's own images are not needed.
struct NearestClasses {
    let source: SourceNetworks
    let data: any Dataset

    /// Maximum number of images per class.
    private static let imagesOfClass = 32

    /// - Returns: for each class of the data, the source's class.
    /// - Throws: `TransferError.unreadable` if they cannot be compared, and errors of reading an image.
    func callAsFunction() throws -> [Int] {
        try check()
        return try InferenceSession.run(source.generator, source.discriminator) { try nearest($0) }
    }

    private func nearest(_ session: InferenceSession) throws -> [Int] {
        let size = source.info.labelSize
        let own = try (0..<size).map { number in
            try mean(try generated(number, session), Tensor.identity(size).rows(number..<number + 1), session)
        }
        let samples = try data.randomSamples(ofEach: Array(0..<data.info.labelSize), Self.imagesOfClass)
        return try samples.enumerated().map { number, chosen in
            guard !chosen.isEmpty else {
                throw Self.error("\(data.info.name(at: number)) has no image", "set transfer.classes: average")
            }
            // Features do not depend on labels.
            let features = try mean(data.read(chosen).images, .zeros([1, size]), session)
            let distances = own.map { ($0 - features).squared().sum().item() }
            return distances.indices.min { distances[$0] < distances[$1] } ?? 0
        }
    }

    private func check() throws {
        let (theirs, ours) = (source.info, data.info)
        guard theirs.labelKind == .classes, ours.labelKind == .classes else {
            throw Self.error(
                "the \(theirs.labelKind == .classes ? "data" : "source") has no classes to compare",
                "set transfer.classes: average")
        }
        let sizes = [theirs, ours].map { [$0.channels, $0.height, $0.width] }
        guard sizes[0] == sizes[1] else {
            throw Self.error(
                "its discriminator takes images of \(sizes[0]), but the data has \(sizes[1]) (channels, height, width)",
                "set transfer.classes to by_name, by_order, average or reinitialize")
        }
    }

    private static func error(_ problem: String, _ fix: String) -> TransferError {
        .unreadable("transfer.classes is nearest: \(problem)\n  fix: \(fix)")
    }

    /// [N, C, H, W] of a class of the source; the same images in every call.
    private func generated(_ number: Int, _ session: InferenceSession) throws -> Tensor {
        let random = RandomStream(seed: 0, path: "nearest classes \(number)")
        let labels = Tensor.identity(source.info.labelSize).rows(number..<number + 1)
        let z = random.normal([Self.imagesOfClass, source.generator.latentSize])
        return try source.generator.output(
            z, labels.broadcast(to: [Self.imagesOfClass, source.info.labelSize]), session.pass(random)
        ).images
    }

    /// Mean features [F]. Images pass one at a time, because a discriminator may compare the images of a batch, and classes
    /// differ in size.
    private func mean(_ images: Tensor, _ label: Tensor, _ session: InferenceSession) throws -> Tensor {
        let pass = session.pass(RandomStream(seed: 0, path: "nearest classes"))
        let features = try (0..<images.shape[0]).map { row in
            let output = try source.discriminator.output(images.rows(row..<row + 1), label, pass)
            guard let features = output.features else {
                throw Self.error(
                    "the source's discriminator does not provide features", "set transfer.classes: average")
            }
            return features
        }
        return concatenate(features, axis: 0).mean(0)
    }
}
