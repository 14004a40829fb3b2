import GANModule

/// The heads and conditioners that a network made through its `BuildContext`.
///
/// Training finds them through the network's properties `head` and `conditioner`: the loss term of a head, what it replaces, and
/// the state that it keeps. A part that they do not show would be lost without a word.
final class NetworkParts {
    var heads: [any DiscriminatorHead] = []
    var conditioners: [any Conditioner] = []

    func check(_ network: any Component) throws(ContractViolation) {
        guard let module = network as? Module else { return }
        if let discriminator = network as? any Discriminator {
            try check(heads, [discriminator.head].compactMap(\.self), of: discriminator, in: module, "head")
            try check(conditioners, shown(by: discriminator), of: discriminator, in: module, "conditioner")
        }
        if let generator = network as? any Generator {
            let shown = [generator.conditioner].compactMap(\.self)
            try check(conditioners, shown, of: generator, in: module, "conditioner")
        }
    }

    /// A head may have the conditioner.
    private func shown(by discriminator: any Discriminator) -> [any Conditioner] {
        [discriminator.conditioner, discriminator.head?.conditioner].compactMap(\.self)
    }

    private func check(
        _ made: [Module], _ shown: [Module], of network: any Component, in module: Module, _ property: String
    ) throws(ContractViolation) {
        let found = Set(module.modules().map { ObjectIdentifier($0.module) })
        for part in made {
            guard shown.contains(where: { $0 === part }) else {
                let value = shown.isEmpty ? "is nil" : "is another one"
                throw ContractViolation(
                    network, "made \(name(part)) for its \(property), but its property `\(property)` \(value)",
                    expected: "the \(property) that it made",
                    fix: "return it from `\(property)`")
            }
            guard found.contains(ObjectIdentifier(part)) else {
                throw ContractViolation(
                    network, "keeps \(name(part)) where its weights are not found",
                    expected: "a property that is a module, an optional module or an array of modules",
                    fix: "store it in a property of the network")
            }
        }
    }

    private func name(_ part: Module) -> String {
        (part as? any Component).map { "`\(type(of: $0).name)`" } ?? "a part"
    }
}
