import GANData
import GANModule
import GANTensor

/// Features of reference images, kept in the user's cache under what they depend on: the images' content, the network's weights
/// and how images are prepared. Anything in it can be deleted at any time.
package struct ReferenceCache {
    private let path: String?

    /// - Parameter content: of the images and labels; nothing where the data cannot tell, which keeps nothing.
    package init(_ extractor: any FeatureExtractor, content: String?) {
        var hash = StreamHash()
        hash.add("1 \(content ?? "") \(extractor.name.rawValue) \(extractor.weightsHash) \(extractor.preparation)")
        path = content == nil ? nil : CacheFolder.current.map { "\($0.path)/features/\(hash.text).safetensors" }
    }

    /// - Parameter make: what is kept where nothing is.
    package func features(_ make: () throws -> Features) throws -> Features {
        if let kept = kept() { return kept }
        let made = try make()
        keep(made)
        return made
    }

    /// A damaged file is as none.
    private func kept() -> Features? {
        guard let path, let file = try? SafetensorsFile(path: path) else { return nil }
        CacheFolder.touch(path)
        return try? Features(file, name: "reference")
    }

    /// A cache that cannot be written is no error.
    private func keep(_ features: Features) {
        guard let path, let folder = CacheFolder.current,
            folder.prepare(for: path, bytes: features.rows.count * 4) == nil
        else { return }
        try? features.write(to: path)
    }
}
