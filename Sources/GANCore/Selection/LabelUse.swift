/// The labels that a recipe uses.
package enum LabelUse: String, CaseIterable, SettingValue, Sendable, ExpressibleByBooleanLiteral {
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

    package init(booleanLiteral value: Bool) { self = value ? .stored : .dropped }

    /// Reads a boolean as YAML 1.2 spells it, or one of the words.
    package static func read(_ reader: SettingReader) -> LabelUse? {
        guard case .scalar(let text, let isQuoted) = reader.node.content, !isQuoted,
            let known = ["True": stored, "TRUE": stored, "False": dropped, "FALSE": dropped][text]
                ?? Self(rawValue: text)
        else { return reader.mismatch(settingType) }
        return known
    }

    /// The error of data without folders.
    package static let foldersAreMissing = RecipeError(
        key: "labels", problem: "only image_archive and image_folder support classes from folders",
        fix: "set labels: true")
}

extension SampleLabels {
    /// The labels as `use` asks for them. Those of `dropped` and `folders` are not changed here.
    /// - Parameters:
    ///   - vectorNames: names of the components of vectors, if there are any.
    ///   - place: returns the name of a sample's image in messages.
    /// - Throws: `RecipeError` if the labels are not of the kind that `use` needs, with the first image's place.
    package func used(as use: LabelUse, vectorNames: [String]?, place: (Int) -> String) throws(RecipeError)
        -> SampleLabels
    {
        switch use {
        case .stored, .dropped, .folders: self
        case .compact: try compact()
        case .oneHot: try asClasses(vectorNames, place)
        }
    }

    private func compact() throws(RecipeError) -> SampleLabels {
        guard case .classes(let classes, let names) = self else {
            throw RecipeError(
                key: "labels", problem: "`compact` needs classes, but the data has none", fix: "set labels: true")
        }
        let kept = Set(classes).sorted()
        var numbers = [Int32](repeating: 0, count: names.count)
        for (new, old) in kept.enumerated() { numbers[Int(old)] = Int32(new) }
        return .classes(classes.map { numbers[Int($0)] }, names: kept.map { names[Int($0)] })
    }

    private func asClasses(_ vectorNames: [String]?, _ place: (Int) -> String) throws(RecipeError) -> SampleLabels {
        guard case .vectors(let vectors) = self else {
            throw RecipeError(
                key: "labels", problem: "`one_hot` needs label vectors, but the data has none", fix: "set labels: true")
        }
        if let wrong = vectors.firstIndex(where: { !$0.isOneHot }) {
            throw RecipeError(
                key: "labels", problem: "the label of \(place(wrong)) is not one-hot",
                fix: "set labels: true, which uses vectors as attributes")
        }
        let names = vectorNames ?? (vectors.first ?? []).indices.map { "\($0)" }
        return .classes(vectors.map { Int32($0.firstIndex(of: 1) ?? 0) }, names: names)
    }

    /// The labels with the classes in another order.
    /// - Returns: nil if `order` does not name the same classes, or if they have that order already.
    package func ordered(as order: [String]) -> SampleLabels? {
        guard case .classes(let classes, let names) = self, names != order, Set(names) == Set(order),
            names.count == order.count, Set(order).count == order.count
        else { return nil }
        let places = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($0.element, Int32($0.offset)) })
        return .classes(classes.map { places[names[Int($0)]] ?? 0 }, names: order)
    }

    /// The note for the user after `ordered(as:)` changed the classes.
    package static func orderNote(_ order: [String]) -> String {
        "the classes have the order of the run: \(listed(order, atMost: 12))"
    }
}

extension [Float] {
    /// Whether it is a single 1 among zeros.
    package var isOneHot: Bool { allSatisfy { $0 == 0 || $0 == 1 } && count { $0 == 1 } == 1 }
}
