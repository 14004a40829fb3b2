import Foundation
import GANCore
import GANRun
import Synchronization

/// A live page over a folder of runs: answers requests, and reads what runs write. Nothing is ever written.
///
///     let dashboard = try Dashboard("runs", ServerAccess(token: nil))
///     dashboard.refresh()
///     let response = dashboard.answer(HTTPRequest(path: []), at: Date())
package final class Dashboard: Sendable {
    private let access: ServerAccess
    private let state: Mutex<State>

    private struct State {
        var folder: WatchedFolder
        /// Bodies of pages that were asked for, by the run's name.
        var bodies: [String: (generation: Int, body: RunPageBody)] = [:]
    }

    /// - Throws: `RunError` if `folder` is no folder.
    package init(_ folder: String, _ access: ServerAccess) throws {
        self.access = access
        var watched = WatchedFolder(URL(fileURLWithPath: folder).standardizedFileURL.path)
        watched.findRuns()
        if let problem = watched.problem {
            throw RunError.unfit("\(folder): \(problem)\n  fix: give a folder with runs in it")
        }
        state = Mutex(State(folder: watched))
    }

    // MARK: Reading

    /// Reads what changed in the folder. Answers wait while it is searched, and then for the reading of one run at most.
    package func refresh() {
        let names = state.withLock { state in
            state.folder.findRuns()
            // A new run of the same name counts its changes from 0 again.
            let runs = state.folder.runs
            state.bodies = state.bodies.filter { runs[$0.key] != nil }
            return state.folder.names
        }
        for name in names { state.withLock { $0.folder.update(name) } }
    }

    // MARK: Answers

    /// - Parameter now: decides which runs are silent.
    package func answer(_ request: HTTPRequest, at now: Date) -> HTTPResponse {
        guard ["GET", "HEAD"].contains(request.method) else {
            return .text(405, "Nothing can be changed here.", [("Allow", "GET, HEAD")])
        }
        if let refusal = access.refusal(of: request) { return refusal }
        do { return try page(request, now) ?? Self.notFound } catch {
            return .text(500, "The page cannot be made: \("\(error)".onOneLine)")
        }
    }

    private static let notFound = HTTPResponse.text(404, "There is no such page, or the run is no longer there.")

    /// Names are looked up among the runs that were found, so no path is made of what a request says.
    private func page(_ request: HTTPRequest, _ now: Date) throws -> HTTPResponse? {
        guard let kind = request.path.first else { return .html(try overview(now)) }
        let rest = request.path.dropFirst()
        let name = rest.joined(separator: "/")
        switch kind {
        case "run": return try run(name, now).map { .html($0) }
        case "sheet":
            guard let bytes = state.withLock({ $0.folder.runs[name]?.newestSheet() }) else { return nil }
            return HTTPResponse(200, type: "image/png", Data(bytes), keptFor: Self.minute)
        case "assets":
            guard let file = ServedPage.assets[name] else { return nil }
            return HTTPResponse(200, type: file.type, Data(file.text.utf8), keptFor: Self.minute)
        default: return nil
        }
    }

    private static let minute = 60

    private func overview(_ now: Date) throws -> String {
        try state.withLock { state in try OverviewPage(state.folder, at: now).html() }
    }

    private func run(_ name: String, _ now: Date) throws -> String? {
        try state.withLock { state in
            guard let run = state.folder.runs[name] else { return nil }
            let body: RunPageBody
            if let known = state.bodies[name], known.generation == run.generation {
                body = known.body
            } else {
                body = try RunPageBody(run)
                if state.bodies.count >= Self.mostBodies { state.bodies = [:] }
                state.bodies[name] = (run.generation, body)
            }
            return RunPage(run, body, at: now).html
        }
    }

    private static let mostBodies = 16
}

extension HTTPResponse {
    fileprivate static func html(_ text: String) -> HTTPResponse {
        HTTPResponse(200, type: "text/html; charset=utf-8", Data(text.utf8))
    }
}
