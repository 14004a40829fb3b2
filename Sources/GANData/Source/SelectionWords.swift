import GANCore

extension SampleSelection {
    /// The labels as numbers, for hashes.
    var words: [UInt64] {
        let own: [UInt64] =
            switch labels {
            case .none: []
            case .classes(let classes, let names):
                classes.map { UInt64($0) } + ContentHash(names.joined(separator: "\n")).words
            case .vectors(let vectors): vectors.flatMap { $0.map { UInt64($0.bitPattern) } }
            }
        return [isDoubled ? 1 : 0] + rows.map { UInt64($0) } + own
    }
}
