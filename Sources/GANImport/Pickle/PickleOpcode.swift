/// The pickle instructions that occur in checkpoints. Instructions of protocols 0 and 1 only, extension codes and
/// out-of-band buffers are not supported, so they are refused.
enum PickleOpcode: UInt8 {
    case `protocol` = 0x80
    case frame = 0x95
    case stop = 0x2E
    // Constants.
    case none = 0x4E
    case `true` = 0x88
    case `false` = 0x89
    // Numbers.
    case integer1 = 0x4B
    case integer2 = 0x4D
    case integer4 = 0x4A
    case long1 = 0x8A
    case long4 = 0x8B
    case real = 0x47
    // Texts and bytes, their lengths in 1, 4 or 8 bytes.
    case text1 = 0x8C
    case text4 = 0x58
    case text8 = 0x8D
    case bytes1 = 0x43
    case bytes4 = 0x42
    case bytes8 = 0x8E
    case byteArray8 = 0x96
    case oldText1 = 0x55
    case oldText4 = 0x54
    // The stack.
    case mark = 0x28
    case pop = 0x30
    case popToMark = 0x31
    case duplicate = 0x32
    // Containers.
    case emptyList = 0x5D
    case list = 0x6C
    case emptyTuple = 0x29
    case tuple = 0x74
    case tuple1 = 0x85
    case tuple2 = 0x86
    case tuple3 = 0x87
    case emptyDictionary = 0x7D
    case dictionary = 0x64
    case emptySet = 0x8F
    case frozenSet = 0x91
    // Adding to containers.
    case append = 0x61
    case appends = 0x65
    case setItem = 0x73
    case setItems = 0x75
    case addItems = 0x90
    // The memo.
    case put1 = 0x71
    case put4 = 0x72
    case get1 = 0x68
    case get4 = 0x6A
    case memoize = 0x94
    // Objects.
    case global = 0x63
    case stackGlobal = 0x93
    case reduce = 0x52
    case newObject = 0x81
    case newObjectWithKeywords = 0x92
    case build = 0x62
    case persistent = 0x51

    enum Kind { case frame, constant, number, text, stack, container, filling, memo, object }

    var kind: Kind {
        switch self {
        case .protocol, .frame, .stop: .frame
        case .none, .true, .false: .constant
        case .integer1, .integer2, .integer4, .long1, .long4, .real: .number
        case .text1, .text4, .text8, .bytes1, .bytes4, .bytes8, .byteArray8, .oldText1, .oldText4: .text
        case .mark, .pop, .popToMark, .duplicate: .stack
        case .emptyList, .list, .emptyTuple, .tuple, .tuple1, .tuple2, .tuple3, .emptyDictionary, .dictionary,
            .emptySet, .frozenSet:
            .container
        case .append, .appends, .setItem, .setItems, .addItems: .filling
        case .put1, .put4, .get1, .get4, .memoize: .memo
        case .global, .stackGlobal, .reduce, .newObject, .newObjectWithKeywords, .build, .persistent: .object
        }
    }

    /// Number of bytes of the length prefix.
    var lengthSize: Int {
        switch self {
        case .text1, .bytes1, .oldText1: 1
        case .text8, .bytes8, .byteArray8: 8
        default: 4
        }
    }

    var isText: Bool { [.text1, .text4, .text8].contains(self) }
}
