import GANCore
import GANModule
import Synchronization

/// The decoded images of one selection in the cache folder of the user.
///
/// The file's name is a hash of the bytes that the images are decoded from and of the settings by which they are fitted. Programs
/// that write it at the same time write the same. Without it everything works, but slower: whatever goes wrong is a note.
final class ImageDisk: Sendable {
    let key: ContentHash
    private let folder: CacheFolder
    private let path: String
    private let state: Mutex<State>

    private struct State {
        var file: ImageFile?
        var notes: [String] = []
    }

    /// - Parameter count: images of the selection.
    init(_ folder: CacheFolder, key: ContentHash, count: Int) {
        (self.folder, self.key, path) = (folder, key, folder.imageFile(key))
        let file = ImageFile(path, key: key, count: count)
        if file != nil { CacheFolder.touch(path) }
        state = Mutex(State(file: file))
    }

    var notes: [String] { state.withLock { $0.notes } }

    /// Of the file, where there is one.
    var form: ImageForm? { state.withLock { $0.file?.form } }

    /// [channels, height, width]; nothing when it is not on disk.
    func image(at index: Int) -> [UInt8]? {
        guard let file = state.withLock({ $0.file }) else { return nil }
        if let image = file.image(at: index) { return image }
        state.withLock { state in
            guard state.file != nil else { return }
            state.file = nil
            state.notes.append("\(path) is damaged: images are decoded again, and the next run writes it anew")
        }
        SystemFile.remove(path)
        return nil
    }

    /// Writes the file if there is none.
    /// - Parameter decode: decodes all images and appends them; without a writer where there is no room.
    /// - Returns: what the file knows, or decoding found.
    /// - Throws: what `decode` throws.
    func filled(
        with form: ImageForm, _ decode: (ImageFileWriter?) throws -> PreparationFindings
    ) throws -> PreparationFindings {
        if let file = state.withLock({ $0.file }) { return file.findings }
        if let reason = folder.prepare(for: path, bytes: form.count * form.size) {
            note(reason)
            return try decode(nil)
        }
        var result: Result<PreparationFindings, any Error>?
        do {
            try AtomicFile.replace(path) { file in
                let writer = ImageFileWriter(file, form, key: key)
                let decoded = Result { try decode(writer) }
                result = decoded
                let passing = try decoded.get().damage.count { !$0.isOfContent }
                if passing > 0 { throw PassingDamage(count: passing) }
                try writer.finish(try decoded.get())
            }
            state.withLock { $0.file = ImageFile(path, key: key, count: form.count) }
        } catch let damage as PassingDamage {
            let images = counted(damage.count, "image")
            let text =
                "\(images) could not be read this time: no decoded image is kept, and the next run decodes all again"
            state.withLock { $0.notes.append(text) }
        } catch {
            if case .failure? = result { throw error }
            note(error.systemReason)
        }
        return try result?.get() ?? decode(nil)
    }

    /// Images that another reading may find whole.
    private struct PassingDamage: Error { let count: Int }

    private func note(_ reason: String) {
        let text =
            "decoded images cannot be kept in \(folder.path) (\(reason)): every run decodes them anew; name another folder"
            + " in GANZOO_CACHE, or set disk_cache: false"
        state.withLock { $0.notes.append(text) }
    }
}
