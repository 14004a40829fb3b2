import GANCore

/// The path of an override through a recipe.
struct OverrideSteps {
    /// The keys of the path; at least one.
    let path: [String]
    let mark: SourceMark
    let layout: RecipeLayout

    /// The value of the last key.
    var place: RecipePlace { path.reduce(.root) { layout.place(of: $1, in: $0) } }

    /// The value wrapped in one map per key.
    func wrapped(_ value: RecipeNode) -> RecipeNode {
        path.reversed().reduce(value) { inner, key in
            RecipeNode(.map([.init(key: key, keyMark: mark, value: inner)]), mark: mark)
        }
    }

    /// Whether the key already has a value. Throws if an earlier key has a value that is not a map.
    func checkSetting(in root: RecipeNode) throws(FatalProblem) -> Bool {
        let (node, depth) = try lastMap(in: root)
        return depth == path.count - 1 && node[path[depth]] != nil
    }

    /// Throws if there is nothing to remove.
    func checkRemoval(from root: RecipeNode) throws(FatalProblem) {
        let (node, depth) = try lastMap(in: root)
        let missing = node[path[depth]] == nil
        guard missing else { return }
        let keys = node.entries.map(\.key)
        let near = nearestNames(to: path[depth], among: keys.count <= 1000 ? keys : [])
        let place = depth == 0 ? "the recipe" : "`\(name(upTo: depth))`"
        let names = near.map { "`~\((path.prefix(depth) + [$0]).joined(separator: "."))`" }
        throw FatalProblem(
            "cannot remove `\(name(upTo: depth + 1))`: there is no such key", at: mark,
            hint: near.isEmpty ? nil : "did you mean \(names.joined(separator: " or "))?",
            notes: ["\(place) has: \(listed(keys))"])
    }

    func removed(from root: RecipeNode) -> RecipeNode { removed(path[...], from: root) }

    private func removed(_ rest: ArraySlice<String>, from node: RecipeNode) -> RecipeNode {
        guard let key = rest.first, case .map(var entries) = node.content,
            let index = entries.firstIndex(where: { $0.key == key })
        else { return node }
        if rest.count == 1 {
            entries.remove(at: index)
        } else {
            entries[index].value = removed(rest.dropFirst(), from: entries[index].value)
        }
        return RecipeNode(.map(entries), mark: node.mark)
    }

    /// The deepest existing map on the path, and the number of keys that lead to it, which is less than the path's length.
    private func lastMap(in root: RecipeNode) throws(FatalProblem) -> (node: RecipeNode, depth: Int) {
        var (node, place) = (root, RecipePlace.root)
        for (depth, key) in path.dropLast().enumerated() {
            guard let inner = node[key], !inner.isNull else { return (node, depth) }
            place = layout.place(of: key, in: place)
            node = layout.spelledOut(inner, at: place)
            if case .map = node.content { continue }
            let name = name(upTo: depth + 1)
            throw FatalProblem(
                "`\(name)` is \(node.kind), not a map", at: mark, hint: "replace the whole value: `\(name)=VALUE`")
        }
        return (node, path.count - 1)
    }

    private func name(upTo depth: Int) -> String { path.prefix(depth).joined(separator: ".") }
}
