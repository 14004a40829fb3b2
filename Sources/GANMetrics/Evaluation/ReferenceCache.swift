import GANCore
import GANData
import GANModule
import GANTensor

/// A cache of reference features in the user's cache folder. The key contains the images' content, the network's weights
/// and the image preparation. Everything in it may be deleted at any time.
package struct ReferenceCache {
    private let path: String?
    private let (count, dimension): (Int, Int)

    /// - Parameters:
    ///   - content: hash of the images and labels; nil if the data has none, which disables the cache.
    ///   - count: number of images.
    package init(_ extractor: LoadedExtractor, content: String?, count: Int) {
        (self.count, dimension) = (count, extractor.network.dimension)
        var hash = StreamHash()
        hash.add("1 \(content ?? "") \(extractor.name) \(extractor.weightsHash) \(extractor.preparation)")
        path = content == nil ? nil : CacheFolder.current.map { "\($0.place)/ganzoo-features/\(hash.text).safetensors" }
    }

    /// - Parameter make: computes the value if it is not cached.
    package func features(_ make: () throws -> Features) throws -> Features {
        if let kept = kept() { return kept }
        let made = try make()
        keep(made)
        return made
    }

    /// A file that is damaged, not ours, or of other images counts as missing.
    private func kept() -> Features? {
        guard let path, let opened = CacheFolder.open(path),
            let file = try? SafetensorsFile(opened.file, path: path),
            file.entry(named: "rows")?.shape == [count, dimension],
            let kept = try? Features(file, name: "reference")
        else { return nil }
        CacheFolder.touch(path)
        return kept
    }

    /// Failing to write the cache is not an error.
    private func keep(_ features: Features) {
        guard let path, let folder = CacheFolder.current,
            folder.prepare(for: path, bytes: features.rows.count * 4) == nil
        else { return }
        try? features.write(to: path, isPrivate: true)
    }
}
