import Foundation
import GANCore

@testable import GANData

/// Files that Tests/Reference/images.py made.
enum Fixtures {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/Fixtures"

    static func bytes(_ name: String) throws -> [UInt8] { try FileBytes.read("\(folder)/\(name)") }

    /// The names of a folder's files.
    static func names(_ folder: String) throws -> [String] { try FolderListing("\(Self.folder)/\(folder)").files }

    /// A binary portable pixmap or graymap: `P6 width height 255` and the pixels.
    static func portable(_ name: String) throws -> RasterImage {
        let bytes = try bytes(name)
        var fields: [String] = []
        var position = 0
        while fields.count < 4 {
            let field = bytes[position...].prefix { $0 > 0x20 }
            fields.append(String(decoding: field, as: UTF8.self))
            position = field.endIndex + 1
        }
        return RasterImage(
            width: Int(fields[1])!, height: Int(fields[2])!, channels: fields[0] == "P6" ? 3 : 1,
            pixels: Array(bytes[position...]))
    }
}

/// A folder that is removed with the last reference to it. Only this user may write to it, whatever the process's mask is, and its path
/// has no links, as the cache asks.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
        try Self.make(path)
        self.path = PathText.withoutLinks(path)
    }

    private static func make(_ folder: String) throws {
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Makes the folders in between.
    @discardableResult
    func write(_ name: String, _ bytes: [UInt8]) throws -> String {
        let url = URL(fileURLWithPath: "\(path)/\(name)")
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: url)
        return url.path
    }

    @discardableResult
    func write(_ name: String, text: String) throws -> String { try write(name, Array(text.utf8)) }

    func makeFolder(_ name: String) throws { try Self.make("\(path)/\(name)") }
}
