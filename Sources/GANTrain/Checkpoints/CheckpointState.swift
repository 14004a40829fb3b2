import Foundation
import GANModule

/// What a checkpoint holds besides tensors: `state.json`.
struct CheckpointState: Codable, Equatable {
    /// Of the layout of checkpoints.
    static let currentFormat = 1

    struct Figure: Codable, Equatable {
        let name: String
        let value: Double
    }

    /// Where the logs ended.
    struct Logs: Codable, Equatable {
        var metrics = 0
        var events = 0
        var eventFile = ""
    }

    var format = currentFormat
    /// As it stands in the file; checkpoints of the first arithmetic have none.
    private var arithmeticNumber: Int? = Arithmetic.current
    /// The number of the arithmetic that the weights were trained with.
    var arithmetic: Int { arithmeticNumber ?? 1 }
    /// Steps made, and updates of the step under way with their figures.
    var position = StepPosition()
    var unfinished: [Figure] = []
    var means = MetricMeans()
    /// Whether lines and sheets of the newest step are written.
    var isReported = true
    var best = BestScores()
    var spread = DiversityHistory()
    var logs = Logs()
    /// Spent in training, in all parts of the run.
    var seconds = 0.0
    /// What the state belongs to: hashes of the data and of the program, by what they are of.
    var identity: [String: String] = [:]
    /// CRC-32 of every tensor, by file and name.
    var checksums: [String: [String: UInt32]] = [:]

    private enum CodingKeys: String, CodingKey {
        case format, position, unfinished, means, isReported, best, spread, logs, seconds, identity, checksums
        case arithmeticNumber = "arithmetic"
    }
}

extension CheckpointState {
    /// The file's text: the state, and on a line of its own the checksum of the line before.
    func text() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        encoder.nonConformingFloatEncodingStrategy = Self.numbers
        let state = String(decoding: try encoder.encode(self), as: UTF8.self)
        return "[\(state),\n\(Checksum.of(Array(state.utf8)))]\n"
    }

    /// - Throws: `CheckpointDefect` when the text is not one that `text()` wrote, or says what no run does.
    init(text: String) throws(CheckpointDefect) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count == 3, lines[0].hasPrefix("["), lines[0].hasSuffix(",") else {
            throw CheckpointDefect(problem: "state.json is damaged")
        }
        let state = lines[0].dropFirst().dropLast()
        guard "\(Checksum.of(Array(state.utf8)))]" == lines[1] else {
            throw CheckpointDefect(problem: "state.json is damaged: its checksum is another")
        }
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = Self.numbersRead
        do { self = try decoder.decode(CheckpointState.self, from: Data(state.utf8)) } catch {
            throw CheckpointDefect(problem: "state.json was written by another version of GANZoo")
        }
        guard format == Self.currentFormat else {
            throw CheckpointDefect(problem: "its format is \(format), and this version reads \(Self.currentFormat)")
        }
        if let defect { throw CheckpointDefect(problem: "state.json is not what a run writes: \(defect)") }
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

/// What is wrong with a checkpoint, in one line without a full stop.
struct CheckpointDefect: Error, Hashable {
    let problem: String
}
