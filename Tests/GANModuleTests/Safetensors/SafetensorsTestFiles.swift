import Foundation

@testable import GANModule

/// Runs `body` with the path of an empty folder, which goes afterwards.
func withTemporaryFolder<Answer>(_ body: (String) throws -> Answer) throws -> Answer {
    let folder = FileManager.default.temporaryDirectory.path + "/safetensors-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try body(folder)
}

/// The bytes of a safetensors file.
/// - Parameters:
///   - dataCount: bytes behind the header, all 0
///   - length: what the file says the header takes; its true length if nil
func fileBytes(_ header: [UInt8], dataCount: Int = 0, length: UInt64? = nil) -> [UInt8] {
    let length = length ?? UInt64(header.count)
    return (0..<8).map { UInt8(truncatingIfNeeded: length >> ($0 * 8)) } + header
        + [UInt8](repeating: 0, count: dataCount)
}

/// Not by Foundation, which waits for the disk: these tests write thousands of files.
func save(_ bytes: [UInt8], at path: String) throws {
    SystemFile.remove(path)
    try SystemFile.creating(path).write(bytes)
}

func load(_ path: String) throws -> [UInt8] { try [UInt8](Data(contentsOf: URL(fileURLWithPath: path))) }

/// What an error says, without the folder of the test, or "" where there is none.
func message(inside folder: String, _ body: () throws -> Void) -> String {
    do {
        try body()
        return ""
    } catch {
        return "\(error)".replacingOccurrences(of: folder + "/", with: "")
    }
}
