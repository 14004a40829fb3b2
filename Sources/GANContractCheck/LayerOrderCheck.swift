import GANCore
import GANModule

/// Compares the order of layers that a network states with the layers that it has. `freeze` counts in this order.
struct LayerOrderCheck {
    let network: Module
    let order: [String]

    /// At most one, with a line for each difference.
    var faults: [String] {
        let differences = unknown + repeated + absent
        return differences.isEmpty ? [] : ["\(differences.joined(separator: "\n"))\n  fix: \(Self.fix)"]
    }

    private static let fix =
        "let layerOrder name each module with weights of its own once, without those that only labels use; if they are declared in"
        + " that order, return declaredLayers"

    private var unknown: [String] {
        let owners = Set(network.parameters().map { Module.owner(ofParameter: $0.path) })
        return order.filter { !owners.contains($0) }.map {
            "its layerOrder names `\($0)`, which has no weights of its own"
        }
    }

    private var repeated: [String] {
        var seen: Set<String> = []
        return order.filter { !seen.insert($0).inserted }.map { "its layerOrder names `\($0)` more than once" }
    }

    private var absent: [String] {
        let missing = network.declaredLayers.filter { !order.contains($0) }.map { path in
            path.isEmpty ? "the weights of the network itself (an empty path)" : "`\(path)`"
        }
        return missing.isEmpty ? [] : ["its layerOrder leaves out \(listed(missing, atMost: 4))"]
    }
}
