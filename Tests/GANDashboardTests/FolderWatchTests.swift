import Foundation
import GANTestSupport
import Testing

@testable import GANDashboard

/// Answers and reading do not wait for each other. A lock that is taken again by the thread that holds it ends the test.
@Suite struct FolderWatchTests {
    private let place: Workplace

    init() throws { place = try Workplace() }

    private func watch(_ names: String...) throws -> FolderWatch {
        for name in names { try ReportedRun(place, "runs/\(name)").writeSheet(step: 1) }
        return FolderWatch(WatchedFolder(place.path("runs")))
    }

    @Test func whileARunIsReadTheFolderCanBeSeen() throws {
        let watch = try watch("a", "b")
        var seen: [[String]] = []
        watch.refresh { run in
            run.update()
            let folder = watch.folder
            seen.append(folder.names.filter { folder.runs[$0]?.sheets.isEmpty == false })
        }
        // Each run is there when it was read.
        #expect(seen == [[], ["a"]])
        #expect(watch.folder.runs.values.allSatisfy { $0.sheets == [1] })
    }

    /// What was taken stays as it was.
    @Test func aPageIsOfOneReading() throws {
        let watch = try watch("a")
        watch.refresh()
        let taken = watch.folder
        try ReportedRun(place, "runs/a").writeSheet(step: 2)
        _ = try ReportedRun(place, "runs/b")
        watch.refresh()
        #expect(taken.names == ["a"] && taken.runs["a"]?.sheets == [1])
        #expect(watch.folder.names == ["a", "b"] && watch.folder.runs["a"]?.sheets == [1, 2])
    }

    @Test func whileAPageIsMadeOthersAreAnswered() throws {
        let watch = try watch("a", "b")
        watch.refresh()
        let runs = watch.folder.names.compactMap { watch.folder.runs[$0] }
        let bodies = PageBodies(.ofPages)
        var made: [String] = []
        _ = try bodies.body(of: [runs[0]]) {
            _ = try bodies.body(of: [runs[1]]) {
                made.append("b")
                return try PageBody(runs[1])
            }
            made.append("a")
            return try PageBody(runs[0])
        }
        #expect(made == ["b", "a"])
    }

    /// A body is made again when a run of it changed, also when another run got its name.
    @Test func aBodyIsKeptUntilARunChanges() throws {
        let watch = try watch("a", "b")
        let bodies = PageBodies(.ofPages)
        var made = 0
        func ask() throws -> Int {
            watch.refresh()
            let folder = watch.folder
            _ = try bodies.body(of: folder.names.compactMap { folder.runs[$0] }) {
                made += 1
                return try PageBody(comparing: [])
            }
            return made
        }
        #expect(try ask() == 1)
        #expect(try ask() == 1)
        try ReportedRun(place, "runs/b").writeSheet(step: 2)
        #expect(try ask() == 2)
        try FileManager.default.removeItem(atPath: place.path("runs/b"))
        watch.refresh()
        try ReportedRun(place, "runs/b").writeSheet(step: 1)
        #expect(try ask() == 3)
        #expect(try ask() == 3)
    }
}
