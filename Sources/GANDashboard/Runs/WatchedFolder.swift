import Foundation
import GANCore
import GANModule

/// The runs below a folder. Links are not followed, so that nothing outside of it is read.
struct WatchedFolder {
    let path: String
    /// By name.
    private(set) var runs: [String: WatchedRun] = [:]
    /// Whether there are more runs than are watched.
    private(set) var hasMore = false
    /// The reason why the folder cannot be read; nil if it can.
    private(set) var problem: String?

    static let mostRuns = 1000
    /// Folders between this one and a run's, such as that of a sweep.
    private static let mostDepth = 3
    private static let mostFolders = 20_000

    init(_ path: String) { self.path = path }

    /// In the order of numbers in them: `mine-2` before `mine-10`.
    var names: [String] {
        runs.keys.sorted { $0.compare($1, options: [.numeric, .caseInsensitive]) == .orderedAscending }
    }

    /// Finds new runs, and drops those that are gone.
    mutating func findRuns() {
        do throws(SystemError) {
            guard try SystemFile.status(of: path).isFolder else { throw SystemError(code: ENOTDIR) }
            problem = nil
        } catch { problem = error.reason }
        var found: [String] = []
        var visited = 0
        var open = [""]
        for _ in 0...Self.mostDepth {
            var below: [String] = []
            for folder in open where visited <= Self.mostFolders {
                let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(path)/\(folder)")) ?? []
                for name in names.sorted() where !name.hasPrefix(".") {
                    visited += 1
                    guard visited <= Self.mostFolders else { break }
                    let own = folder.isEmpty ? name : "\(folder)/\(name)"
                    guard (try? SystemFile.statusOfLink("\(path)/\(own)"))?.isFolder == true else { continue }
                    let isRun = (try? SystemFile.statusOfLink(RunPaths("\(path)/\(own)").manifest)) != nil
                    if isRun { found.append(own) } else { below.append(own) }
                }
            }
            open = below
        }
        hasMore = found.count > Self.mostRuns || visited > Self.mostFolders
        let kept = Set(found.prefix(Self.mostRuns))
        runs = runs.filter { kept.contains($0.key) }
        for name in kept where runs[name] == nil { runs[name] = WatchedRun(name, in: path) }
    }

    /// Puts a run that was read in the place of what was known of it.
    mutating func replace(_ run: WatchedRun) { runs[run.name] = run }
}
