import GANCore

/// Reads a pickle of protocol 2 to 5 (described in Python's Lib/pickletools.py) as data. Nothing is executed; names
/// of functions and classes must be in a list of allowed names.
package struct PickleReader {
    private var cursor: PickleCursor
    private var graph = PickleGraph()
    /// The stack of the pickle machine, and its marks.
    private var stack: [PickleGraph.Reference] = []
    private var marks: [Int] = []
    private var memo: [UInt64: PickleGraph.Reference] = [:]
    private let allows: (PickleGlobal) -> Bool
    private let limits: PickleLimits
    private var references = 0
    private var textBytes = 0

    /// - Parameters:
    /// - bytes: may continue after the pickle.
    /// - offset: start of the pickle.
    /// - allows: whether a function or class may occur.
    private init(
        _ bytes: [UInt8], at offset: Int, _ limits: PickleLimits, allowing allows: @escaping (PickleGlobal) -> Bool
    ) {
        cursor = PickleCursor(bytes, at: offset)
        (self.limits, self.allows) = (limits, allows)
    }

    /// - Returns: the content, and the position of its end.
    package static func read(
        _ bytes: [UInt8], at offset: Int = 0, limits: PickleLimits = PickleLimits(),
        allowing allows: @escaping (PickleGlobal) -> Bool
    ) throws(PickleDefect) -> (graph: PickleGraph, end: Int) {
        var reader = PickleReader(bytes, at: offset, limits, allowing: allows)
        return try reader.run()
    }

    /// Whether bytes are the start of a pickle.
    package static func begins(_ bytes: [UInt8]) -> Bool {
        bytes.count >= 2 && bytes[0] == PickleOpcode.protocol.rawValue && (2...5).contains(bytes[1])
    }

    private mutating func run() throws(PickleDefect) -> (PickleGraph, Int) {
        guard try cursor.byte() == PickleOpcode.protocol.rawValue, (2...5).contains(try cursor.byte()) else {
            throw PickleDefect(offset: cursor.offset, problem: "it is not a pickle of protocol 2 to 5")
        }
        while true {
            let start = cursor.offset
            let code = try cursor.byte()
            guard let opcode = PickleOpcode(rawValue: code) else {
                throw PickleDefect(offset: start, problem: "instruction \(code) is unknown")
            }
            if opcode == .stop {
                graph.root = try pop()
                return (graph, cursor.offset)
            }
            try perform(opcode)
        }
    }

    private mutating func perform(_ opcode: PickleOpcode) throws(PickleDefect) {
        switch opcode.kind {
        case .frame: try frame(opcode)
        case .constant: try constant(opcode)
        case .number: try number(opcode)
        case .text: try text(opcode)
        case .stack: try moveStack(opcode)
        case .container: try container(opcode)
        case .filling: try fill(opcode)
        case .memo: try remember(opcode)
        case .object: try object(opcode)
        }
    }

    // MARK: Stack and values

    private mutating func push(_ value: PickleGraph.Value) throws(PickleDefect) {
        guard graph.values.count < limits.values else {
            throw cursor.defect("it has more than \(limits.values) values, the limit for checkpoints")
        }
        graph.values.append(value)
        stack.append(PickleGraph.Reference(graph.values.count - 1))
    }

    private mutating func pop() throws(PickleDefect) -> PickleGraph.Reference {
        guard stack.count > (marks.last ?? 0), let top = stack.popLast() else {
            throw cursor.defect("it reads a value from an empty stack")
        }
        return top
    }

    private func top() throws(PickleDefect) -> PickleGraph.Reference {
        guard stack.count > (marks.last ?? 0), let top = stack.last else {
            throw cursor.defect("it uses a value of an empty stack")
        }
        return top
    }

    private mutating func popToMark() throws(PickleDefect) -> [PickleGraph.Reference] {
        guard let mark = marks.popLast() else { throw cursor.defect("it has no mark") }
        let values = Array(stack[mark...])
        stack.removeSubrange(mark...)
        return try counted(values)
    }

    /// Counts the references that a container is about to store.
    private mutating func counted(_ values: [PickleGraph.Reference]) throws(PickleDefect) -> [PickleGraph.Reference] {
        references += values.count
        guard references <= limits.references else {
            throw cursor.defect("its lists have more than \(limits.references) values, the limit for checkpoints")
        }
        return values
    }

    private func pairs(_ values: [PickleGraph.Reference]) throws(PickleDefect) -> [PickleGraph.Reference] {
        guard values.count % 2 == 0 else { throw cursor.defect("a dictionary has a key without a value") }
        return values
    }

    // MARK: Instructions

    private mutating func frame(_ opcode: PickleOpcode) throws(PickleDefect) {
        // Frames only serve buffering.
        if opcode == .frame { _ = try cursor.number(8) } else { _ = try cursor.byte() }
    }

    private mutating func constant(_ opcode: PickleOpcode) throws(PickleDefect) {
        switch opcode {
        case .true: try push(.bool(true))
        case .false: try push(.bool(false))
        default: try push(.none)
        }
    }

    private mutating func number(_ opcode: PickleOpcode) throws(PickleDefect) {
        switch opcode {
        case .integer1: try push(.integer(Int(try cursor.number(1))))
        case .integer2: try push(.integer(Int(try cursor.number(2))))
        case .integer4: try push(.integer(Int(Int32(truncatingIfNeeded: try cursor.number(4)))))
        case .real:
            let bits = UInt64(littleEndian: try cursor.number(8)).byteSwapped
            try push(.real(Double(bitPattern: bits)))
        default:
            let block = try cursor.block(lengthIn: opcode == .long1 ? 1 : 4)
            try push(Self.integer(Array(cursor.bytes[block])))
        }
    }

    private static func integer(_ bytes: [UInt8]) -> PickleGraph.Value {
        guard bytes.count <= 8 else { return .largeInteger(bytes) }
        var value = bytes.last.map { $0 >= 0x80 } == true ? -1 : 0
        for byte in bytes.reversed() { value = value << 8 | Int(byte) }
        return .integer(value)
    }

    private mutating func text(_ opcode: PickleOpcode) throws(PickleDefect) {
        let block = try cursor.block(lengthIn: opcode.lengthSize)
        guard opcode.isText else { return try push(.bytes(block)) }
        textBytes += block.count
        guard textBytes <= limits.textBytes else {
            throw cursor.defect("it has more than \(limits.textBytes >> 20) MiB of text, the limit for checkpoints")
        }
        try push(.text(try cursor.text(block)))
    }

    private mutating func moveStack(_ opcode: PickleOpcode) throws(PickleDefect) {
        switch opcode {
        case .mark: marks.append(stack.count)
        case .duplicate: stack.append(try top())
        case .popToMark: _ = try popToMark()
        default:
            // Python removes a mark from the top of the stack.
            if let mark = marks.last, mark == stack.count { marks.removeLast() } else { _ = try pop() }
        }
        try checkDepth()
    }

    private func checkDepth() throws(PickleDefect) {
        guard memo.count <= limits.values, stack.count <= limits.references, marks.count <= limits.marks else {
            throw cursor.defect("its memo exceeds the limit for checkpoints")
        }
    }

    private mutating func container(_ opcode: PickleOpcode) throws(PickleDefect) {
        switch opcode {
        case .emptyList: try push(.list(graph.newRow([])))
        case .emptyDictionary: try push(.dictionary(graph.newRow([])))
        case .emptySet: try push(.set(graph.newRow([])))
        case .emptyTuple: try push(.tuple(graph.newRow([])))
        case .list: try push(.list(graph.newRow(try popToMark())))
        case .tuple: try push(.tuple(graph.newRow(try popToMark())))
        case .dictionary: try push(.dictionary(graph.newRow(try pairs(try popToMark()))))
        case .frozenSet: try push(.set(graph.newRow(try popToMark())))
        default:
            let count = opcode == .tuple1 ? 1 : opcode == .tuple2 ? 2 : 3
            var values: [PickleGraph.Reference] = []
            for _ in 0..<count { values.append(try pop()) }
            try push(.tuple(graph.newRow(try counted(values.reversed()))))
        }
    }

    private mutating func fill(_ opcode: PickleOpcode) throws(PickleDefect) {
        let values: [PickleGraph.Reference]
        switch opcode {
        case .append: values = try counted([try pop()])
        case .setItem:
            let value = try pop()
            values = try counted([try pop(), value])
        default: values = try popToMark()
        }
        try fill(Int(try top()), values, isKeyed: opcode == .setItem || opcode == .setItems)
    }

    private mutating func fill(
        _ target: Int, _ values: [PickleGraph.Reference], isKeyed: Bool
    ) throws(PickleDefect) {
        let added = isKeyed ? try pairs(values) : values
        switch (graph.values[target], isKeyed) {
        case (.list(let row), false), (.set(let row), false), (.dictionary(let row), true):
            graph.rows[Int(row)] += added
        case (.call(var call), _):
            let row = (isKeyed ? call.entries : call.items) ?? graph.newRow([])
            graph.rows[Int(row)] += added
            if isKeyed { call.entries = row } else { call.items = row }
            graph.values[target] = .call(call)
        default: throw cursor.defect("it adds items to a value that is not a container")
        }
    }

    private mutating func remember(_ opcode: PickleOpcode) throws(PickleDefect) {
        switch opcode {
        case .memoize: memo[UInt64(memo.count)] = try top()
        case .put1, .put4:
            memo[try cursor.number(opcode == .put1 ? 1 : 4)] = try top()
        default:
            let number = try cursor.number(opcode == .get1 ? 1 : 4)
            guard let value = memo[number] else { throw cursor.defect("its memo has no entry \(number)") }
            stack.append(value)
        }
        try checkDepth()
    }

    private mutating func object(_ opcode: PickleOpcode) throws(PickleDefect) {
        switch opcode {
        case .global:
            let module = try cursor.line()
            try pushGlobal(PickleGlobal(module, try cursor.line()))
        case .stackGlobal:
            let (name, module) = (try pop(), try pop())
            guard case .text(let name) = graph[name], case .text(let module) = graph[module] else {
                throw cursor.defect("the name of a function is not a text")
            }
            try pushGlobal(PickleGlobal(module, name))
        case .build:
            let state = try pop()
            let target = Int(try top())
            guard case .call(var call) = graph.values[target] else {
                throw cursor.defect("it sets the state of a value that is not an object")
            }
            call.state = state
            graph.values[target] = .call(call)
        case .persistent: try push(.persistent(try pop()))
        default:
            // Keyword arguments come last; they are stored as the call's state.
            let keywords = opcode == .newObjectWithKeywords ? try pop() : nil
            let arguments = try pop()
            let function = try pop()
            guard case .tuple = graph[arguments], isCallable(function) else {
                throw cursor.defect("it calls a value that is not a function or class")
            }
            try push(.call(PickleGraph.Call(function: function, arguments: arguments, state: keywords)))
        }
    }

    private func isCallable(_ reference: PickleGraph.Reference) -> Bool {
        if case .global = graph[reference] { true } else { false }
    }

    private mutating func pushGlobal(_ global: PickleGlobal) throws(PickleDefect) {
        guard allows(global) else {
            throw cursor.defect(
                "it refers to `\(global.description.shortened(to: 100).onOneLine)`, which is not allowed in a checkpoint"
            )
        }
        try push(.global(global))
    }
}
