import GANCore

/// What lies among the images and is not read, by reason.
struct LeftOut {
    enum Reason: CaseIterable {
        case systemFolder, hiddenFolder, systemFile, noImage
    }

    private var names: [Reason: [String]] = [:]
    private var counts: [Reason: Int] = [:]
    /// Names of a reason that are told.
    private static let most = 5

    mutating func add(_ name: String, _ reason: Reason) {
        counts[reason, default: 0] += 1
        if counts[reason, default: 0] <= Self.most + 1 { names[reason, default: []].append(name) }
    }

    mutating func add(_ other: LeftOut) {
        for reason in Reason.allCases {
            counts[reason, default: 0] += other.counts[reason] ?? 0
            names[reason, default: []] += (other.names[reason] ?? []).prefix(Self.most + 1)
        }
    }

    /// One a reason. That folders were left out which are not hidden is a warning: a class could have such a name.
    var notes: [DataNote] {
        Reason.allCases.compactMap { reason in
            guard let count = counts[reason], count > 0 else { return nil }
            let text = "left out \(reason.words(count)): \(listed(names[reason] ?? [], atMost: Self.most))"
            return DataNote(text, isWarning: reason == .systemFolder)
        }
    }
}

extension LeftOut.Reason {
    fileprivate func words(_ count: Int) -> String {
        let (one, many) =
            switch self {
            case .systemFolder: ("folder of the system", "folders of the system")
            case .hiddenFolder: ("hidden folder", "hidden folders")
            case .systemFile: ("file of the system", "files of the system")
            case .noImage: ("file that is no image", "files that are no images")
            }
        return "\(grouped(count)) \(count == 1 ? one : many)"
    }
}
