import Logging

/// The log for warnings of the library. A program chooses its destination with `LoggingSystem.bootstrap`.
enum Log {
    private static let logger = Logger(label: "ganzoo")

    /// - Parameter line: the text; a leading `warning: ` is dropped, because the level says it.
    package static func warning(_ line: String) {
        let prefix = "warning: "
        logger.warning("\(line.hasPrefix(prefix) ? String(line.dropFirst(prefix.count)) : line)")
    }
}
