import GANCore

/// The networks that an import read, and its assumptions.
public struct ImportReport: Sendable {
    /// A file that was read.
    public struct File: Sendable {
        public let path: String
        /// The common name of the file type.
        public let format: String
        public let tensorCount: Int
    }

    /// A network that was taken over.
    public struct Network: Sendable {
        public let role: ForeignNetwork.Role
        /// Its name in a file of several networks, else the file.
        public let place: String
        /// The program that wrote it.
        public let program: String
        /// Number of tensors that were read from the file.
        public let tensorCount: Int
        public let parameterCount: Int
        public let bufferValueCount: Int
        /// Our names of tensors that are not in the file, because the network's definition gives their values.
        public let defined: [String]
        /// Lines that say how tensors were computed that no file has.
        public let derived: [String]
        /// Names in the file that were not used.
        public let unused: [String]
    }

    /// A setting that no file shows.
    public struct Assumption: Sendable {
        /// The recipe's key, with its section: `data.path`.
        public let key: String
        public let value: String
        /// Other published values.
        public let note: String
    }

    public let files: [File]
    /// Notes on the networks, one line each.
    public let notes: [String]
    public let networks: [Network]
    public let assumptions: [Assumption]
}

/// The first names of a list, and how many there are besides.
package func examples(_ names: [String]) -> String {
    let shown = names.prefix(4).map { $0.shortened(to: 160) }.joined(separator: ", ")
    return names.count > 4 ? "\(shown) and \(grouped(names.count - 4)) more" : shown
}
