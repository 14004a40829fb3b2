import GANCore
import GANRun

/// Runs that were chosen to stand side by side. Addresses carry the choice, so that it outlives a reload and can be sent.
struct RunChoice: Hashable {
    /// In the order in which they were chosen. The recipe of the first one is the baseline.
    let names: [String]

    /// - Parameter names: may be of runs that are not there, and stand several times.
    init(_ names: [String]) {
        var known: Set<String> = []
        self.names = names.filter { known.insert($0).inserted }
    }

    /// The choice without a run that is in it, or with one that is not.
    func toggling(_ name: String) -> RunChoice {
        RunChoice(names.contains(name) ? names.filter { $0 != name } : names + [name])
    }

    /// Most runs of a page.
    static let most = 24
    static let key = "run"

    /// Why there is no page about these runs; nil if there is one. Names that no run has are said on the page as long as two others are there.
    func refusal(in folder: WatchedFolder) -> HTTPResponse? {
        let known = names.filter { folder.runs[$0] != nil }
        if names.count < 2 { return .text(400, "A comparison needs at least two runs: choose them on the first page.") }
        if names.count > Self.most { return .text(400, "A page compares at most \(Self.most) runs.") }
        guard known.count < 2 else { return nil }
        return .text(404, "\(missing(in: folder) ?? "") A comparison needs two that are there.")
    }

    /// Names that no run has, in a sentence; nil if there are none.
    func missing(in folder: WatchedFolder) -> String? {
        let gone = names.filter { folder.runs[$0] == nil }.map { "`\($0.shortened(to: 80).onOneLine)`" }
        guard !gone.isEmpty else { return nil }
        return "Not in the folder, because it is gone or was never there: \(listed(gone, atMost: 6))."
    }
}
