import Foundation
import GANCore
import GANTrain

/// The figures of a run over time, from its `metrics.jsonl`.
///
///     let history = try MetricHistory(run: "runs/mine")
///     print(history.kimg.last, history.values("loss.generator").last)
public struct MetricHistory: Sendable {
    /// In the order of the file: `loss.generator`, `spread.w.dress`.
    public let names: [String]
    /// Thousands of training images at each point, ascending.
    public let kimg: [Double]
    private let points: [[String: Double?]]

    /// One for each point; nil where the run has no such figure, or one that is not finite.
    public func values(_ name: String) -> [Double?] { points.map { $0[name] ?? nil } }

    /// - Parameters:
    ///   - folder: the run's folder. A line that a killed process left incomplete is ignored.
    ///   - mostPoints: of a longer file, evenly spaced lines are read, and the last.
    /// - Throws: `RunError` if there is no such file, or a line of it is damaged.
    public init(run folder: String, mostPoints: Int = 400) throws {
        try self.init(run: folder, mostPoints: mostPoints, damaged: nil)
    }

    /// - Parameter damaged: gets the number of each damaged line, which is left out. Nil: it is an error.
    init(run folder: String, mostPoints: Int = 400, damaged: ((Int) -> Void)?) throws {
        let path = try RunContents.checked(folder).paths.metrics
        let bytes: [UInt8]
        do throws(UnreadableFile) { bytes = try RunContents.read(path) } catch {
            throw RunError.failed("\(path): it cannot be read: \(error.reason)", fixes: [])
        }
        try self.init(lines: bytes, of: path, mostPoints: mostPoints, damaged: damaged)
    }

    /// - Parameters:
    ///   - bytes: lines of metrics, each with its end.
    ///   - path: names the file in errors.
    ///   - damaged: gets the number of each damaged line, which is left out. Nil: it is an error.
    package init(
        lines bytes: [UInt8], of path: String, mostPoints: Int, damaged: ((Int) -> Void)? = nil
    ) throws {
        let lines: [ArraySlice<UInt8>]
        do throws(UnreadableFile) { lines = try LogLines(bytes[...]).all.filter { !$0.isEmpty } } catch {
            throw RunError.failed("\(path): \(error.reason)\n  fix: restore it from a copy")
        }
        guard !lines.isEmpty else {
            throw RunError.failed("\(path): it has no figures yet\n  fix: train until the first tick (train.tick_kimg)")
        }
        let stride = (lines.count + mostPoints - 1) / mostPoints
        let chosen = lines.indices.filter { $0 % stride == 0 || $0 == lines.count - 1 }
        let read = try chosen.compactMap { index -> (line: Int, point: [String: Double?])? in
            do { return (index, try JSONDecoder().decode([String: Double?].self, from: Data(lines[index]))) } catch {
                guard let damaged else {
                    throw RunError.failed("\(path): line \(index + 1) is not an object of numbers")
                }
                damaged(index + 1)
                return nil
            }
        }
        points = read.map(\.point)
        kimg = points.map { ($0["kimg"] ?? nil) ?? 0 }
        if let problem = Self.defect(points, kimg) {
            throw RunError.failed("\(path): \(problem)\n  fix: restore it from a copy")
        }
        names = Self.order(points, read.map { String(decoding: lines[$0.line], as: UTF8.self) })
    }

    /// Describes what no run writes; nil if there is nothing. Names become names of files, and each group of them a panel.
    private static func defect(_ points: [[String: Double?]], _ kimg: [Double]) -> String? {
        let range = 0...Double(RunNumber.range.upperBound)
        guard kimg.allSatisfy(range.contains), zip(kimg, kimg.dropFirst()).allSatisfy({ $0 <= $1 }) else {
            return "`kimg` is not ascending in 0 ... \(RunNumber.range.upperBound)"
        }
        let names = Set(points.flatMap(\.keys))
        guard names.count <= mostNames else { return "it has more than \(grouped(mostNames)) figures" }
        let wrong = names.sorted().first { $0.wholeMatch(of: /[A-Za-z0-9_\-]{1,100}(\.(?s:.{1,500}))?/) == nil }
        return wrong.map { "`\($0.escapingControls.shortened(to: 80))` is not the name of a figure" }
    }

    /// Most names of figures. A run has some hundred: of up to 20 classes that it follows, and of its components.
    private static let mostNames = 2000

    /// JSON readers do not keep the order of members, so they are looked up in the text.
    private static func order(_ points: [[String: Double?]], _ lines: [String]) -> [String] {
        var names: [String] = []
        var known: Set<String> = ["step", "kimg"]
        for (point, line) in zip(points, lines) {
            let new = point.keys.filter { !known.contains($0) }
            guard !new.isEmpty else { continue }
            let places = new.map { ($0, line.range(of: "\(JSONLine.quoted($0)): ")?.lowerBound ?? line.endIndex) }
            names += places.sorted { ($0.1, $0.0) < ($1.1, $1.0) }.map(\.0)
            known.formUnion(new)
        }
        return names
    }
}
