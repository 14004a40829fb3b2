import GANCore

/// Names of folders or labels that are classes: their order, and whether they can be classes.
package struct ClassFolders {
    /// The folder names in the order of the classes: numerically if all are whole numbers, else by the bytes of the
    /// names.
    let names: [String]
    /// Whether the order differs from that of the bytes.
    let isByNumber: Bool
    private let numbers: [String: Int32]

    /// - Parameter folders: a name may occur several times.
    init(_ folders: some Sequence<String>) {
        let sorted = Set(folders).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        let areNumbers = sorted.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
        names = areNumbers ? sorted.sorted { Self.isSmaller($0, $1) } : sorted
        isByNumber = names != sorted
        numbers = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($0.element, Int32($0.offset)) })
    }

    /// The class of the folder.
    subscript(_ folder: String) -> Int32 { numbers[folder] ?? 0 }

    /// Whole numbers of any length; `02` comes before `2`.
    private static func isSmaller(_ first: String, _ second: String) -> Bool {
        let (a, b) = (first.drop { $0 == "0" }, second.drop { $0 == "0" })
        if a.utf8.count != b.utf8.count { return a.utf8.count < b.utf8.count }
        return a == b ? first.utf8.count > second.utf8.count : a.utf8.lexicographicallyPrecedes(b.utf8)
    }

    /// The note that programs which sort by name use another order.
    var notes: [DataNote] {
        guard isByNumber else { return [] }
        return [
            DataNote(
                "the class folders are whole numbers, so the classes are in numerical order: \(listed(names, atMost: 12))"
            )
        ]
    }
}

// MARK: - Folders that are not classes

extension ClassFolders {
    /// The folders that are splits of a data set by their names, such as `train`, `val2017` or `testA`: if all are, or if one
    /// is for training and another is not. Otherwise a folder with such a name is a class.
    var parts: [String] {
        let parts = names.filter(Self.isPart)
        let isWhole = parts.count == names.count && parts.count > 1
        let hasTraining = parts.contains(where: Self.isForTraining) && !parts.allSatisfy(Self.isForTraining)
        return isWhole || hasTraining ? parts : []
    }

    /// The message that the folders are not classes, for folders that contain splits.
    var partsText: String {
        let parts = parts
        let known = Set(parts)
        let others = names.filter { !known.contains($0) }
        let text = "its folders are splits of a data set, not classes: \(listed(parts, atMost: 12))"
        return others.isEmpty ? text : "\(text); besides them there is \(listed(others, atMost: 12))"
    }

    private static func isForTraining(_ name: String) -> Bool { name.lowercased().hasPrefix("train") }

    /// Whether a name is that of a split, such as `train`, `val2017` or `testA`.
    package static func isPart(_ name: String) -> Bool {
        let lowercased = name.lowercased()
        return partNames.contains { part in
            guard lowercased.hasPrefix(part) else { return false }
            let rest = lowercased.dropFirst(part.count).drop { "-_ ".contains($0) }
            return endings.contains(String(rest)) || rest.allSatisfy(\.isNumber)
        }
    }

    private static let partNames = [
        "train", "training", "val", "valid", "validation", "test", "testing", "dev", "eval", "evaluation", "holdout",
    ]
    private static let endings: Set = ["", "a", "b", "set", "data", "images", "imgs", "split"]

    /// The split that is most likely meant for training.
    var likeliestPart: String { parts.first(where: Self.isForTraining) ?? parts.first ?? "" }
}
