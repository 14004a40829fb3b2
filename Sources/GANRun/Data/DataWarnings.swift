import GANCore

/// What a person should know of the data: the first of it, and how much more there is.
package struct DataWarnings {
    private let warnings: [String]

    package init(_ data: any Dataset) { warnings = (data as? any StreamedDataset)?.source.warnings ?? [] }

    package var lines: [String] {
        let rest = warnings.count - Self.most
        return warnings.prefix(Self.most).map { "warning: \($0)" }
            + (rest > 0 ? ["warning: \(grouped(rest)) more of these; `ganzoo data check` names all"] : [])
    }

    private static let most = 20
}
