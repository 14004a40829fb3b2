import Foundation
import GANModule

/// `times.jsonl` of a run: how long training took, a JSON object for each record and checkpoint.
///
/// Nothing that a run computes depends on it, and no two runs have the same times. All other files of equal runs are equal, apart from
/// TensorBoard's, whose format holds a time for each event. A missing or damaged file loses times and nothing else.
package struct TimesFile {
    private var log: LogFile
    /// Seconds of training up to the position at which the file was opened; nil if it does not say.
    package let seconds: Double?

    /// Opens the file without the lines after a position, or creates it.
    /// - Throws: `LogError` if the file cannot be written.
    package init(appendingTo path: String, upTo position: StepPosition) throws(LogError) {
        let (length, seconds) = Self.part(of: (try? RunContents.read(path)) ?? [], upTo: position)
        self.seconds = seconds
        log = try LogFile(appendingTo: path, at: length) { _, _ throws(SystemError) in true }
    }

    /// Number of bytes of the lines that are not after a position, and the seconds of the last one. Further lines than `LogLines` reads
    /// do not count.
    private static func part(of bytes: [UInt8], upTo position: StepPosition) -> (length: Int, seconds: Double?) {
        var (length, count, seconds) = (0, 0, Double?.none)
        while count < LogLines.most, let end = bytes[length...].firstIndex(of: LogLines.end),
            end - length <= LogLines.longest
        {
            guard let line = decoded(bytes[length..<end]), line.isPlausible, !line.position.isAfter(position) else {
                break
            }
            (length, count, seconds) = (end + 1, count + 1, line.seconds)
        }
        return (length, seconds)
    }

    /// Number of bytes of the lines that are not after a position.
    static func length(of bytes: [UInt8], upTo position: StepPosition) -> Int { part(of: bytes, upTo: position).length }

    /// What is wrong with the lines up to a position, on one line without a full stop; nil if nothing is. Later lines may end anywhere.
    static func defect(of bytes: [UInt8], upTo position: StepPosition) -> String? {
        let (length, _) = part(of: bytes, upTo: position)
        let end = bytes[length...].firstIndex(of: LogLines.end) ?? bytes.endIndex
        guard length < bytes.count, decoded(bytes[length..<end])?.isPlausible != true else { return nil }
        let before = bytes[..<length].dropLast()
        let last = before.lastIndex(of: LogLines.end).map { before[($0 + 1)...] } ?? before
        if let last = decoded(last), !position.isAfter(last.position) { return nil }
        let number = bytes[..<length].count { $0 == LogLines.end } + 1
        return "line \(number) is not a record; a resumed run loses the times from there on, and nothing else"
    }

    /// - Returns: nil for what is no record.
    private static func decoded(_ bytes: ArraySlice<UInt8>) -> Line? {
        bytes.count <= LogLines.longest ? try? JSONDecoder().decode(Line.self, from: Data(bytes)) : nil
    }

    private struct Line: Decodable {
        let step: Int
        let update: Int
        let seconds: Double

        var position: StepPosition { StepPosition(step: step, update: update) }
        var isPlausible: Bool { position.defect == nil && seconds.isFinite && seconds >= 0 }
    }

    /// Appends a line. After an error the file is unchanged.
    /// - Parameters:
    ///   - seconds: of training, over all parts of the run.
    ///   - rates: further numbers of the steps since the last record.
    package mutating func append(
        _ position: StepPosition, seconds: Double, rates: [(name: String, value: Double)] = []
    ) throws(LogError) {
        var line = JSONLine()
        line.add("step", position.step)
        line.add("update", position.update)
        line.add("seconds", seconds)
        for (name, value) in rates { line.add(name, value) }
        try log.append(Array(line.text.utf8) + [LogLines.end])
    }
}
