import Foundation
import GANRun
import GANTestSupport
import GANTrain
import Testing

@testable import GANDashboard

/// Of a run's files, only what changed is read again.
@Suite struct WatchedRunTests {
    private let place: Workplace
    private let run: ReportedRun
    private var watched: WatchedRun

    init() throws {
        place = try Workplace()
        run = try ReportedRun(place)
        watched = WatchedRun("mine", in: place.folder.path)
    }

    private func line(_ step: Int, dog: Double = 1) -> String {
        "{\"step\": \(step), \"kimg\": \(Double(step) / 100), \"spread.w.cat\": 1.0, \"spread.w.dog\": \(dog), "
            + "\"spread.between\": 0.25, \"spread.images.cat\": 1.0, \"spread.images.dog\": 1.0}\n"
    }

    private func append(_ text: String) throws {
        let file = try #require(FileHandle(forWritingAtPath: "\(run.folder)/metrics.jsonl"))
        try file.seekToEnd()
        try file.write(contentsOf: Data(text.utf8))
        try file.close()
    }

    @Test mutating func nothingChangesWithoutAWrite() throws {
        try run.writeMetrics(steps: 3) { _ in ["loss": 1] }
        watched.update()
        let generation = watched.generation
        watched.update()
        #expect(watched.generation == generation && watched.planned == 0.1)
    }

    /// The warning comes with the line that brings it, once.
    @Test mutating func aCollapseIsFoundAsItComes() throws {
        try run.write("metrics.jsonl", line(1) + line(2))
        watched.update()
        #expect(watched.metrics.collapses.isEmpty && watched.metrics.kimg == 0.02)
        try append(line(3, dog: 0.01))
        watched.update()
        #expect(watched.metrics.collapses.map(\.kimg) == [0.03])
        try append(line(4, dog: 0.01))
        watched.update()
        #expect(watched.metrics.collapses.map(\.kimg) == [0.03] && watched.metrics.kimg == 0.04)
    }

    /// A resumed run repeats steps; what was after its checkpoint is void.
    @Test mutating func aResumedRunIsReadAgain() throws {
        try run.write("metrics.jsonl", line(1) + line(2) + line(3, dog: 0.01))
        watched.update()
        #expect(watched.metrics.collapses.count == 1)
        try run.write("metrics.jsonl", line(1) + line(2))
        watched.update()
        #expect(watched.metrics.collapses.isEmpty && watched.metrics.kimg == 0.02)
        #expect(watched.metrics.lines.count == 2)
    }

    @Test mutating func halfALineIsNoRecord() throws {
        try run.write("metrics.jsonl", line(1) + line(2).dropLast(9))
        watched.update()
        #expect(watched.metrics.kimg == 0.01 && watched.warnings.isEmpty)
        try append(String(line(2).suffix(9)))
        watched.update()
        #expect(watched.metrics.kimg == 0.02)
    }

    @Test mutating func linesThatAreNoRecordsAreLeftOut() throws {
        try run.write(
            "metrics.jsonl", "no record\n{\"kimg\": -1}\n{\"kimg\": 1e300}\n{\"kimg\": \"x\"}\n[]\n" + line(1) + "{\n")
        watched.update()
        #expect(watched.metrics.kimg == 0.01)
        #expect(try watched.digest()?.problems.isEmpty == false)
    }

    @Test mutating func sheetsAreFound() throws {
        watched.update()
        #expect(watched.sheets.isEmpty && watched.sheet(ofStep: 9) == nil)
        let first = try run.writeSheet(step: 9)
        let newest = try run.writeSheet(step: 10)
        #expect(watched.sheet(ofStep: 9) == nil, "it was not found yet")
        watched.update()
        #expect(watched.sheets == [9, 10] && watched.sheet(ofStep: 11) == nil)
        #expect(watched.sheet(ofStep: 9).map(bytes) == first && watched.sheet(ofStep: 10).map(bytes) == newest)
    }

    @Test mutating func timesAreReadAsTheyGrow() throws {
        func time(_ step: Int) -> String {
            "{\"step\": \(step), \"update\": 0, \"seconds\": \(step * 30), \"images_per_second\": 2.5}\n"
        }
        try run.write("times.jsonl", time(1) + "{\"step\": 1, \"update\": 0, \"seconds\": 31}\n")
        watched.update()
        #expect(watched.times.seconds == 31 && watched.times.interval == nil)
        try run.write("times.jsonl", time(1) + time(2) + "{\"seconds\": 1e300, \"images_per_second\": -1}\n")
        watched.update()
        #expect(watched.times.seconds == 60 && watched.times.interval == 30 && watched.times.imagesPerSecond == 2.5)
    }

    /// A run whose description is mended is shown again.
    @Test mutating func aDamagedDescriptionIsReadAgain() throws {
        let whole = try String(contentsOfFile: "\(run.folder)/run.json", encoding: .utf8)
        try run.write("run.json", "{")
        watched.update()
        #expect(watched.refusal?.hasPrefix("mine/run.json: ") == true, "\(watched.refusal ?? "")")
        try run.write("run.json", whole)
        watched.update()
        #expect(watched.refusal == nil && watched.planned == 0.1)
    }

    /// Its pages are made again, though each of its files is as it was.
    @Test mutating func aRunThatIsMendedHasAnotherGeneration() throws {
        watched.update()
        let (samples, aside) = ("\(run.folder)/samples", place.path("aside"))
        try FileManager.default.moveItem(atPath: samples, toPath: aside)
        try FileManager.default.createSymbolicLink(atPath: samples, withDestinationPath: aside)
        watched.update()
        let refused = watched.generation
        #expect(watched.refusal != nil)
        try FileManager.default.removeItem(atPath: samples)
        try FileManager.default.moveItem(atPath: aside, toPath: samples)
        watched.update()
        #expect(watched.refusal == nil && watched.generation != refused)
    }

    // MARK: Folders

    @Test func runsAreFoundInFolders() throws {
        for name in ["runs/mine-10", "runs/mine-2", "runs/sweep/a-0", "runs/.hidden", "runs/a/b/c/d", "runs/a/b/c/d/e"]
        {
            _ = try ReportedRun(place, name)
        }
        try place.write("runs/file", "")
        var folder = WatchedFolder(place.path("runs"))
        folder.findRuns()
        #expect(folder.names == ["a/b/c/d", "mine-2", "mine-10", "sweep/a-0"])
        #expect(folder.problem == nil && !folder.hasMore)
    }
}
