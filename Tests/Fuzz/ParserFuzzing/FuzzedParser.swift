import Foundation

/// A parser of files that a stranger may have made, called as the program calls it.
package struct FuzzedParser: Sendable {
    /// Reads one input. Bad input ends with an error.
    package typealias Parse = (_ input: [UInt8]) throws -> Void

    /// The name of its seeds and of its dictionary.
    package let name: String
    /// Makes what all inputs need.
    /// - Parameter folder: empty; inputs that are files are written to it.
    package let prepare: @Sendable (_ folder: String) throws -> Parse

    init(_ name: String, prepare: @escaping @Sendable (String) throws -> Parse) {
        (self.name, self.prepare) = (name, prepare)
    }

    /// A parser of a file.
    /// - Parameter file: the name of the file in the folder.
    init(_ name: String, file: String, _ parse: @escaping @Sendable (_ path: String) throws -> Void) {
        self.init(name) { folder in
            let path = "\(folder)/\(file)"
            return { input in
                try write(input, to: path)
                try parse(path)
            }
        }
    }

    package static let all = recipes + dataSets + images + tensors + runs + pages + plugins

    /// Reads one input. An error of bad input is what is wanted; it must be short enough to be read.
    package static func check(_ input: [UInt8], _ parse: Parse) {
        do { try parse(input) } catch {
            guard "\(error)".utf8.count < 1 << 20 else { fatalError("the message has a megabyte") }
        }
    }
}

/// What a parser says of bad input without throwing.
struct Refusal: Error, CustomStringConvertible {
    let description: String
}

func write(_ bytes: [UInt8], to path: String) throws { try Data(bytes).write(to: URL(fileURLWithPath: path)) }

func makeFolder(_ path: String) throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
}
