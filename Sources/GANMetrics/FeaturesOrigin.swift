import GANCore

/// The origin of features, from the metadata of their file.
package struct FeaturesOrigin {
    package let metadata: [String: String]

    package init(_ extractor: LoadedExtractor, _ images: MeasuredForm) {
        let preparation = extractor.preparation
        metadata = [
            "network": extractor.title,
            "preparation": "\(preparation.resizer.rawValue) to \(preparation.side)×\(preparation.side)",
            "images": images.text,
            "stored": images.stored.map { ([$0] + images.changes).joined(separator: ", ") } ?? "",
        ].filter { !$0.value.isEmpty }
    }

    /// The differences between two files, one line per key that both have.
    package static func differences(_ real: [String: String], _ fake: [String: String]) -> [String] {
        ["network", "preparation", "images", "stored"].compactMap { key in
            guard let own = real[key], let other = fake[key], own != other else { return nil }
            return "the features were computed differently: \(key) \(own) and \(other)"
        }
    }
}
