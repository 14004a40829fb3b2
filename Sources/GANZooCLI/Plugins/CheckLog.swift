import Foundation
import GANContractCheck

/// The progress of a check in a file: a JSON object in each line. It is complete up to the moment in which the process ends.
struct CheckLog {
    /// A rule that is being checked, or the result of one.
    struct Line: Codable {
        var begins: String?
        var check: PluginCheckReport.Check?
    }

    private let file: FileHandle

    /// - Parameter path: of an existing file.
    init(writing path: String) throws { file = try FileHandle(forWritingTo: URL(fileURLWithPath: path)) }

    /// A file that cannot be written ends the check: without it there is no result.
    func write(_ event: CheckEvent) {
        let line =
            switch event {
            case .begins(let rule): Line(begins: rule.rawValue)
            case .ends(let result): Line(check: PluginCheckReport.Check(result))
            }
        do { try file.write(contentsOf: try JSONEncoder().encode(line) + Data("\n".utf8)) } catch {
            printError("ganzoo: the results of a check cannot be written: \(error.localizedDescription)")
            exit(1)
        }
    }

    /// The lines of a file. A last one that is incomplete is left out.
    static func lines(of path: String) throws -> [Line] {
        let decoder = JSONDecoder()
        return try Data(contentsOf: URL(fileURLWithPath: path)).split(separator: UInt8(ascii: "\n")).compactMap {
            try? decoder.decode(Line.self, from: $0)
        }
    }
}
