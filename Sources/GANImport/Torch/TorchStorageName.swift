import GANCore

/// A storage's persistent ID in a pickle: ('storage', class, key, device, elements), plus view information in very old files.
struct TorchStorageName {
    let element: TorchElement
    let key: String
    let count: Int

    init(_ graph: PickleGraph, _ reference: PickleGraph.Reference) throws {
        let parts: [PickleGraph.Value]
        if case .tuple(let row) = graph[reference] {
            parts = graph.contents(row).prefix(6).map { graph[$0] }
        } else {
            parts = []
        }
        guard parts.count >= 5, case .text("storage") = parts[0], case .global(let type) = parts[1],
            case .text(let key) = parts[2], key.utf8.count <= Self.longestKey, case .integer(let count) = parts[4],
            count >= 0, let element = TorchElement(storage: type)
        else { throw ImportDefect(problem: "it refers to external data that is not a storage of numbers") }
        if parts.count == 6 {
            guard case .none = parts[5] else {
                throw ImportDefect(
                    problem: "its storage `\(key)` is a view of another one, which only files before PyTorch 0.4 have")
            }
        }
        (self.element, self.key, self.count) = (element, key, count)
    }

    /// The longest key in bytes. PyTorch numbers storages, or names them by their address in memory.
    private static let longestKey = 64
}
