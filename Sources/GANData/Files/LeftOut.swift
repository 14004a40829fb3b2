import GANCore

/// The ignored files and folders among the images, by reason.
struct LeftOut {
    enum Reason: CaseIterable {
        case systemFolder, hiddenFolder, systemFile, noImage
    }

    private var names: [Reason: [String]] = [:]
    private var counts: [Reason: Int] = [:]
    /// Maximum number of names shown per reason.
    private static let most = 5

    mutating func add(_ name: String, _ reason: Reason) {
        counts[reason, default: 0] += 1
        if counts[reason, default: 0] <= Self.most + 1 { names[reason, default: []].append(name) }
    }

    /// One note per reason. A folder that is ignored but not hidden gives a warning, because a class could have such a name.
    var notes: [DataNote] {
        Reason.allCases.compactMap { reason in
            guard let count = counts[reason], count > 0 else { return nil }
            let text = "ignored \(reason.words(count)): \(listed(names[reason] ?? [], atMost: Self.most))"
            return DataNote(text, isWarning: reason == .systemFolder)
        }
    }
}

extension LeftOut.Reason {
    fileprivate func words(_ count: Int) -> String {
        let (one, many) =
            switch self {
            case .systemFolder: ("system folder", "system folders")
            case .hiddenFolder: ("hidden folder", "hidden folders")
            case .systemFile: ("system file", "system files")
            case .noImage: ("file that is not an image", "files that are not images")
            }
        return "\(grouped(count)) \(count == 1 ? one : many)"
    }
}
