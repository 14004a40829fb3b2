/// Names that begin in one way here and in another in a published program, and how they end.
struct NameRule: Sendable {
    /// A last part that is another there, of tensors whose shape may be, too.
    struct Ending: Sendable {
        let ours: String
        let theirs: String
        var form = TensorForm.same
    }

    private let ours: [Substring]
    private let theirs: [Substring]
    private let addsStage: Bool
    private let endings: [Ending]

    /// - Parameters:
    ///   - ours: a dotted beginning; `#` is the number of a stage.
    ///   - theirs: what stands in its place.
    ///   - addsStage: theirs is a stage of its own, which follows.
    ///   - endings: all that there are; none where names end alike.
    init(_ ours: String, _ theirs: String, addsStage: Bool = false, _ endings: [Ending] = []) {
        (self.ours, self.theirs) = (ours.split(separator: "."), theirs.split(separator: "."))
        (self.addsStage, self.endings) = (addsStage, endings)
    }

    /// - Parameter parts: of a name of ours, between its dots.
    /// - Returns: nothing for a name that the rule is not about.
    func published(_ parts: [Substring], stage: (Int) -> Int) -> PublishedTensor? {
        guard parts.count > ours.count else { return nil }
        var number: Int?
        for (part, expected) in zip(parts, ours) where part != expected {
            guard expected == "#", let found = Int(part) else { return nil }
            number = stage(found) + (addsStage ? 1 : 0)
        }
        let rest = parts.dropFirst(ours.count).joined(separator: ".")
        let beginning = theirs.map { part in part == "#" ? "\(number ?? 0)" : String(part) }
        guard !endings.isEmpty else { return PublishedTensor((beginning + [rest]).joined(separator: "."), .same) }
        guard let ending = endings.first(where: { $0.ours == rest }) else { return nil }
        return PublishedTensor((beginning + [ending.theirs]).joined(separator: "."), ending.form)
    }
}

/// A tensor as a published program keeps it.
package struct PublishedTensor: Hashable, Sendable {
    package let name: String
    package let form: TensorForm

    init(_ name: String, _ form: TensorForm) { (self.name, self.form) = (name, form) }
}

/// The same numbers in another shape.
package enum TensorForm: Hashable, Sendable {
    case same
    /// [1, n] here, [n] there.
    case vector
    /// [] here, [1] there.
    case single

    /// There, of what has the shape `ours` here.
    package func shape(of ours: [Int]) -> [Int] {
        switch self {
        case .same: ours
        case .vector: Array(ours.dropFirst())
        case .single: [1]
        }
    }
}
