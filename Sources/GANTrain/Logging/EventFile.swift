import GANCore
import GANModule

/// A TensorBoard event file: scalars and images over the steps of a run.
///
/// The format is TensorFlow's: records (`EventRecord`) of `Event` messages (tensorflow/core/util/event.proto), each with
/// a `Summary` (tensorflow/core/framework/summary.proto).
package struct EventFile {
    private var log: LogFile

    /// Number of bytes written, for checkpoints.
    package var offset: Int { log.offset }

    /// Creates a file.
    /// - Parameter time: seconds since 1970
    package init(creating path: String, time: Double) throws(LogError) {
        log = try LogFile(creating: path)
        try begin(time: time)
    }

    /// Continues at the offset from a checkpoint; drops later events and the incomplete event of a killed process. A missing
    /// file starts empty.
    /// - Parameter time: seconds since 1970
    package init(appendingTo path: String, at offset: Int, time: Double) throws(LogError) {
        log = try LogFile(appendingTo: path, at: offset) { file, offset throws(SystemError) in
            try EventRecord.ends(at: offset, in: file)
        }
        if log.offset == 0 { try begin(time: time) }
    }

    /// Whether a run has or had an event file of this name. Earlier versions named it for time, host and process. The name contains
    /// no slash, so the file is in the run's folder.
    package static func isName(_ name: String) -> Bool {
        name == RunPaths.eventsName
            || name.wholeMatch(of: /events\.out\.tfevents\.-?[0-9]{1,20}\.[A-Za-z0-9_.\-]{1,255}\.[0-9]{1,20}/) != nil
    }

    /// Writes the values of a step. After an error the file is unchanged.
    /// - Parameter time: seconds since 1970
    package mutating func append(_ summary: EventSummary, step: Int, time: Double) throws(LogError) {
        var event = Self.event(time: time)
        event.add(Field.step, step)
        event.add(Field.summary, summary.message)
        try log.append(EventRecord.bytes(of: event.bytes))
    }

    /// Waits until all events are on disk.
    package func synchronize() throws(LogError) { try log.synchronize() }

    private mutating func begin(time: Double) throws(LogError) {
        var event = Self.event(time: time)
        event.add(Field.fileVersion, "brain.Event:2")
        try log.append(EventRecord.bytes(of: event.bytes))
    }

    private static func event(time: Double) -> ProtobufMessage {
        var event = ProtobufMessage()
        event.add(Field.wallTime, time)
        return event
    }

    private enum Field {
        static let (wallTime, step, fileVersion, summary) = (1, 2, 3, 5)
    }
}
