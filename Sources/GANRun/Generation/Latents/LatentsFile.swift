import GANCore
import GANModule
import GANPictures
import GANTensor

/// Vectors of W in a file of safetensors, as `Projections` writes them: `w` [N, layers, styleSize], and `noise.0`, `noise.1`, … [N, H, W]
/// for generators whose noise can be given.
package struct LatentsFile {
    /// One for each image.
    package let styles: [Style]
    /// Of the projected files; numbers from 1 if the file does not say it.
    package let names: [String]

    /// No value is read before the shapes of all tensors fit the generator and the memory.
    /// - Throws: `RunError` if the file cannot be read, or does not fit the generator or the memory.
    package init(_ path: String, for trained: TrainedGenerator) throws {
        let generator = try trained.capabilities.styled("a file of W", isOptional: false)
        do {
            let file = try SafetensorsFile(path: path)
            try Self.check(file, isOf: generator)
            let images = try Self.imageCount(file, generator, labelSize: trained.info.labelSize)
            let shapes = try Self.noiseShapes(file, generator, images: images)
            try Self.checkMemory(file, images, ["w"] + shapes.map(\.name))
            let w = try Self.styles(file)
            let planes = try shapes.map { try Self.noise(file, $0.name, $0.shape) }
            styles = (0..<w.shape[0]).map { row in
                let noise = planes.map { $0.rows(row..<row + 1).reshaped($0.shape[1], $0.shape[2]) }
                return Style(w.rows(row..<row + 1), noisePlanes: noise)
            }
            names = (0..<w.shape[0]).map { file.metadata["image.\($0)"] ?? "\($0 + 1)" }
        } catch let error as RunError {
            throw error
        } catch { throw RunError.failed("\(error)\n  fix: \(Self.advice)") }
    }

    private static let advice = "use a w.safetensors of `ganzoo project`"

    /// A number of the generator's weights, by which files of other networks are known: the same vectors make other images there.
    static func weights(of generator: any Generator) -> String {
        let sums = generator.parameters().map { Checksum.of($0.parameter.stored.scalars(as: Float.self)) }
        return String(Checksum.of(sums), radix: 16)
    }

    /// A file of somebody's own need not say which network it is for.
    private static func check(_ file: SafetensorsFile, isOf generator: any Generator) throws {
        guard let weights = file.metadata["weights"], weights != Self.weights(of: generator) else { return }
        let run = file.metadata["run"].map { " of \($0.shortened(to: 80).onOneLine)" } ?? ""
        throw RunError.unfit(
            "\(file.path): its vectors were found with another network\(run), and would make other images here"
                + "\n  fix: use the run and the checkpoint that the images were projected with")
    }

    private static func imageCount(
        _ file: SafetensorsFile, _ generator: any StyleGenerator, labelSize: Int
    ) throws -> Int {
        guard let shape = file.entry(named: "w")?.shape else {
            throw RunError.unfit("\(file.path) has no tensor `w`\n  fix: \(advice)")
        }
        let layers = try layerCount(of: generator, labelSize: labelSize)
        guard shape.count == 3, shape[0] > 0, shape[1] == layers, shape[2] == generator.styleSize else {
            throw RunError.unfit(
                "\(file.path): `w` is \(shape), but the run's generator takes [images, \(layers), \(generator.styleSize)]"
                    + "\n  fix: use the run that the images were projected with")
        }
        return shape[0]
    }

    /// Each image has a part of the values of its own.
    private static func checkMemory(_ file: SafetensorsFile, _ images: Int, _ names: [String]) throws {
        guard let excess = file.excess(of: names, copies: 2) else { return }
        throw RunError.unfit(
            "\(file.path): \(counted(images, "image")) take \(grouped(excess.bytes)) bytes of memory, more than half of this machine's, "
                + "\(grouped(excess.limit))\n  fix: use a file with fewer images")
    }

    private static func styles(_ file: SafetensorsFile) throws -> Tensor {
        let w = try file.tensor("w").converted(to: .float32)
        guard w.isFinite() else {
            throw RunError.failed("\(file.path): `w` has NaN or infinite values\n  fix: project the images again")
        }
        return w
    }

    private static func layerCount(of generator: any StyleGenerator, labelSize: Int) throws -> Int {
        try InferenceSession.run(generator) { session in
            let random = RandomStream(seed: 0, path: "latents.layers")
            let z = random.normal([1, generator.latentSize])
            return try generator.styleLatents(z, .zeros([1, labelSize]), session.pass(random)).styles.shape[1]
        }
    }

    /// - Returns: the name and the shape [N, H, W] for each layer; empty if the file or the generator has none.
    private static func noiseShapes(
        _ file: SafetensorsFile, _ generator: any StyleGenerator, images: Int
    ) throws -> [(name: String, shape: Shape)] {
        let own = (generator as? any NoisePlaneGenerator)?.noisePlanes ?? []
        guard !own.isEmpty, file.entry(named: "noise.0") != nil else { return [] }
        return try own.enumerated().map { layer, plane in
            let (name, shape) = ("noise.\(layer)", Shape([images] + plane.shape.dimensions))
            guard file.entry(named: name)?.shape == shape.dimensions else { throw unfitNoise(file, name, shape) }
            return (name, shape)
        }
    }

    private static func noise(_ file: SafetensorsFile, _ name: String, _ shape: Shape) throws -> Tensor {
        let noise = try file.tensor(name).converted(to: .float32)
        guard noise.isFinite() else { throw unfitNoise(file, name, shape) }
        return noise
    }

    private static func unfitNoise(_ file: SafetensorsFile, _ name: String, _ shape: Shape) -> RunError {
        RunError.unfit(
            "\(file.path): `\(name)` does not have finite values of \(shape), which the generator takes"
                + "\n  fix: use the run that the images were projected with")
    }

    /// - Parameters:
    ///   - path: a new file.
    ///   - metadata: what the file says besides the names of images.
    static func write(_ projections: [Projection], _ metadata: [String: String], to path: String) throws {
        var metadata = metadata
        for (index, projection) in projections.enumerated() { metadata["image.\(index)"] = projection.name }
        var writer = SafetensorsWriter(metadata: metadata)
        concatenate(projections.map(\.styles), axis: 0).addState(named: "w", to: &writer)
        for layer in projections[0].noisePlanes.indices {
            let planes = projections.map { $0.noisePlanes[layer] }
            concatenate(planes.map { $0.reshaped(to: Shape([1] + $0.shape.dimensions)) }, axis: 0)
                .addState(named: "noise.\(layer)", to: &writer)
        }
        try writer.write(to: path)
    }
}
