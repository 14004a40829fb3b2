/// What a pickle calls a storage: ('storage', class, key, device, elements), with what it is a part of in very old files.
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
        else { throw ImportDefect(problem: "it keeps something elsewhere that is no storage of numbers") }
        if parts.count == 6 {
            guard case .none = parts[5] else {
                throw ImportDefect(problem: "its storage `\(key)` is a part of another, as in files before PyTorch 0.4")
            }
        }
        (self.element, self.key, self.count) = (element, key, count)
    }

    /// In bytes. PyTorch counts storages, or names them by where they were in memory.
    private static let longestKey = 64
}
