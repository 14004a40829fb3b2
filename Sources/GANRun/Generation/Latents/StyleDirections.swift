import GANCore
import GANModule
import GANTensor

/// The directions of W that change a generator's layers most: eigenvectors of AᵀA, where the rows of A are the weights of the maps from W
/// to the scales of channels (SeFa: Shen & Zhou 2021, arXiv:2007.06600).
///
/// Image layers are left out. The published program scales each row of A to length 1 first; here rows have the lengths that the network
/// uses.
public struct StyleDirections: Sendable {
    /// Unit vectors, [styleSize] each, the most influential first. The largest component of each is positive.
    public let vectors: [[Double]]
    /// The eigenvalues: how much scales change, squared and summed, for a step of length 1 along each vector.
    public let values: [Double]
    /// Indices of the vectors of W that the maps read.
    public let layers: [Int]
    /// Indices of the vectors of W that move along a direction; nil: all, also those that no map reads, such as that of the last image
    /// layer. The published program moves these, too.
    public let movedLayers: [Int]?

    /// - Parameters:
    ///   - layers: the maps of these vectors of W; nil: of all.
    /// - Throws: `RunError` if the generator has no such layer, none is named, or its weights are not finite.
    package init(_ generator: any ModulatedGenerator, layers chosen: [Int]? = nil) throws {
        let maps = generator.styleMaps
        let known = Set(maps.map(\.layer))
        if let wrong = chosen?.first(where: { !known.contains($0) }) {
            throw RunError.unfit("the generator has no layer \(wrong)\n  fix: use layers in 0 ... \(known.max() ?? 0)")
        }
        guard !maps.isEmpty, chosen?.isEmpty != true else {
            throw RunError.unfit("no layer has a map to factorize\n  fix: use layers in 0 ... \(known.max() ?? 0)")
        }
        let used = maps.filter { chosen?.contains($0.layer) ?? true }
        layers = Set(used.map(\.layer)).sorted()
        movedLayers = chosen.map { Set($0).sorted() }
        var scatter = ScatterMatrix(generator.styleSize)
        for map in used { scatter.add(map.weight.detached().converted(to: .float64)) }
        let (vectors, values) = try Self.descending(scatter.matrix, "the weights of the style maps")
        self.vectors = vectors.map { vector in
            let largest = vector.max { $0.magnitude < $1.magnitude } ?? 1
            return largest < 0 ? vector.map { -$0 } : vector
        }
        self.values = values
    }

    /// Eigenvectors and eigenvalues of a positive semidefinite matrix, the largest first.
    /// - Parameter name: of what it was computed from, for the message.
    static func descending(_ matrix: Tensor, _ name: String) throws -> (vectors: [[Double]], values: [Double]) {
        do {
            let problem = try SymmetricEigenproblem(matrix, wantsVectors: true)
            let (size, all) = (matrix.shape[0], problem.vectors?.scalars(as: Double.self) ?? [])
            let vectors = (0..<size).map { Array(all[$0 * size..<($0 + 1) * size]) }
            return (vectors.reversed(), problem.values.reversed().map { max($0, 0) })
        } catch {
            throw RunError.failed("\(name) have no eigenvectors: \(error)\n  fix: use another checkpoint")
        }
    }
}

/// Directions of W beside what W is: `RunGenerator.directions`.
public struct MeasuredDirections: Sendable {
    public let directions: StyleDirections
    /// Standard deviation of W along each direction.
    public let deviations: [Double]
    /// Variances of W along its own principal axes, the largest first.
    public let spectrum: [Double]
    /// Root mean square distance of a vector of W from the mean.
    public let distance: Double

    /// - Parameters:
    ///   - labels: those that W is sampled for, each equally often.
    ///   - layers: see `StyleDirections`.
    ///   - seed: of the sample of W.
    /// - Throws: `RunError`; errors of the generator.
    package init(
        _ generator: any ModulatedGenerator, labels: [[Float]], layers: [Int]? = nil, seed: UInt64 = 0
    ) throws {
        let directions = try StyleDirections(generator, layers: layers)
        let sample = try StyleSample(generator, labels: labels, seed: seed)
        let covariance = sample.covariance
        deviations = directions.vectors.map { Self.deviation(along: $0, covariance) }
        spectrum = try StyleDirections.descending(covariance, "vectors of W").values
        (self.directions, distance) = (directions, sample.deviation)
    }

    /// Standard deviation along a unit vector. Where nothing varies, rounding can make the variance negative.
    static func deviation(along vector: [Double], _ covariance: Tensor) -> Double {
        let row = Tensor(vector, shape: [1, vector.count])
        return max((matmul(row, covariance) * row).sum().item(), 0).squareRoot()
    }

    /// Number of the first principal axes of W that have `share` of its variance.
    public func axes(holding share: Double) -> Int {
        let goal = share * spectrum.reduce(0, +)
        var (sum, count) = (0.0, 0)
        while sum < goal, count < spectrum.count { (sum, count) = (sum + spectrum[count], count + 1) }
        return count
    }

    /// Writes safetensors: `directions` [styleSize, styleSize], a row for each; `values`, `deviations` and `spectrum` [styleSize]. An existing
    /// file is replaced.
    /// - Throws: an error that names the file.
    public func write(to path: String) throws {
        let layers = directions.layers.map(String.init).joined(separator: ",")
        var writer = SafetensorsWriter(metadata: ["layers": layers, "distance": "\(distance)"])
        let size = directions.values.count
        writer.add("directions", shape: [size, size]) { directions.vectors.flatMap(\.self) }
        for (name, values) in [("values", directions.values), ("deviations", deviations), ("spectrum", spectrum)] {
            writer.add(name, shape: [size]) { values }
        }
        try writer.write(to: path)
    }
}
