import Foundation

extension String {
    /// The last part of a path, without `.` and `..`. Whole paths would tell of the machine.
    package var lastPathPart: String { URL(fileURLWithPath: self).standardizedFileURL.lastPathComponent }
}

/// Names of runs and of report files for people.
enum RunNames {
    private static let report = ".json"

    /// The last parts of the paths; the paths as they are if two of these are equal.
    ///
    /// A folder's name is whole, also with a point in it: `lr0.1`. A report's name comes without its ending.
    static func of(_ paths: [String]) -> [String] {
        let names = paths.map { path in
            let name = path.lastPathPart
            return name.hasSuffix(report) && name != report ? String(name.dropLast(report.count)) : name
        }
        return Set(names).count == names.count ? names : paths
    }

    /// As few last parts of the folders' paths as tell them apart, for pages.
    static func short(_ folders: [String]) -> [String] {
        let parts = folders.map { URL(fileURLWithPath: $0).standardizedFileURL.pathComponents.filter { $0 != "/" } }
        let (most, distinct) = (max(parts.map(\.count).max() ?? 1, 1), Set(parts).count)
        let count = (1...most).first { count in Set(parts.map { $0.suffix(count) }).count == distinct } ?? most
        return parts.map { $0.suffix(count).joined(separator: "/") }
    }
}
