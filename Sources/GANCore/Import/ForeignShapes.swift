/// The shapes of a network's tensors in another program's file, by our names.
public struct ForeignShapes {
    public let network: ForeignNetwork

    public init(_ network: ForeignNetwork) { self.network = network }

    /// The shape of a tensor, converted to our form; nil if the file does not have the tensor.
    public subscript(_ ours: String) -> [Int]? {
        guard let published = network.names.published(ours),
            let found = network.checkpoint.layout(of: network.prefix + published.name)
        else { return nil }
        return published.form.ours(found.shape)
    }

    /// The shape of a tensor in the file, converted to our form.
    /// - Throws: `ImportDefect` if the tensor is missing or has another number of axes.
    public func shape(_ ours: String, rank: Int) throws -> [Int] {
        guard let shape = self[ours] else { throw ImportDefect(problem: "`\(theirs(ours))` is missing") }
        guard shape.count == rank, shape.allSatisfy({ $0 > 0 }) else {
            throw ImportDefect(problem: "`\(theirs(ours))` is \(shape), which is not a valid shape of that layer")
        }
        return shape
    }

    /// Checks the shape of a tensor in the file, so that no network is made that is larger than its tensors.
    /// - Parameters:
    ///   - ours: the tensor's name in our networks.
    ///   - expected: its shape in our networks.
    /// - Throws: `ImportDefect` if it differs, or if it is missing and no importer computes it.
    public func expect(_ ours: String, _ expected: [Int]) throws {
        if self[ours] == nil, network.names.isDerived(ours) { return }
        let shape = try shape(ours, rank: expected.count)
        guard shape == expected else {
            throw ImportDefect(
                problem:
                    "`\(theirs(ours))` is \(shape), but the other tensors require \(expected)")
        }
    }

    /// Refuses networks with unsupported heads.
    /// - Parameter heads: names of layers that occur only in such heads.
    /// - Throws: `ImportDefect` if the network has one of these layers.
    public func refuse(heads: Set<Substring>) throws {
        for name in network.all {
            guard let layer = name.dropFirst(network.prefix.count).split(separator: ".").first, heads.contains(layer)
            else { continue }
            let place = (network.prefix + layer).shortened(to: 100)
            throw ImportDefect(
                problem: "`\(place)` belongs to a classifying head (AC, 2C, …), which cannot be imported yet")
        }
    }

    /// The number of layers with a numbered name, from `first` on; at most 64.
    public func count(from first: Int = 0, _ ours: (Int) -> String) -> Int {
        var number = first
        while number < first + Self.most, self[ours(number)] != nil { number += 1 }
        return number - first
    }

    private static let most = 64

    private func theirs(_ ours: String) -> String {
        (network.prefix + (network.names.published(ours)?.name ?? ours)).shortened(to: 100)
    }
}
