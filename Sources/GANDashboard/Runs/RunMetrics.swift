import Foundation
import GANCore
import GANRun
import GANTrain

/// What the lines of a run's `metrics.jsonl` say, read as the file grows.
struct RunMetrics {
    private var file = GrowingFile()
    private(set) var lines = ThinnedLines()
    /// Thousands of training images at the last line; nil before the first one.
    private(set) var kimg: Double?
    /// Figures that are NaN or infinite in the last line.
    private(set) var infinite: [String] = []
    /// Warnings of collapsed classes.
    private(set) var collapses: [CollapseAlarms.Alarm] = []
    private var watch: CollapseAlarms?
    /// The reason why the file cannot be read; nil if it can, or is not there yet.
    private(set) var problem: PageWarning?

    /// Adds the new lines of a file.
    /// - Parameters:
    ///   - info: of the data that the run is trained on.
    ///   - planned: thousands of images that the run is to see; nil if that is not known.
    mutating func update(from path: String, _ info: DatasetInfo, planned: Double?) {
        var (lines, new, isNew) = (lines, [[UInt8]](), false)
        do throws(UnreadableFile) {
            try file.read(path) {
                (lines, new, isNew) = (ThinnedLines(), [], true)
            } _: { line in
                lines.add(line)
                if new.count <= ThinnedLines.mostLines { new.append(Array(line)) }
            }
            problem = nil
        } catch {
            problem = FileManager.default.fileExists(atPath: path) ? PageWarning(path.lastPathPart, error) : nil
        }
        self.lines = lines
        // Of a long log that is read for the first time, only some lines are looked at: decoding takes longer than reading.
        if isNew || new.count > ThinnedLines.mostLines {
            (kimg, infinite, collapses, new) = (nil, [], [], lines.lines)
            watch = try? CollapseAlarms(info, comparedWith: nil)
        }
        for line in new { take(line, planned) }
    }

    private mutating func take(_ line: [UInt8], _ planned: Double?) {
        guard let figures = try? JSONDecoder().decode([String: Double?].self, from: Data(line)),
            let place = figures["kimg"] ?? nil, (0...Double(RunNumber.range.upperBound)).contains(place)
        else { return }
        kimg = place
        infinite = figures.filter { $0.value == nil }.keys.sorted().map { $0.shortened(to: 80) }
        let isLast = planned.map { place >= $0 } ?? false
        collapses += watch?.add(at: place, isLast: isLast) { figures[$0] ?? nil } ?? []
        // A file of a stranger could have any number.
        if collapses.count > Self.mostAlarms { collapses.removeFirst(collapses.count - Self.mostAlarms) }
    }

    private static let mostAlarms = 50
}
