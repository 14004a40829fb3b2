import Foundation
import GANCore
import GANMetrics
import GANModule
import GANTrain

/// Reports as JSON.
package enum EvaluationFile {
    /// The file for a report of a run: `evaluation/000123-fmnist.json`. A report of the same step that the new one supersedes is
    /// replaced, and so is a link. Whatever else has the name is kept, and the new name ends in -2, -3, ….
    /// - Throws: `RunError` if the folder is a link.
    package static func path(in folder: String, step: Int, _ report: EvaluationReport) throws -> String {
        let place = try RunContents.checked(folder).paths.path(of: .evaluation)
        let stem = "\(place)/\(numbered(step))-\(report.measuredBy.network.name)"
        var (path, number) = ("\(stem).json", 2)
        while !isFree(path, for: report) {
            path = "\(stem)-\(number).json"
            number += 1
        }
        return path
    }

    private static func isFree(_ path: String, for report: EvaluationReport) -> Bool {
        guard let status = try? SystemFile.statusOfLink(path), !status.isLink else { return true }
        return status.isRegular && (try? read(path))?.isSuperseded(by: report) ?? false
    }

    /// Whole or not at all; folders are made, and what was there is replaced.
    /// - Throws: `RunError`.
    package static func write(_ report: EvaluationReport, to path: String) throws {
        let parent = URL(fileURLWithPath: path).deletingLastPathComponent().path
        do { try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true) } catch {
            throw RunError.failed("cannot make \(parent): \(error.systemReason)", fixes: [.other("give another file")])
        }
        try TextFile.write(text(report), to: path)
    }

    /// - Throws: `RunError` if a number is not finite.
    static func text(_ report: EvaluationReport) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let json: Data
        do { json = try encoder.encode(report) } catch {
            let name = report.orderedScores.first { !(report.scores[$0] ?? .nan).isFinite } ?? "a score of a class"
            throw RunError.failed(
                "\(name) is NaN or infinite, so no report was written",
                fixes: [.other("generate more images, or leave out the metric")])
        }
        return String(decoding: json, as: UTF8.self) + "\n"
    }

    /// - Parameter followsLinks: true for a file that the user named.
    /// - Throws: `RunError`.
    package static func read(_ path: String, followsLinks: Bool = false) throws -> EvaluationReport {
        let json: [UInt8]
        do throws(UnreadableFile) {
            json = try RunContents.read(path, followsLinks: followsLinks, limit: RunContents.largestJSON)
        } catch {
            throw RunError.failed(
                "\(path): it cannot be read: \(error.reason)", fixes: [.other("evaluate the checkpoint again")])
        }
        let report: EvaluationReport
        do { report = try JSONDecoder().decode(EvaluationReport.self, from: Data(json)) } catch {
            throw noReport(path, (error as? DecodingError)?.formatProblem)
        }
        if let problem = report.defect { throw noReport(path, problem) }
        return report
    }

    /// The reports of a checkpoint that can be read, by name.
    static func all(in folder: String, step: Int) -> [EvaluationReport] {
        guard let place = try? RunContents.checked(folder).paths.path(of: .evaluation) else { return [] }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: place)) ?? []
        return names.sorted().filter { $0.hasPrefix("\(numbered(step))-") && $0.hasSuffix(".json") }
            .compactMap { try? read("\(place)/\($0)") }
    }

    private static func noReport(_ path: String, _ problem: String?) -> RunError {
        let words = problem.map { ": \($0.escapingControls)" } ?? ""
        return .failed(
            "\(path) is not a report written by `ganzoo evaluate`\(words)\n  fix: run `ganzoo evaluate` again")
    }

    /// The newest report of a run: that of the latest step, and of several the one that was written last.
    /// - Throws: `RunError` if there is none.
    package static func newest(in folder: String) throws -> String {
        guard let newest = try paths(in: folder).first else {
            guard FileManager.default.fileExists(atPath: folder) else {
                throw RunError.failed("\(folder): there is no such file or folder\n  fix: correct the path")
            }
            throw RunError.failed("\(folder): there is no evaluation yet", fixes: [.evaluate(folder: folder)])
        }
        return newest
    }

    /// The files of a run's reports, the newest first.
    /// - Throws: `RunError` if something in the folder is a link.
    package static func paths(in folder: String) throws -> [String] {
        let place = try RunContents.checked(folder).paths.path(of: .evaluation)
        let names = (try? FileManager.default.contentsOfDirectory(atPath: place)) ?? []
        let reports = names.filter { $0.hasSuffix(".json") && isFile("\(place)/\($0)") }.map { name in
            (step: Int(name.prefix { $0 != "-" }) ?? 0, written: written("\(place)/\(name)"), name: name)
        }
        return reports.sorted { $1 < $0 }.map { "\(place)/\($0.name)" }
    }

    /// Whether it is no folder, FIFO or the like, which no evaluation writes.
    private static func isFile(_ path: String) -> Bool {
        (try? SystemFile.statusOfLink(path)).map { $0.isRegular || $0.isLink } ?? false
    }

    /// Seconds since 2001.
    private static func written(_ path: String) -> Double {
        let date = try? FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date
        return date?.timeIntervalSinceReferenceDate ?? 0
    }
}

extension EvaluationReport {
    /// Whether another one, measured alike, has every score of this one.
    fileprivate func isSuperseded(by other: EvaluationReport) -> Bool {
        isMeasuredLike(other) && Set(scores.keys).isSubset(of: other.scores.keys)
    }
}

extension DecodingError {
    /// Says that the report has a newer format; nil for other errors.
    fileprivate var formatProblem: String? {
        guard case .dataCorrupted(let context) = self, context.codingPath.last?.stringValue == "format" else {
            return nil
        }
        return context.debugDescription
    }
}
