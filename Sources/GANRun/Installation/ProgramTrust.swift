import GANCore
import GANModule

/// Whether what lies above the program or beside it is believed. It must belong to this user or root and be closed to others, or those others
/// must be able to change the program itself, or its folder: a user who runs their program trusts them already. So a checkout that another user
/// built, or that a group shares, can be used.
///
/// A folder that holds the program is looked at only if it is what was found, not on the way up from there: a user who may rename it could
/// replace the program.
struct ProgramTrust {
    private let folder: String
    private let program: [FileAccess]
    private let accepted: String?

    /// - Parameters:
    ///   - program: the executable.
    ///   - accepted: the folder that the user named, which is believed whoever may write there.
    init(program: String, accepted: String?) {
        let program = PathText.withoutLinks(program)
        folder = PathText.folder(of: program)
        self.program = [program, folder].compactMap { try? SystemFile.status(of: $0).access }
        self.accepted = accepted.map(PathText.withoutLinks)
    }

    /// - Parameters:
    ///   - found: a path of a file or folder.
    ///   - parts: paths in it that are used; they may be missing.
    func refusal(
        of found: String, _ parts: [String] = [], as kind: Installation.Refusal.Kind
    ) -> Installation.Refusal? {
        if let accepted, PathText.withoutLinks(found) == accepted { return nil }
        let paths = [found] + parts.map { PathText.joined(found, $0) }
        // Others may own a link to a folder of this user, and lead it elsewhere.
        let places = paths.flatMap { [$0, PathText.withoutLinks($0)] }
        return places.lazy.compactMap(problem).first.map {
            Installation.Refusal(
                kind: kind, found: found, path: $0.path, isForeign: $0.weakness == .isForeign, isSticky: $0.isSticky)
        }
    }

    /// Nil if an open file may be read as one that lies in a folder above the program.
    func refusal(ofFile path: String, _ access: FileAccess) -> Installation.Refusal? {
        access.weakness(besides: program, mayBeSticky: false).map {
            Installation.Refusal(
                kind: .record, found: path, path: path, isForeign: $0 == .isForeign, isSticky: access.isSticky)
        }
    }

    private struct Problem {
        let path: String
        let weakness: FileAccess.Weakness
        let isSticky: Bool
    }

    private func problem(of path: String) -> Problem? {
        var place = path
        repeat {
            if let problem = ownProblem(of: place, isAbove: place != path) { return problem }
            place = PathText.folder(of: place)
        } while !holdsProgram(place)
        return nil
    }

    private func ownProblem(of path: String, isAbove: Bool) -> Problem? {
        guard let status = try? SystemFile.statusOfLink(path),
            let weakness = status.access.weakness(besides: program, mayBeSticky: isAbove),
            // The mode of a link means nothing.
            !status.isLink || weakness == .isForeign
        else { return nil }
        return Problem(path: path, weakness: weakness, isSticky: status.access.isSticky)
    }

    private func holdsProgram(_ path: String) -> Bool {
        path == "/" || path == "." || path == folder || folder.hasPrefix(path + "/")
    }
}
