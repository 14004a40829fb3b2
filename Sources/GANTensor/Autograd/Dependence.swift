extension Tensor {
    /// Whether the graph of this tensor contains one of `targets`, so that `gradients` would find a path to it.
    package func depends(onAnyOf targets: [Tensor]) -> Bool {
        let wanted = Set(targets.compactMap { $0.node.map(ObjectIdentifier.init) })
        return !wanted.isEmpty && graphContains { wanted.contains(ObjectIdentifier($0)) }
    }

    /// Whether its graph has an operation that was differentiated with `releasingGraph`, so that it has no gradients any more.
    package var hasReleasedGraph: Bool { graphContains(\.wasReleased) }

    private func graphContains(_ isWanted: (Node) -> Bool) -> Bool {
        guard let node else { return false }
        var seen: Set<ObjectIdentifier> = [ObjectIdentifier(node)]
        var pending = [node]
        while let next = pending.popLast() {
            if isWanted(next) { return true }
            for case let input? in next.inputs where seen.insert(ObjectIdentifier(input)).inserted {
                pending.append(input)
            }
        }
        return false
    }
}

/// Whether operations record a graph on the current task.
package var isRecordingGradients: Bool { Recording.isOn }
