import GANModule

/// Writes decoded images to a cache file, one after the other.
///
/// If writing fails, the writer reports it once, at the end: the images are needed in any case.
final class ImageFileWriter {
    private let file: SystemFile
    private let header: [UInt64]
    private var checksums: [UInt64] = []
    private var failure: SystemError?

    init(_ file: SystemFile, _ form: ImageForm, key: ContentHash) {
        self.file = file
        header = form.header(key)
        write(header)
    }

    func append(_ image: [UInt8]) {
        checksums.append(ContentHash.checksum(image))
        write(image)
    }

    /// - Throws: the first write error.
    func finish(_ findings: PreparationFindings) throws(SystemError) {
        let footer = ImageFileFooter(checksums: checksums, findings: findings)
        write(checksums)
        write(footer.text())
        write(footer.end(header: header))
        if let failure { throw failure }
    }

    private func write<Value: BitwiseCopyable>(_ values: [Value]) {
        guard failure == nil else { return }
        do throws(SystemError) { try file.write(values) } catch { failure = error }
    }
}
