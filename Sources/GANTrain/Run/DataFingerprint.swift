import GANCore
import GANModule
import GANTensor

/// A fingerprint of the data: their own fingerprint, or their properties with some images and labels.
package enum DataFingerprint {
    private static let samples = 16

    private static func hexadecimal(_ number: UInt32) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }

    /// - Throws: an error of the data if an image cannot be read.
    package static func of(_ data: any Dataset) throws -> String {
        let own = try data.withSource { try $0.fingerprint() } ?? (data as? any PartialDataset)?.identity
        let info = data.info
        let count = min(samples, info.count)
        let indices = (0..<count).map { $0 * (info.count - 1) / max(count - 1, 1) }
        let chosen = try data.read(indices)
        let parts = [
            Checksum.of(Array(text(info).utf8)), Checksum.of(chosen.images.scalars(as: Float.self)),
            Checksum.of(chosen.labels.scalars(as: Float.self)),
        ]
        return parts.map(hexadecimal).joined() + (own.map { "-\($0)" } ?? "")
    }

    /// The properties as the first programs printed them. Those that came later are no part of it, so that older runs go on.
    private static func text(_ info: DatasetInfo) -> String {
        """
        DatasetInfo(count: \(info.count), channels: \(info.channels), height: \(info.height), width: \(info.width), \
        labelKind: GANCore.DatasetInfo.LabelKind.\(info.labelKind.rawValue), classCounts: \(info.classCounts), \
        classNames: \(info.classNames), labelSize: \(info.labelSize))
        """
    }
}
