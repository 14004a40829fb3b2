import GANCore

/// Warnings about a data set: the first ones, and the number of the others.
package struct DataWarnings {
    private let warnings: [String]

    package init(_ data: any Dataset) {
        warnings = ComponentError.marking("data") { (data as? any StreamedDataset)?.source.warnings ?? [] }
    }

    package var lines: [String] { texts.map { "warning: \($0)" } }

    /// The lines without the word before them.
    var texts: [String] {
        let rest = warnings.count - Self.most
        return Array(warnings.prefix(Self.most))
            + (rest > 0 ? ["\(grouped(rest)) more warnings; `ganzoo data check` lists all"] : [])
    }

    private static let most = 20
}
