import Foundation
import GANModule

/// The content of a checkpoint besides tensors: `state.json`.
struct CheckpointState: Codable, Equatable {
    /// Version of the checkpoint format.
    static let currentFormat = 1

    struct Figure: Codable, Equatable {
        let name: String
        let value: Double
    }

    /// The lengths of the log files.
    struct Logs: Codable, Equatable {
        var metrics = 0
        var events = 0
        var eventFile = ""
    }

    var format = currentFormat
    /// The number that the file stores; nil in checkpoints of the first arithmetic.
    private var arithmeticNumber: Int? = Arithmetic.current
    /// The arithmetic number that the weights were trained with.
    var arithmetic: Int { arithmeticNumber ?? 1 }
    /// The steps made, and the updates of the current step with their metrics.
    var position = StepPosition()
    var unfinished: [Figure] = []
    var means = MetricMeans()
    /// Whether the logs and sheets of the newest step were written.
    var isReported = true
    var best = BestScores()
    var spread = DiversityHistory()
    var logs = Logs()
    /// Training time, over all parts of the run.
    var seconds = 0.0
    /// Hashes that identify the data and the program, by name.
    var identity: [String: String] = [:]
    /// CRC-32 of every tensor, by file and name.
    var checksums: [String: [String: UInt32]] = [:]

    private enum CodingKeys: String, CodingKey {
        case format, position, unfinished, means, isReported, best, spread, logs, seconds, identity, checksums
        case arithmeticNumber = "arithmetic"
    }
}

extension CheckpointState {
    /// The text of the file: the state, and on a separate line the checksum of the line before.
    func text() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        encoder.nonConformingFloatEncodingStrategy = Self.numbers
        let state = String(decoding: try encoder.encode(self), as: UTF8.self)
        return "[\(state),\n\(Checksum.of(Array(state.utf8)))]\n"
    }

    /// - Throws: `CheckpointDefect` if the text was not written by `text()`, or has impossible values.
    init(text: String) throws(CheckpointDefect) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count == 3, lines[0].hasPrefix("["), lines[0].hasSuffix(",") else {
            throw CheckpointDefect(problem: "state.json is damaged")
        }
        let state = lines[0].dropFirst().dropLast()
        guard "\(Checksum.of(Array(state.utf8)))]" == lines[1] else {
            throw CheckpointDefect(problem: "state.json is damaged: its checksum does not match")
        }
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = Self.numbersRead
        do { self = try decoder.decode(CheckpointState.self, from: Data(state.utf8)) } catch {
            throw CheckpointDefect(problem: "state.json was written by another version of GANZoo")
        }
        guard format == Self.currentFormat else {
            throw CheckpointDefect(
                problem: "its format is \(format), but this version reads format \(Self.currentFormat)")
        }
        if let defect { throw CheckpointDefect(problem: "state.json has an invalid value: \(defect)") }
    }

    private static let numbers = JSONEncoder.NonConformingFloatEncodingStrategy.convertToString(
        positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    private static let numbersRead = JSONDecoder.NonConformingFloatDecodingStrategy.convertFromString(
        positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
}

extension CheckpointState {
    /// Writes the files of a checkpoint.
    /// - Parameter partial: an empty folder.
    func write(_ weights: SafetensorsWriter, _ moments: SafetensorsWriter, into partial: String) throws {
        var state = self
        state.checksums = [
            Checkpoint.weightsName: try weights.write(to: "\(partial)/\(Checkpoint.weightsName)"),
            Checkpoint.trainerName: try moments.write(to: "\(partial)/\(Checkpoint.trainerName)"),
        ]
        let text = Array(try state.text().utf8)
        try AtomicFile.replace("\(partial)/\(Checkpoint.stateName)") { try $0.write(text) }
    }
}

/// The reason why a checkpoint cannot be used, on one line without a full stop.
struct CheckpointDefect: Error, Hashable {
    let problem: String
}
