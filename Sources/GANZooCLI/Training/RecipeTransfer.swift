import GANCore
import GANRecipe
import GANTransfer

extension CheckedRecipe {
    /// Takes over the weights that the recipe's `transfer` names.
    /// - Returns: what was taken over, in lines; none where it names none.
    /// - Throws: `CommandFailure`; then nothing has changed.
    func takeOverWeights(in composition: Composition) throws -> [String] {
        do {
            return try Transfer.apply(section(TransferSettings.self), to: composition, open: SourceRun.networks)?.lines
                ?? []
        } catch let error as TransferError {
            guard case .mismatch = error else { throw CommandFailure.failed("\(error)") }
            throw CommandFailure.wrong("ganzoo: \(error)")
        }
    }
}
