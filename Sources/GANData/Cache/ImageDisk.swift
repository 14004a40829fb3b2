import GANCore
import GANModule
import Synchronization

/// The decoded images of one selection in the user's cache folder.
///
/// The file name is a hash of the bytes that the images are decoded from and of the fitting settings. Programs
/// that write the file at the same time write the same content. The cache is optional: a failure becomes a note.
final class ImageDisk: Sendable {
    let key: ContentHash
    private let folder: CacheFolder
    private let path: String
    private let state: Mutex<State>

    private struct State {
        var file: ImageFile?
        var notes: [String] = []
    }

    /// - Parameter count: number of images in the selection.
    init(_ folder: CacheFolder, key: ContentHash, count: Int) {
        (self.folder, self.key, path) = (folder, key, folder.imageFile(key))
        let file = ImageFile(path, key: key, count: count)
        if file != nil { CacheFolder.touch(path) }
        state = Mutex(State(file: file))
    }

    var notes: [String] { state.withLock { $0.notes } }

    /// The form stored in the file, if the file exists.
    var form: ImageForm? { state.withLock { $0.file?.form } }

    /// [channels, height, width]; nil if the image is not on disk.
    func image(at index: Int) -> [UInt8]? {
        guard let file = state.withLock({ $0.file }) else { return nil }
        if let image = file.image(at: index) { return image }
        state.withLock { state in
            guard state.file != nil else { return }
            state.file = nil
            state.notes.append("\(path) is damaged: images are decoded again, and the next run rewrites the file")
        }
        SystemFile.remove(path)
        return nil
    }

    /// Writes the file if it does not exist.
    /// - Parameter decode: decodes all images and appends them; gets no writer if there is no room.
    /// - Returns: the form of the images, from the file or from decoding.
    /// - Throws: the error of `decode`.
    func filled(
        with form: ImageForm, _ decode: (ImageFileWriter?) throws -> PreparationFindings
    ) throws -> PreparationFindings {
        if let file = state.withLock({ $0.file }), file.form == form { return file.findings }
        // A cache file of another form is not used.
        state.withLock { $0.file = nil }
        if let reason = folder.prepare(for: path, bytes: form.count * form.size) {
            note(reason)
            return try decode(nil)
        }
        var result: Result<PreparationFindings, any Error>?
        do {
            try AtomicFile.replace(path, isPrivate: true) { file in
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
                "\(images) could not be read: nothing is cached, and the next run decodes all images again"
            state.withLock { $0.notes.append(text) }
        } catch {
            if case .failure? = result { throw error }
            note(error.systemReason)
        }
        return try result?.get() ?? decode(nil)
    }

    /// Errors that may not occur again, so the images may be readable next time.
    private struct PassingDamage: Error { let count: Int }

    private func note(_ reason: String) {
        let text =
            "decoded images cannot be cached in \(folder.path) (\(reason)): every run decodes them again; set another folder"
            + " in GANZOO_CACHE, or set disk_cache: false"
        state.withLock { $0.notes.append(text) }
    }
}
