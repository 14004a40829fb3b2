import Logging

/// The library's warnings as lines on standard error.
struct CommandLineLog: LogHandler {
    var metadata = Logger.Metadata()
    var logLevel = Logger.Level.info

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let level = event.level >= .warning ? "warning" : "note"
        printError("\(level): \(event.message)")
    }
}
