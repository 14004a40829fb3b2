import GANCore
import GANModule
import GANRecipe
import GANTransfer

extension CheckedRecipe {
    /// Takes over the weights that the recipe's `transfer` names.
    /// - Returns: what was taken over, in lines; where it names none, what would need one.
    /// - Throws: `RunError`; then nothing has changed.
    package func takeOverWeights(in composition: Composition) throws -> [String] {
        guard section(TransferSettings.self).from != nil else { return Self.notesWithoutSource(composition) }
        do {
            return try Transfer.apply(section(TransferSettings.self), to: composition, open: RunNetworks.source)?.lines
                ?? []
        } catch let error as TransferError {
            guard case .mismatch = error else { throw RunError.failed("\(error)") }
            throw RunError.unfit("\(error)")
        }
    }

    private static func notesWithoutSource(_ composition: Composition) -> [String] {
        let keepers = composition.regularizers.filter { $0.regularizer is any SourceDependent }.map(\.name)
        let parameters = composition.generator.parameters() + composition.discriminator.parameters()
        let kept =
            keepers.map { "`\($0)` holds on to them" }
            + (parameters.contains(where: \.parameter.isFrozen) ? ["`freeze` keeps some"] : [])
        return kept.map { "note: weights begin as they are drawn, since `transfer` names no source, and \($0)" }
    }
}
