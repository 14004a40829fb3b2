import Foundation
import GANDashboard
import GANTestSupport
import Synchronization
import Testing

/// How many long pages are made at once.
@Suite struct TurnsTests {
    private struct Fault: Error {}

    private struct Counts {
        var now = 0
        var most = 0
        var done = 0
    }

    @Test func workIsDoneInTurns() {
        let (turns, ended) = (Turns(atOnce: 2, waiting: 6), DispatchGroup())
        let counts = Mutex(Counts())
        for _ in 0..<8 {
            ended.enter()
            Thread.detachNewThread {
                try? turns.take { () -> Void in
                    counts.withLock { counts in
                        counts.now += 1
                        counts.most = max(counts.most, counts.now)
                    }
                    // Others would begin meanwhile.
                    for _ in 0..<1000 { sched_yield() }
                    counts.withLock { counts in
                        counts.now -= 1
                        counts.done += 1
                    }
                }
                ended.leave()
            }
        }
        ended.wait()
        #expect(counts.withLock(\.done) == 8 && counts.withLock(\.most) <= 2)
    }

    @Test func moreThanMayWaitIsRefusedAtOnce() throws {
        let turns = Turns(atOnce: 1, waiting: 0)
        try turns.take { () -> Void in
            #expect(throws: Turns.NoneLeft.self) { try turns.take {} }
        }
        // A turn comes back, also from work that fails.
        #expect(throws: Fault.self) { try turns.take { throw Fault() } }
        #expect(try turns.take { 3 } == 3)
    }

    /// Pages that are there, and those that take no time, are answered all the same.
    @Test func aBusyServerSaysSo() throws {
        let place = try Workplace()
        let turns = Turns(atOnce: 1, waiting: 0)
        let dashboard = try Dashboard(newFolderIn: place, turns)
        for name in ["a", "b", "c"] { _ = try ReportedRun(place, "runs/\(name)") }
        dashboard.refresh()
        func answer(_ path: [String], _ runs: [String] = []) -> HTTPResponse {
            let request = HTTPRequest(path: path, query: ["run": runs], headers: ["host": "localhost"])
            return dashboard.answer(request, at: Date())
        }
        #expect(answer(["compare"], ["a", "b"]).status == 200)
        try turns.take { () -> Void in
            let busy = answer(["compare"], ["a", "c"])
            #expect(busy.status == 503 && busy["Retry-After"] == "5" && busy["Refresh"] == "5")
            #expect(text(busy) == "Too many pages are made at the moment. Try again in a few seconds.\n")
            #expect(busy.head.starts(with: Data("HTTP/1.1 503 Service Unavailable\r\n".utf8)))
            #expect(answer(["run", "a"]).status == 503)
            for known in [answer([]), answer(["compare"], ["a", "b"]), answer(["assets", "page.js"])] {
                #expect(known.status == 200)
            }
        }
        #expect(answer(["compare"], ["a", "c"]).status == 200 && answer(["run", "a"]).status == 200)
    }
}
