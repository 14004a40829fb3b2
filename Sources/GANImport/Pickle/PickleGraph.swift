/// The content of a pickle as data: nothing is looked up, called or instantiated. Values refer to each other by index, so
/// sharing, cycles and depth cost nothing.
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
        /// Alternating keys and values.
        case dictionary(Row)
        case set(Row)
        /// The name of a function or class; it is never looked up.
        case global(PickleGlobal)
        /// A function or class and its arguments; the call is never made.
        case call(Call)
        /// A persistent ID: data stored outside the pickle.
        case persistent(Reference)
    }

    package struct Call {
        package let function: Reference
        /// A tuple.
        package let arguments: Reference
        /// The object's state.
        package var state: Reference?
        /// The items of an object. `items` are list elements; in `entries`, keys and values alternate.
        package var items: Row?
        package var entries: Row?
    }

    /// The index of a container's contents in `rows`, where they can grow in place.
    package typealias Row = Int32

    package internal(set) var values: [Value] = []
    package internal(set) var rows: [[Reference]] = []
    package internal(set) var root: Reference = 0

    package subscript(reference: Reference) -> Value { values[Int(reference)] }

    /// The contents of a container; alternating keys and values for a dictionary.
    package func contents(_ row: Row) -> [Reference] { rows[Int(row)] }

    mutating func newRow(_ contents: [Reference]) -> Row {
        rows.append(contents)
        return Row(rows.count - 1)
    }
}

/// The qualified name of a Python function or class in a pickle.
package struct PickleGlobal: Hashable, Sendable, CustomStringConvertible {
    package let module: String
    package let name: String

    package init(_ module: String, _ name: String) { (self.module, self.name) = (module, name) }

    package var description: String { "\(module).\(name)" }
}

/// The reason why a pickle cannot be read, and its byte offset.
package struct PickleDefect: Error, Hashable, Sendable {
    package let offset: Int
    package let problem: String
}
