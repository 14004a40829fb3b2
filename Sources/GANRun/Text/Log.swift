import Logging

/// Where the library says what a person should know and no error is: a program chooses where it goes (`LoggingSystem.bootstrap`).
enum Log {
    private static let logger = Logger(label: "ganzoo")

    /// - Parameter line: `warning: …`; the level says so, too.
    package static func warning(_ line: String) {
        let prefix = "warning: "
        logger.warning("\(line.hasPrefix(prefix) ? String(line.dropFirst(prefix.count)) : line)")
    }
}
