import GANCore
import GANModule
import GANTensor

/// Transfers trained weights after the networks are made and before a trainer gets them. Optimizers, the average,
/// augmentation and the step count start from zero (METHODS §11.2).
package enum Transfer {
    /// Makes the networks of a run, given its folder, with these weights.
    package typealias NetworkOpener = (_ run: String, _ weights: SafetensorsFile) throws -> SourceNetworks

    /// - Returns: nil if the settings name no source.
    /// - Throws: `TransferError`, and errors of `open`; then nothing has changed.
    package static func apply(
        _ settings: TransferSettings, to composition: Composition, open: NetworkOpener? = nil
    ) throws -> TransferReport? {
        guard let from = settings.from else { return nil }
        var source = try TransferSource.open(settings, from)
        let origins = settings.classes == .nearest ? try findNearest(&source, composition.data, open) : []
        let networks: [NetworkReport]
        do {
            networks = try settings.networks.map { network in
                try NetworkTransfer(network, in: composition, source, settings).plan()
            }
        } catch let error as SafetensorsError {
            throw TransferError.unreadable("\(error)")
        }
        let own = networks.flatMap { network in network.tensors.map { "\(network.name).\($0.path)" } }
        try check(settings.reinitialize, of: "reinitialize", in: own, "these networks")
        try check(settings.ignore, of: "ignore", in: networks.flatMap(\.sourcePaths), "the source")
        let report = TransferReport(source: source.path, networks: networks, notes: source.notes, origins: origins)
        guard report.fits else { throw TransferError.mismatch(report.refusal) }
        for network in networks { for tensor in network.tensors { tensor.store() } }
        return report
    }

    /// A misspelled pattern would keep weights that should be reinitialized, or refuse weights that may stay unused.
    private static func check(_ patterns: [String], of key: String, in paths: [String], _ place: String) throws {
        for text in patterns where !paths.contains(where: PathPattern(text).matches) {
            throw TransferError.mismatch(
                "transfer.\(key): `\(text)` matches nothing in \(place); no weights were transferred"
                    + "\n  fix: use paths such as \(listed(paths, atMost: 3)), where * matches any text")
        }
    }

    /// - Returns: one line per class of the data.
    private static func findNearest(
        _ source: inout TransferSource, _ data: any Dataset, _ open: NetworkOpener?
    ) throws -> [String] {
        guard let run = source.run, let open else {
            throw TransferError.unreadable(
                "transfer.classes is nearest: \(source.path) is not a run, so its classes cannot be compared"
                    + "\n  fix: set transfer.from to the folder of a run, or transfer.classes: average")
        }
        let (networks, nearest) = try Backends.withElements {
            let networks = try open(run, source.file)
            return (networks, try NearestClasses(source: networks, data: data)())
        }
        source.nearestClasses = nearest
        return nearest.enumerated().map { own, number in
            "  \(data.info.name(at: own)) is initialized from \(networks.info.name(at: number))"
        }
    }
}
