import GANCore

/// The labels that a recipe uses.
enum LabelUse: String, CaseIterable, SettingValue, Sendable, ExpressibleByBooleanLiteral {
    /// The labels of the data.
    case stored = "true"
    /// The data is used without labels.
    case dropped = "false"
    /// Each folder of images is a class; other labels are ignored.
    case folders
    /// Classes without images are removed, and the others renumbered.
    case compact
    /// Vectors with a single 1 among zeros become classes.
    case oneHot = "one_hot"

    init(booleanLiteral value: Bool) { self = value ? .stored : .dropped }

    /// Reads a boolean as YAML 1.2 spells it, or one of the words.
    static func read(_ reader: SettingReader) -> LabelUse? {
        guard case .scalar(let text, let isQuoted) = reader.node.content, !isQuoted,
            let known = ["True": stored, "TRUE": stored, "False": dropped, "FALSE": dropped][text]
                ?? Self(rawValue: text)
        else { return reader.mismatch(settingType) }
        return known
    }
}

extension ImageCollection {
    /// - Throws: `RecipeError` if the labels are not of the kind that `use` needs; `DataError` that names the first image.
    mutating func relabel(_ use: LabelUse) throws {
        switch use {
        case .stored, .dropped, .folders: break
        case .compact: try compact()
        case .oneHot: try makeClasses()
        }
    }

    private mutating func compact() throws {
        guard case .classes(let classes, let names) = labels else {
            throw RecipeError(
                key: "labels", problem: "`compact` needs classes, but the data has none", fix: "set labels: true")
        }
        let kept = Set(classes).sorted()
        var numbers = [Int32](repeating: 0, count: names.count)
        for (new, old) in kept.enumerated() { numbers[Int(old)] = Int32(new) }
        labels = .classes(classes.map { numbers[Int($0)] }, names: kept.map { names[Int($0)] })
    }

    private mutating func makeClasses() throws {
        guard case .vectors(let vectors) = labels else {
            throw RecipeError(
                key: "labels", problem: "`one_hot` needs label vectors, but the data has none", fix: "set labels: true")
        }
        if let wrong = vectors.firstIndex(where: { !$0.isOneHot }) {
            throw RecipeError(
                key: "labels", problem: "the label of \(reader.place(of: wrong)) is not one-hot",
                fix: "set labels: true, which uses vectors as attributes")
        }
        let names = vectorNames ?? (vectors.first ?? []).indices.map { "\($0)" }
        labels = .classes(vectors.map { Int32($0.firstIndex(of: 1) ?? 0) }, names: names)
        notes.removeAll { $0 == .oneHot }
    }

    /// Reorders the classes if `order` names the same ones.
    mutating func order(as order: [String]) {
        guard case .classes(let classes, let names) = labels, names != order, Set(names) == Set(order),
            names.count == order.count, Set(order).count == order.count
        else { return }
        let places = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($0.element, Int32($0.offset)) })
        labels = .classes(classes.map { places[names[Int($0)]] ?? 0 }, names: order)
        notes.append(.warning("the classes have the order of the run: \(listed(order, atMost: 12))"))
    }
}

extension [Float] {
    /// Whether it is a single 1 among zeros.
    var isOneHot: Bool { allSatisfy { $0 == 0 || $0 == 1 } && count { $0 == 1 } == 1 }
}

extension DataNote {
    static let oneHot = DataNote(
        "all labels are one-hot vectors; set labels: one_hot to use them as classes")
}
