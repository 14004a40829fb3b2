/// A mapping from name prefixes here to those of a published program, with the possible endings.
struct NameRule: Sendable {
    /// A last path component that differs there; the tensor's shape may differ, too.
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
    /// - ours: a dotted prefix; `#` is the number of a stage.
    /// - theirs: its replacement.
    /// - addsStage: whether theirs is a separate stage that follows.
    /// - endings: all endings; empty if names end alike.
    init(_ ours: String, _ theirs: String, addsStage: Bool = false, _ endings: [Ending] = []) {
        (self.ours, self.theirs) = (ours.split(separator: "."), theirs.split(separator: "."))
        (self.addsStage, self.endings) = (addsStage, endings)
    }

    /// - Parameter parts: the components of our name.
    /// - Returns: nil for a name that the rule does not cover.
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

/// A tensor as stored by a published program.
package struct PublishedTensor: Hashable, Sendable {
    package let name: String
    package let form: TensorForm

    init(_ name: String, _ form: TensorForm) { (self.name, self.form) = (name, form) }
}

/// The same values in another shape.
package enum TensorForm: Hashable, Sendable {
    case same
    /// [1, n] here, [n] there.
    case vector
    /// [] here, [1] there.
    case single

    /// The shape there of a tensor with the shape `ours` here.
    package func shape(of ours: [Int]) -> [Int] {
        switch self {
        case .same: ours
        case .vector: Array(ours.dropFirst())
        case .single: [1]
        }
    }
}
