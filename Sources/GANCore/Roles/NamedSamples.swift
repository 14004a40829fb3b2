/// Capability: knows which file a sample comes from.
package protocol NamedSamples: SampleSource {
    /// The file of a sample, with its place in the file if this has several; nil if it is unknown.
    /// - Parameter index: see `Dataset.samples(at:)`.
    func place(of index: Int) -> String?
}

extension Dataset {
    /// The file of a sample, as `NamedSamples` says it; nil if the data do not.
    package func place(of index: Int) throws -> String? {
        try withSource { ($0 as? any NamedSamples)?.place(of: index) } ?? nil
    }
}
