import GANCore
import GANModule

/// The number of decoded images in a selection, and the shape of each.
struct ImageForm: Hashable, Sendable {
    let count: Int
    let channels: Int
    let height: Int
    let width: Int

    /// Number of bytes of one image.
    var size: Int { channels * height * width }
}

/// An image that cannot be decoded, and the reason.
struct ImageDamage: Hashable, Sendable {
    /// Index in the selection.
    let index: Int
    let problem: String
    let fix: String
    /// See `DataError`.
    let isOfContent: Bool
}

extension ImageDamage {
    init(_ error: DataError, index: Int) {
        self.init(index: index, problem: error.problem, fix: error.fix, isOfContent: error.isOfContent)
    }
}

/// Decoded images in a cache file.
///
/// The header has eight words: magic, version, key (2), count, channels, height, width. Then follow the
/// pixels of all images, a checksum per image, and the damage as lines of text. The last words are the facts of the stored
/// images, the size of that text and the checksum of everything but the pixels. A word has 64 bits in the machine's byte
/// order.
final class ImageFile: Sendable {
    let form: ImageForm
    let findings: PreparationFindings
    private let file: SystemFile
    private let checksums: [UInt64]

    /// "GANZOOI1" and the version of the content. Raise the version if decoding, resizing or the file format changes.
    static let magic: [UInt64] = [0x3149_4f4f_5a4e_4147, 5]
    static let headerSize = 64

    /// - Returns: nil if the file is missing, not ours, of another format or damaged.
    init?(_ path: String, key: ContentHash, count: Int) {
        guard let (file, size) = CacheFolder.open(path),
            let header = try? file.read(8, at: 0, as: UInt64.self), let form = ImageForm(header, key, count),
            let footer = ImageFileFooter(file, size: size, form, header: header)
        else { return nil }
        (self.file, self.form, findings, checksums) = (file, form, footer.findings, footer.checksums)
    }

    /// [channels, height, width] of an image; nil if its bytes have changed.
    func image(at index: Int) -> [UInt8]? {
        let offset = Self.headerSize + index * form.size
        guard let image = try? file.read(form.size, at: offset, as: UInt8.self),
            ContentHash.checksum(image) == checksums[index]
        else { return nil }
        return image
    }
}

extension ImageForm {
    func header(_ key: ContentHash) -> [UInt64] {
        ImageFile.magic + key.words + [count, channels, height, width].map { UInt64($0) }
    }

    fileprivate init?(_ header: [UInt64], _ key: ContentHash, _ count: Int) {
        guard header.count == 8, header[4...].allSatisfy({ $0 <= UInt64(Int32.max) }) else { return nil }
        self.init(count: Int(header[4]), channels: Int(header[5]), height: Int(header[6]), width: Int(header[7]))
        let sides = 1...1 << 24
        guard header == self.header(key), self.count == count, channels == 1 || channels == 3, sides.contains(height),
            sides.contains(width), size <= (Int.max >> 1) / max(count, 1)
        else { return nil }
    }
}

/// The content after the pixels.
struct ImageFileFooter {
    let checksums: [UInt64]
    let findings: PreparationFindings

    init(checksums: [UInt64], findings: PreparationFindings) {
        (self.checksums, self.findings) = (checksums, findings)
    }

    /// The damage as bytes.
    func text() -> [UInt8] {
        func field(_ text: String) -> String { String(text.map { $0 == "\t" || $0.isNewline ? " " : $0 }) }
        return findings.damage.flatMap { Array("\($0.index)\t\(field($0.problem))\t\(field($0.fix))\n".utf8) }
    }

    /// The last words.
    func end(header: [UInt64]) -> [UInt64] {
        let (text, facts) = (text(), findings.stored.words)
        let checksum = ContentHash.checksum(header + checksums + [ContentHash.checksum(text)] + facts)
        return facts + [UInt64(text.count), checksum]
    }

    private static let endCount = StoredFacts.wordCount + 2

    fileprivate init?(_ file: SystemFile, size: Int, _ form: ImageForm, header: [UInt64]) {
        let start = ImageFile.headerSize + form.count * form.size
        let textStart = start + 8 * form.count
        let textSize = size - textStart - 8 * Self.endCount
        guard textSize >= 0, textSize <= FileBytes.largestSize,
            let checksums = try? file.read(form.count, at: start, as: UInt64.self), checksums.count == form.count,
            let text = try? file.read(textSize, at: textStart, as: UInt8.self),
            let end = try? file.read(Self.endCount, at: textStart + textSize, as: UInt64.self),
            let stored = StoredFacts(words: Array(end.prefix(StoredFacts.wordCount))),
            let damage = Self.damage(text, count: form.count)
        else { return nil }
        self.init(checksums: checksums, findings: PreparationFindings(damage: damage, stored: stored))
        guard end == self.end(header: header) else { return nil }
    }

    /// - Returns: nil if the lines are not those of images in ascending order.
    private static func damage(_ text: [UInt8], count: Int) -> [ImageDamage]? {
        var damage: [ImageDamage] = []
        for line in String(decoding: text, as: UTF8.self).splitAtLineFeeds() {
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            let next = (damage.last?.index ?? -1) + 1
            guard fields.count == 3, let index = Int(fields[0]), index >= next, index < count else { return nil }
            damage.append(ImageDamage(index: index, problem: fields[1], fix: fields[2], isOfContent: true))
        }
        return damage
    }
}
