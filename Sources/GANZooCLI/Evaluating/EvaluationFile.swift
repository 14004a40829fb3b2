import Foundation
import GANMetrics

/// Reports as JSON.
enum EvaluationFile {
    /// Of a run: `evaluation/000123-fmnist.json`.
    static func path(in folder: String, step: Int, _ network: ExtractorName) -> String {
        let digits = "\(step)"
        let padded = String(repeating: "0", count: max(6 - digits.count, 0)) + digits
        return "\(folder)/evaluation/\(padded)-\(network.rawValue).json"
    }

    /// Whole or not at all; folders are made, and what was there is replaced.
    /// - Throws: `CommandFailure`.
    static func write(_ report: EvaluationReport, to path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let parent = URL(fileURLWithPath: path).deletingLastPathComponent().path
        do { try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true) } catch {
            throw CommandFailure.failed("cannot make \(parent): \(error.systemReason)")
        }
        let json: Data
        do { json = try encoder.encode(report) } catch {
            throw CommandFailure.failed("a score is not finite, and no report of it is written")
        }
        try TextFile.write(String(decoding: json, as: UTF8.self) + "\n", to: path)
    }

    /// - Throws: `CommandFailure`.
    static func read(_ path: String) throws -> EvaluationReport {
        let json: Data
        do { json = try Data(contentsOf: URL(fileURLWithPath: path)) } catch {
            throw CommandFailure.failed("\(path): it cannot be read: \(error.systemReason)")
        }
        do { return try JSONDecoder().decode(EvaluationReport.self, from: json) } catch {
            throw CommandFailure.failed(
                "\(path) is no report of `ganzoo evaluate`\n  fix: run `ganzoo evaluate` again")
        }
    }

    /// The newest of a run: that of the last step; of several networks, the first by name.
    /// - Throws: `CommandFailure` where there is none.
    static func newest(in folder: String) throws -> String {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/evaluation")) ?? []
        let reports = names.filter { $0.hasSuffix(".json") }.sorted()
        func step(_ name: String) -> Substring { name.prefix { $0 != "-" } }
        guard let last = reports.last, let found = reports.first(where: { step($0) == step(last) }) else {
            throw CommandFailure.failed(
                "\(folder): there is no evaluation yet\n  fix: ganzoo evaluate --run \(folder)")
        }
        return "\(folder)/evaluation/\(found)"
    }
}
