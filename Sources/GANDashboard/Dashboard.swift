import Foundation
import GANRun

/// A live page over a folder of runs: answers requests, and reads what runs write. Nothing is ever written.
///
///     let dashboard = try Dashboard("runs", ServerAccess(token: nil))
///     dashboard.refresh()
///     let response = dashboard.answer(HTTPRequest(path: []), at: Date())
package final class Dashboard: Sendable {
    private let access: ServerAccess
    private let watch: FolderWatch
    private let bodies: PageBodies

    /// - Parameter turns: those of long pages.
    /// - Throws: `RunError` if `folder` is no folder.
    package init(_ folder: String, _ access: ServerAccess, _ turns: Turns = .ofPages) throws {
        (self.access, bodies) = (access, PageBodies(turns))
        var watched = WatchedFolder(URL(fileURLWithPath: folder).standardizedFileURL.path)
        watched.findRuns()
        if let problem = watched.problem {
            throw RunError.unfit("\(folder): \(problem)\n  fix: give a folder with runs in it")
        }
        watch = FolderWatch(watched)
    }

    /// Reads what changed in the folder.
    package func refresh() { watch.refresh() }

    // MARK: Answers

    /// - Parameter now: decides which runs are silent.
    package func answer(_ request: HTTPRequest, at now: Date) -> HTTPResponse {
        guard ["GET", "HEAD"].contains(request.method) else {
            return .text(405, "Nothing can be changed here.", [("Allow", "GET, HEAD")])
        }
        if let refusal = access.refusal(of: request) { return refusal }
        do { return try page(request, now) ?? Self.notFound } catch is Turns.NoneLeft {
            return Self.busy
        } catch {
            // An error may quote what it is about.
            return .text(500, "The page cannot be made.")
        }
    }

    private static let busy = HTTPResponse.text(
        503, "Too many pages are made at the moment. Try again in a few seconds.",
        [("Retry-After", "5"), ("Refresh", "5")])
    private static let notFound = HTTPResponse.text(404, "There is no such page, or the run is no longer there.")

    /// Names are looked up among the runs that were found, so no path is made of what a request says.
    private func page(_ request: HTTPRequest, _ now: Date) throws -> HTTPResponse? {
        let folder = watch.folder
        let choice = RunChoice(request.query[RunChoice.key] ?? [])
        guard let kind = request.path.first else { return .html(try OverviewPage(folder, choice, at: now).html()) }
        let name = request.path.dropFirst().joined(separator: "/")
        switch kind {
        case "run":
            guard let run = folder.runs[name] else { return nil }
            let body = try bodies.body(of: [run]) { try PageBody(run) }
            return .html(RunPage(run, body, hasOthers: folder.runs.count > 1, at: now).html)
        case "compare" where request.path.count == 1:
            if let refusal = choice.refusal(in: folder) { return refusal }
            return .html(ComparisonPage(choice, in: folder, try body(choice, folder), at: now).html)
        case "plot":
            guard choice.refusal(in: folder) == nil else { return nil }
            guard let bytes = try body(choice, folder).pictures[name] else { return nil }
            return HTTPResponse(200, type: "image/png", Data(bytes), keptFor: Self.minute)
        case "sheet":
            guard let run = folder.runs[name], let step = request.query["step"]?.last.flatMap({ Int($0) }) else {
                return nil
            }
            guard let sheet = run.sheet(ofStep: step) else { return nil }
            return HTTPResponse(200, type: "image/png", sheet, keptFor: Self.minute)
        case "assets":
            guard let file = ServedPage.assets[name] else { return nil }
            return HTTPResponse(200, type: file.type, Data(file.text.utf8), keptFor: Self.minute)
        default: return nil
        }
    }

    private static let minute = 60

    private func body(_ choice: RunChoice, _ folder: WatchedFolder) throws -> PageBody {
        let runs = choice.names.compactMap { folder.runs[$0] }
        return try bodies.body(of: runs) { try PageBody(comparing: runs) }
    }
}

extension HTTPResponse {
    fileprivate static func html(_ text: String) -> HTTPResponse {
        HTTPResponse(200, type: "text/html; charset=utf-8", Data(text.utf8))
    }
}
