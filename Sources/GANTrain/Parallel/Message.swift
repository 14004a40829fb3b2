import Foundation
import GANCore

/// Writes numbers, texts and arrays one after another, as the processor stores them: all processes run the same program on the same type
/// of processor.
package struct MessageWriter {
    package private(set) var bytes: [UInt8] = []

    package init() {}

    package mutating func add(_ number: Int) { add(values: [Int64(number)]) }

    package mutating func add(_ text: String) { add([UInt8](text.utf8)) }

    /// With the number of elements before them.
    package mutating func add<Element: BitwiseCopyable>(_ elements: [Element]) {
        add(elements.count)
        add(values: elements)
    }

    private mutating func add<Element: BitwiseCopyable>(values: [Element]) {
        unsafe values.withUnsafeBytes { unsafe bytes.append(contentsOf: $0) }
    }
}

/// Reads what a `MessageWriter` wrote.
package struct MessageReader {
    private let bytes: [UInt8]
    private var position = 0

    package init(_ bytes: [UInt8]) { self.bytes = bytes }

    package var isAtEnd: Bool { position == bytes.count }

    package mutating func number() throws -> Int { Int(try values(1, as: Int64.self)[0]) }

    package mutating func text() throws -> String { String(decoding: try array(of: UInt8.self), as: UTF8.self) }

    package mutating func array<Element: BitwiseCopyable>(of type: Element.Type) throws -> [Element] {
        try values(try number(), as: type)
    }

    private mutating func values<Element: BitwiseCopyable>(_ count: Int, as type: Element.Type) throws -> [Element] {
        let stride = MemoryLayout<Element>.stride
        guard count >= 0, count <= (bytes.count - position) / stride else { throw CollectiveError.unreadableMessage }
        defer { position += count * stride }
        return unsafe [Element](unsafeUninitializedCapacity: count) { buffer, filled in
            unsafe bytes.withUnsafeBytes {
                unsafe UnsafeMutableRawBufferPointer(buffer).copyMemory(
                    from: UnsafeRawBufferPointer(rebasing: $0[position..<position + count * stride]))
            }
            filled = count
        }
    }
}

/// The processes that train together do not fit.
public enum CollectiveError: Error, Hashable, CustomStringConvertible {
    /// Another program, or another version of this one, sent a message.
    case unreadableMessage
    /// A component keeps a value of a type of its own, and changed it.
    case foreignBuffer(type: String)
    /// Processes have other data, recipes, programs or processors.
    case differentFact(name: String, rank: Int, value: String, first: String)
    /// Processes came to other weights.
    case differentWeights(rank: Int, step: Int)
    /// A process does not see the checkpoint that process 0 continues from.
    case notShared(path: String)

    public var description: String {
        switch self {
        case .unreadableMessage:
            "a process sent a message that this one cannot read\n  fix: start all processes from the same build of the program"
        case .foreignBuffer(let type):
            "a buffer of type \(type) changed, which several processes cannot make one value of\n  fix: keep a tensor, RowBuffer, number"
                + " or boolean in `@Buffer`, or train with one process"
        case .differentFact(let name, let rank, let value, let first):
            "the \(name) of process \(rank) differs from that of process 0: \(Self.difference(value, first))\n  fix: give all processes"
                + " the same \(name), so that they compute the same bits"
        case .differentWeights(let rank, let step):
            "after step \(step) process \(rank) has other weights than process 0\n  fix: continue from the last checkpoint on"
                + " processors of one type; if it happens again, look for a component that computes with something else than its"
                + " arguments, such as the time or a file"
        case .notShared(let path):
            "there is no \(path) on this machine\n  fix: put the run's folder on a file system that all machines share"
        }
    }

    /// The first lines that differ. A resolved recipe has hundreds.
    private static func difference(_ value: String, _ first: String) -> String {
        func lines(_ text: String) -> [String] {
            text.splitAtLineFeeds(omittingEmpty: false).map {
                $0.trimmingCharacters(in: .whitespacesAndNewlines).shortened(to: 200).onOneLine
            }
        }
        let (own, others) = (lines(value), lines(first))
        let index = zip(own, others).enumerated().first { $1.0 != $1.1 }?.offset ?? min(own.count, others.count)
        func line(_ lines: [String]) -> String {
            lines.indices.contains(index) && !lines[index].isEmpty ? "`\(lines[index])`" : "nothing"
        }
        return "\(line(own)), not \(line(others))"
    }
}
