/// What a pickle says, as data: nothing of it is looked up, called or made. Values refer to each other by number, so that
/// sharing, cycles and any depth cost nothing.
package struct PickleGraph {
    package typealias Reference = Int32

    package enum Value {
        case none
        case bool(Bool)
        case integer(Int)
        /// An integer of more than 64 bits: two's complement, little-endian.
        case largeInteger([UInt8])
        case real(Double)
        case text(String)
        /// A range of the pickle's own bytes.
        case bytes(Range<Int>)
        case list(Row)
        case tuple(Row)
        /// Keys and values by turns.
        case dictionary(Row)
        case set(Row)
        /// A function or class by name; it is never looked up.
        case global(PickleGlobal)
        /// What a function or class would have been called with to make an object.
        case call(Call)
        /// What the pickle keeps elsewhere, under this name.
        case persistent(Reference)
    }

    package struct Call {
        package let function: Reference
        /// A tuple.
        package let arguments: Reference
        /// What the object would have been told of itself afterwards.
        package var state: Reference?
        /// What it would have been filled with, one by one, and under keys.
        package var items: Row?
        package var entries: Row?
    }

    /// The number of a container's contents in `rows`, where they can grow in place.
    package typealias Row = Int32

    package internal(set) var values: [Value] = []
    package internal(set) var rows: [[Reference]] = []
    package internal(set) var root: Reference = 0

    package subscript(reference: Reference) -> Value { values[Int(reference)] }

    /// What a container holds; of a dictionary keys and values by turns.
    package func contents(_ row: Row) -> [Reference] { rows[Int(row)] }

    mutating func newRow(_ contents: [Reference]) -> Row {
        rows.append(contents)
        return Row(rows.count - 1)
    }
}

/// A function or class of Python, by the name under which a pickle asks for it.
package struct PickleGlobal: Hashable, Sendable, CustomStringConvertible {
    package let module: String
    package let name: String

    package init(_ module: String, _ name: String) { (self.module, self.name) = (module, name) }

    package var description: String { "\(module).\(name)" }
}

/// What is wrong with a pickle, and at which byte.
package struct PickleDefect: Error, Hashable, Sendable {
    package let offset: Int
    package let problem: String
}
