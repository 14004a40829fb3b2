import GANModule

/// A file that is sent in blocks, so that answers to many slow clients take little memory.
package struct SentFile: Sendable {
    private let file: SystemFile
    /// In bytes, when it was opened.
    package let size: Int

    package init(_ file: SystemFile, size: Int) { (self.file, self.size) = (file, size) }

    /// - Returns: the next bytes; none at the end, or if the file got shorter or cannot be read.
    package func block(at offset: Int) -> [UInt8] {
        (try? file.read(min(Self.blockSize, size - offset), at: offset, as: UInt8.self)) ?? []
    }

    private static let blockSize = 1 << 18
}
