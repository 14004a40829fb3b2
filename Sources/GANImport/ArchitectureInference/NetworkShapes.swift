import GANCore
import GANModule

/// The shapes of a published network's tensors, by our names.
struct NetworkShapes {
    let network: PublishedNetwork

    subscript(_ ours: String) -> [Int]? { network.layout(ours)?.shape }

    /// - Throws: `ImportDefect` if it is missing or has another rank.
    func shape(_ ours: String, rank: Int) throws -> [Int] {
        guard let shape = self[ours] else { throw ImportDefect(problem: "`\(theirs(ours))` is missing") }
        guard shape.count == rank, shape.allSatisfy({ $0 > 0 }) else {
            throw ImportDefect(problem: "`\(theirs(ours))` is \(shape), which is not a valid shape of that layer")
        }
        return shape
    }

    /// Checks a shape: a network is made only as large as its tensors are.
    /// - Throws: `ImportDefect` if it is missing or differs.
    func expect(_ ours: String, _ expected: [Int]) throws {
        let shape = try shape(ours, rank: expected.count)
        guard shape == expected else {
            throw ImportDefect(
                problem:
                    "`\(theirs(ours))` is \(shape), but the other tensors require \(expected)")
        }
    }

    /// - Parameter heads: layers of their heads that we do not support (StudioGAN's).
    /// - Throws: `ImportDefect` if there is one of them.
    func refuse(heads: Set<Substring>) throws {
        for name in network.all {
            guard let layer = name.dropFirst(network.prefix.count).split(separator: ".").first, heads.contains(layer)
            else { continue }
            let place = (network.prefix + layer).shortened(to: 100)
            throw ImportDefect(
                problem: "`\(place)` belongs to a classifying head (AC, 2C, …), which cannot be imported yet")
        }
    }

    /// The number of layers with a numbered name, from `first` on.
    func count(from first: Int = 0, _ ours: (Int) -> String) -> Int {
        var number = first
        while number < first + Self.most, self[ours(number)] != nil { number += 1 }
        return number - first
    }

    private static let most = 64

    private func theirs(_ ours: String) -> String {
        (network.prefix + (network.names.published(ours)?.name ?? ours)).shortened(to: 100)
    }
}

/// Adds up the sizes of a network's tensors and compares them with the file: tensors may share storage, so a small file could
/// claim a large network.
func checkSize(of network: PublishedNetwork, fileBytes: Int) throws {
    var bytes = 0
    for name in network.all {
        guard let (type, shape) = network.checkpoint.layout(of: name) else { continue }
        let count = shape.reduce(type.byteWidth as Int?) { $0?.multiplied(by: $1) }
        guard let count, let sum = bytes.added(to: count), sum <= fileBytes else {
            throw ImportDefect(problem: "its tensors have more values than the file")
        }
        bytes = sum
    }
}
