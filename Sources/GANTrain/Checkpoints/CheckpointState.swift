import Foundation
import GANCore
import GANModule

/// The content of a checkpoint besides tensors: `state.json`. It follows from the steps alone: equal runs have equal files.
///
/// - Format 1 also held the training time (`seconds`), which stands in times.jsonl since.
struct CheckpointState: Codable, Equatable {
    /// Version of the checkpoint format. Older ones are read: `migrated()` says what they have otherwise.
    static let currentFormat = 2

    struct NamedValue: Codable, Equatable {
        let name: String
        let value: Double
    }

    /// The lengths of the log files.
    struct Logs: Codable, Equatable {
        var metrics = 0
        var events = 0
        var eventFile = ""
    }

    /// What was drawn, as far as it decides what is drawn or removed later.
    struct Pictures: Codable, Equatable {
        var sheets = KeptSheets()
        var logged = LoggedPictures()
    }

    var format = currentFormat
    /// The number that the file stores; nil in checkpoints of the first arithmetic.
    private var arithmeticNumber: Int? = Arithmetic.current
    /// The arithmetic number that the weights were trained with.
    var arithmetic: Int { arithmeticNumber ?? 1 }
    /// The steps made, and the updates of the current step with their metrics.
    var position = StepPosition()
    var unfinished: [NamedValue] = []
    var means = MetricMeans()
    /// Whether the logs and sheets of the newest step were written.
    var isReported = true
    var best = BestScores()
    var spread = DiversityHistory()
    var logs = Logs()
    /// Nil in checkpoints of versions that kept all pictures.
    private var storedPictures: Pictures? = Pictures()
    var pictures: Pictures {
        get { storedPictures ?? Pictures() }
        set { storedPictures = newValue }
    }
    /// Training time, over all parts of the run, as format 1 has it. Nil in later ones.
    var secondsOfFormat1: Double?
    /// Hashes that identify the data and the program, by name.
    var identity: [String: String] = [:]
    /// CRC-32 of every tensor, by file and name.
    var checksums: [String: [String: UInt32]] = [:]

    private enum CodingKeys: String, CodingKey {
        case format, position, unfinished, means, isReported, best, spread, logs, identity, checksums
        case arithmeticNumber = "arithmetic"
        case secondsOfFormat1 = "seconds"
        case storedPictures = "pictures"
    }

    /// The same state in the current format.
    /// - Throws: `CheckpointDefect` if a value is missing that its format has.
    private func migrated() throws(CheckpointDefect) -> CheckpointState {
        if format == 1, secondsOfFormat1 == nil { throw CheckpointDefect(problem: "\(Self.name) has no `seconds`") }
        var state = self
        state.format = Self.currentFormat
        return state
    }

    private static let name = RunPaths.CheckpointFile.state.rawValue
}

/// All that is read of a file before its format is known.
private struct CheckpointHeader: Decodable {
    let format: Int
}

extension CheckpointState {
    /// The text of the file: the state, and on a separate line the checksum of the line before.
    func text() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        encoder.nonConformingFloatEncodingStrategy = Self.numbers
        return Self.sealed(String(decoding: try encoder.encode(self), as: UTF8.self))
    }

    /// The text around a state.
    private static func sealed(_ state: some StringProtocol) -> String {
        "[\(state),\n\(Checksum.of(Array(state.utf8)))]\n"
    }

    /// - Throws: `CheckpointDefect` if the text is not what `text()` writes, to the last byte, or has impossible values.
    init(text: String) throws(CheckpointDefect) {
        // At most one more than it has: 64 MiB of line ends would take 2 GB.
        let lines = text.split(separator: "\n", maxSplits: 3, omittingEmptySubsequences: false)
        guard lines.count == 3, lines[0].hasPrefix("["), lines[0].hasSuffix(","), lines[2].isEmpty else {
            throw CheckpointDefect(problem: "\(Self.name) is damaged")
        }
        let state = lines[0].dropFirst().dropLast()
        guard Self.sealed(state).utf8.elementsEqual(text.utf8) else {
            throw CheckpointDefect(problem: "\(Self.name) is damaged: its checksum does not match")
        }
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = Self.numbersRead
        if let header = try? decoder.decode(CheckpointHeader.self, from: Data(state.utf8)),
            !(1...Self.currentFormat).contains(header.format)
        {
            throw CheckpointDefect(
                problem: "its format is \(header.format), but this version reads formats 1 to \(Self.currentFormat)")
        }
        do { self = try decoder.decode(CheckpointState.self, from: Data(state.utf8)) } catch {
            throw CheckpointDefect(problem: "\(Self.name) was written by another version of GANZoo")
        }
        self = try migrated()
        if let defect { throw CheckpointDefect(problem: "\(Self.name) has an invalid value: \(defect)") }
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
        func path(_ file: RunPaths.CheckpointFile) -> String { RunPaths.path(of: file, inCheckpoint: partial) }
        var state = self
        state.checksums = [
            RunPaths.CheckpointFile.weights.rawValue: try weights.write(to: path(.weights)),
            RunPaths.CheckpointFile.trainer.rawValue: try moments.write(to: path(.trainer)),
        ]
        try RunContents.write(try state.text(), to: path(.state))
    }
}

/// The reason why a checkpoint cannot be used, on one line without a full stop.
struct CheckpointDefect: Error, Hashable {
    let problem: String

    /// - Parameter problem: may have names of the checkpoint's files, as they stand there.
    init(problem: String) { self.problem = problem.escapingControls }
}
