import GANCore
import GANModule

/// Takes over weights that were trained before, once the networks are made and before a trainer has them: optimizers, the average,
/// augmentation and the count of steps begin anew (METHODS §11.2).
package enum Transfer {
    /// - Returns: nothing where the settings name no source.
    /// - Throws: `TransferError`; then nothing has changed.
    package static func apply(_ settings: TransferSettings, to composition: Composition) throws -> TransferReport? {
        guard let from = settings.from else { return nil }
        let source = try TransferSource.open(settings, from)
        let networks: [NetworkReport]
        do {
            networks = try settings.networks.map { network in
                try NetworkTransfer(network, in: composition, source, settings).plan()
            }
        } catch let error as SafetensorsError {
            throw TransferError.unreadable("\(error)")
        }
        let report = TransferReport(source: source.path, networks: networks, notes: source.notes)
        guard report.fits else { throw TransferError.mismatch(report.refusal) }
        for network in networks { for tensor in network.tensors { tensor.store() } }
        return report
    }
}
