import GANCore

/// Warnings about a data set: the first ones, and the number of the others.
package struct DataWarnings {
    private let warnings: [String]

    package init(_ data: any Dataset) {
        warnings = ComponentError.marking("data") { (data as? any StreamedDataset)?.source.warnings ?? [] }
    }

    package var lines: [String] {
        let rest = warnings.count - Self.most
        return warnings.prefix(Self.most).map { "warning: \($0)" }
            + (rest > 0 ? ["warning: \(grouped(rest)) more warnings; `ganzoo data check` lists all"] : [])
    }

    private static let most = 20
}
