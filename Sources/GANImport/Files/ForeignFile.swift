import GANCore
import GANModule

extension TorchCheckpoint: ForeignCheckpoint {
    package func layout(of name: String) -> (type: SafetensorsType, shape: [Int])? {
        tensor(name).map { ($0.type, $0.shape) }
    }

    package func bytes(of name: String) throws -> [UInt8] {
        do { return try values(of: name)?.bytes ?? [] } catch let defect as ImportDefect {
            throw ImportError(path: path, problem: "`\(name.shortened(to: 100))`: \(defect.problem)")
        }
    }

    package func values(at path: String) -> [String: ForeignValue]? {
        objects.first { $0.path == path }?.settings ?? namespaces[path]
    }
}

/// A file of safetensors. It has tensors only.
struct ForeignSafetensors: ForeignCheckpoint {
    private let file: SafetensorsFile

    /// - Throws: `SafetensorsError`.
    init(path: String) throws { file = try SafetensorsFile(path: path) }

    var path: String { file.path }
    var format: String { "safetensors" }
    var names: [String] { file.entries.map(\.name) }
    var sources: [String] { [] }

    func layout(of name: String) -> (type: SafetensorsType, shape: [Int])? {
        file.entry(named: name).map { ($0.type, $0.shape) }
    }

    func bytes(of name: String) throws -> [UInt8] { try file.bytes(of: name) }

    func values(at path: String) -> [String: ForeignValue]? { nil }
}

/// Opens a file of the type that its first bytes show, regardless of its name.
/// - Throws: `ImportError`, `SafetensorsError`.
package func openForeignCheckpoint(_ path: String) throws -> any ForeignCheckpoint {
    let start = (try? SystemFile.reading(path).read(9, at: 0, as: UInt8.self)) ?? []
    return beginsSafetensors(start) ? try ForeignSafetensors(path: path) : try TorchCheckpoint(path: path)
}

/// Whether the first nine bytes are a header's length, which is less than 4 GiB, and an opening brace. A length may start like a
/// pickle, or like a zip file; those have nonzero bytes where its zeros are.
private func beginsSafetensors(_ start: [UInt8]) -> Bool {
    start.count == 9 && start[4..<8].allSatisfy { $0 == 0 } && start[8] == UInt8(ascii: "{")
        && !start.starts(with: Array("PK\u{3}\u{4}".utf8))
}
