/// Why a new file or folder cannot be written at a place.
public enum DestinationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The name is empty, or no name that a system can have.
    case unnamed
    /// Something is there, and is not replaced.
    case exists(String)
    /// The folder cannot hold it, for this reason.
    case unusable(folder: String, reason: String)

    public var description: String {
        switch self {
        case .unnamed: "the destination has no valid name\n  fix: give the file or folder to create, such as runs/faces"
        case .exists(let path): "\(path) already exists and is not replaced\n  fix: use another name"
        case .unusable(let folder, let reason):
            "nothing can be created in \(folder): \(reason)\n  fix: use another folder"
        }
    }
}
