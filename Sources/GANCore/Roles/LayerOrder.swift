import GANModule

extension Module {
    /// Paths of the modules with weights of their own in the order of declaration, without those that only labels use:
    /// conditioners, and what `TransferableModule.conditionalParts` names around them.
    public var declaredLayers: [String] {
        let others = labelParts
        var layers: [String] = []
        for (path, _) in parameters() {
            let owner = Self.owner(ofParameter: path)
            let isOfLabels = others.contains { owner == $0 || owner.hasPrefix("\($0).") }
            if !isOfLabels, !layers.contains(owner) { layers.append(owner) }
        }
        return layers
    }

    /// The path of the module that a parameter belongs to: `b4.conv` for `b4.conv.weight`.
    package static func owner(ofParameter path: String) -> String {
        path.split(separator: ".").dropLast().joined(separator: ".")
    }

    /// Conditioners, including the surrounding modules that exist only for labels.
    private var labelParts: [String] {
        let modules = modules()
        let wholes = modules.flatMap { path, module in
            ((module as? any TransferableModule)?.conditionalParts ?? []).map { path.isEmpty ? $0 : "\(path).\($0)" }
        }
        return modules.filter { $0.module is any Conditioner || $0.module is LabelDirections }.map { path, _ in
            wholes.first { path.hasPrefix("\($0).") } ?? path
        }
    }
}
