import Foundation
import Glibc

@testable import GANData

/// Something that is laid on the disk for a row of the table.
enum OddFile: Sendable {
    /// A PNG of 4 × 4 pixels of one level.
    case image(String, UInt8)
    case text(String, String)
    /// A text in which `@` stands for the row's folder.
    case located(String, String)
    case bytes(String, [UInt8])
    /// A copy of a file below `Fixtures`.
    case fixture(String, String)
    case folder(String)
    case link(String, to: String)
    /// A name that need not be UTF-8.
    case raw([UInt8], content: [UInt8])
    /// Images, texts, bytes and fixtures only.
    case zip(String, [OddFile])

    /// Below the row's folder.
    private var path: [UInt8] {
        switch self {
        case .image(let path, _), .text(let path, _), .located(let path, _), .bytes(let path, _), .fixture(let path, _),
            .folder(let path),
            .link(let path, _), .zip(let path, _):
            Array(path.utf8)
        case .raw(let path, _): path
        }
    }

    private var content: [UInt8] {
        get throws {
            switch self {
            case .image(_, let level): try pngBytes(level)
            case .text(_, let text), .located(_, let text): Array(text.utf8)
            case .bytes(_, let bytes), .raw(_, let bytes): bytes
            case .fixture(_, let name): try Fixtures.bytes(name)
            case .zip(_, let files):
                ZipBuilder(
                    try files.map {
                        ZipBuilder.Entry(name: String(decoding: $0.path, as: UTF8.self), content: try $0.content)
                    }
                ).bytes
            case .folder, .link: []
            }
        }
    }

    func lay(in folder: String) throws {
        let root = Array(folder.utf8) + [0x2F]
        for end in path.indices where path[end] == 0x2F { try Self.makeFolder(root + path[..<end]) }
        switch self {
        case .folder: try Self.makeFolder(root + path)
        case .link(_, let target):
            try Self.check(unsafe symlink(target, (root + path + [0]).map { CChar(bitPattern: $0) }))
        case .located(_, let text):
            try Self.write(Array(text.replacing("@", with: folder).utf8), to: root + path)
        default: try Self.write(try content, to: root + path)
        }
    }

    private static func makeFolder(_ path: [UInt8]) throws {
        let made = unsafe mkdir((path + [0]).map { CChar(bitPattern: $0) }, 0o777)
        if made != 0, errno != EEXIST { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
    }

    private static func write(_ bytes: [UInt8], to path: [UInt8]) throws {
        guard let file = unsafe fopen((path + [0]).map { CChar(bitPattern: $0) }, "w") else {
            throw POSIXError(.init(rawValue: errno) ?? .EIO)
        }
        let written = unsafe fwrite(bytes, 1, bytes.count, file)
        try check(unsafe fclose(file))
        try check(written == bytes.count ? 0 : -1)
    }

    private static func check(_ result: Int32) throws {
        if result != 0 { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
    }
}
