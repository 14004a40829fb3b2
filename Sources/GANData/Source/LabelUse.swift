import GANCore

extension ImageCollection {
    /// - Throws: `RecipeError` if the labels are not of the kind that `use` needs.
    mutating func relabel(_ use: LabelUse) throws {
        labels = try labels.used(as: use, vectorNames: vectorNames, place: reader.place)
        if use == .oneHot { notes.removeAll { $0 == .oneHot } }
    }

    /// Reorders the classes if `order` names the same ones.
    mutating func order(as order: [String]) {
        guard let ordered = labels.ordered(as: order) else { return }
        labels = ordered
        notes.append(.warning(SampleLabels.orderNote(order)))
    }
}

extension DataNote {
    static let oneHot = DataNote(
        "all labels are one-hot vectors; set labels: one_hot to use them as classes")
}
