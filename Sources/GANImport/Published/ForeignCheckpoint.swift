import GANCore
import GANModule

/// Named tensors of another program, and their networks' constructor arguments.
package protocol ForeignCheckpoint {
    var path: String { get }
    /// The common name of the file type.
    var format: String { get }
    var names: [String] { get }
    /// Networks that were pickled with their classes.
    var objects: [TorchCheckpoint.Object] { get }
    func layout(of name: String) -> (type: SafetensorsType, shape: [Int])?
    /// Row-major, little-endian.
    /// - Throws: if they cannot be read.
    func bytes(of name: String) throws -> [UInt8]
}

extension TorchCheckpoint: ForeignCheckpoint {
    package func layout(of name: String) -> (type: SafetensorsType, shape: [Int])? {
        tensor(name).map { ($0.type, $0.shape) }
    }

    package func bytes(of name: String) throws -> [UInt8] {
        do { return try values(of: name)?.bytes ?? [] } catch let defect as ImportDefect {
            throw ImportError(path: path, problem: "`\(name.shortened(to: 100))`: \(defect.problem)")
        }
    }
}

extension SafetensorsFile: ForeignCheckpoint {
    package var format: String { "safetensors" }
    package var names: [String] { entries.map(\.name) }
    package var objects: [TorchCheckpoint.Object] { [] }

    package func layout(of name: String) -> (type: SafetensorsType, shape: [Int])? {
        entry(named: name).map { ($0.type, $0.shape) }
    }
}

/// Opens a file of the type that its first bytes show, regardless of its name.
/// - Throws: `ImportError`, `SafetensorsError`.
package func openForeignCheckpoint(_ path: String) throws -> any ForeignCheckpoint {
    let start = (try? SystemFile.reading(path).read(9, at: 0, as: UInt8.self)) ?? []
    return beginsSafetensors(start) ? try SafetensorsFile(path: path) : try TorchCheckpoint(path: path)
}

/// Whether the first nine bytes are a header's length, which is less than 4 GiB, and an opening brace. A length may start like a
/// pickle, or like a zip file; those have nonzero bytes where its zeros are.
private func beginsSafetensors(_ start: [UInt8]) -> Bool {
    start.count == 9 && start[4..<8].allSatisfy { $0 == 0 } && start[8] == UInt8(ascii: "{")
        && !start.starts(with: Array("PK\u{3}\u{4}".utf8))
}
