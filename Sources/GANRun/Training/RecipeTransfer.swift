import GANCore
import GANModule
import GANRecipe
import GANTransfer

extension CheckedRecipe {
    /// Loads weights from the source in the recipe's `transfer`.
    /// - Returns: lines that say what was loaded; without a source, notes about components that need one.
    /// - Throws: `RunError`; then no weight has changed.
    package func takeOverWeights(in composition: Composition) throws -> [String] {
        var warnings: [String] = []
        let report = try transfer(into: composition) { warnings.append($0) }
        return warnings + (report?.lines ?? Self.notesWithoutSource(composition))
    }

    /// Loads weights from the source in the recipe's `transfer`.
    /// - Parameter warn: gets warnings about the plugins of the source.
    /// - Returns: nil if it names none.
    /// - Throws: `RunError`; then no weight has changed.
    func transfer(
        into composition: Composition, warn: @escaping (String) -> Void = { _ in }
    ) throws -> GANTransfer.TransferReport? {
        do {
            return try Transfer.apply(section(TransferSettings.self), to: composition) { folder, weights in
                try RunNetworks.source(folder, weights, warn: warn)
            }
        } catch let error as TransferError {
            guard case .mismatch = error else { throw RunError.failed("\(error)") }
            throw RunError.unfit("\(error)")
        }
    }

    private static func notesWithoutSource(_ composition: Composition) -> [String] {
        let keepers =
            composition.regularizers.filter { $0.regularizer is any SourceDependent }.map(\.name)
            + composition.hooks.filter { $0.hook is any SourceDependent }.map(\.name)
        let parameters = composition.generator.parameters() + composition.discriminator.parameters()
        let kept =
            keepers.map { "`\($0)` keeps the network close to them" }
            + (parameters.contains(where: \.parameter.isFrozen) ? ["`freeze` keeps some of them"] : [])
        return kept.map { "note: `transfer` names no source, so training begins with random weights, and \($0)" }
    }
}
