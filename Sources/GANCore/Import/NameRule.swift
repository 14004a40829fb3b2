/// A rule that turns our names with a certain prefix into the names of another program.
public struct NameRule: Sendable {
    /// The end of a name here and in the other program, and the tensor's form there.
    public struct Ending: Sendable {
        let ours: String
        let theirs: String
        let form: TensorForm

        public init(ours: String, theirs: String, form: TensorForm = .same) {
            (self.ours, self.theirs, self.form) = (ours, theirs, form)
        }
    }

    private let ours: [Substring]
    private let theirs: [Substring]
    private let addsStage: Bool
    private let endings: [Ending]
    /// Valid numbers of stages. A stranger's name can have any number.
    private static let stages = 0..<1000

    /// - Parameters:
    ///   - ours: a dotted prefix; `#` is the number of a stage.
    ///   - theirs: its replacement.
    ///   - addsStage: whether theirs is a separate stage that follows (`TensorNames.extraStages`).
    ///   - endings: all endings; empty if names end alike.
    public init(_ ours: String, _ theirs: String, addsStage: Bool = false, _ endings: [Ending] = []) {
        (self.ours, self.theirs) = (ours.split(separator: "."), theirs.split(separator: "."))
        (self.addsStage, self.endings) = (addsStage, endings)
    }

    /// - Parameter parts: the components of our name.
    /// - Returns: nil for a name that the rule does not cover.
    func published(_ parts: [Substring], stage: (Int) -> Int) -> ForeignTensor? {
        guard parts.count > ours.count else { return nil }
        var number: Int?
        for (part, expected) in zip(parts, ours) where part != expected {
            guard expected == "#", let found = Int(part), Self.stages.contains(found) else { return nil }
            number = stage(found) + (addsStage ? 1 : 0)
        }
        let rest = parts.dropFirst(ours.count).joined(separator: ".")
        let beginning = theirs.map { part in part == "#" ? "\(number ?? 0)" : String(part) }
        guard !endings.isEmpty else {
            return ForeignTensor(name: (beginning + [rest]).joined(separator: "."), form: .same)
        }
        guard let ending = endings.first(where: { $0.ours == rest }) else { return nil }
        return ForeignTensor(name: (beginning + [ending.theirs]).joined(separator: "."), form: ending.form)
    }
}

/// A tensor as another program stores it.
public struct ForeignTensor: Hashable, Sendable {
    /// The name without the network's prefix.
    public let name: String
    public let form: TensorForm
}

/// How a program's tensor differs from ours: in axes of size 1, and by a constant factor.
public struct TensorForm: Hashable, Sendable {
    /// Leading axes of size 1 that only ours has.
    let dropped: Int
    /// Axes of size 1 that only theirs has, before and after the others.
    let (leading, trailing): (Int, Int)
    /// The factor by which their values are multiplied to get ours.
    package let factor: Float

    /// - Parameters:
    ///   - dropped: leading axes of size 1 that only ours has.
    ///   - leading: leading axes of size 1 that only theirs has.
    ///   - trailing: trailing axes of size 1 that only theirs has.
    ///   - factor: the factor by which their values are multiplied to get ours.
    public init(dropped: Int = 0, leading: Int = 0, trailing: Int = 0, factor: Float = 1) {
        (self.dropped, self.leading, self.trailing, self.factor) = (dropped, leading, trailing, factor)
    }

    public static let same = TensorForm()
    /// [1, n] here, [n] there.
    public static let vector = TensorForm(dropped: 1)
    /// [] here, [1] there.
    public static let single = TensorForm(leading: 1)

    /// The shape there of a tensor with the shape `ours` here.
    package func shape(of ours: [Int]) -> [Int] {
        func ones(_ count: Int) -> [Int] { [Int](repeating: 1, count: count) }
        return ones(leading) + ours.dropFirst(dropped) + ones(trailing)
    }

    /// The shape here of a tensor with the shape `theirs` there; the same shape if theirs has not these axes.
    package func ours(_ theirs: [Int]) -> [Int] {
        guard theirs.count >= leading + trailing,
            (theirs.prefix(leading) + theirs.suffix(trailing)).allSatisfy({ $0 == 1 })
        else { return theirs }
        return [Int](repeating: 1, count: dropped) + theirs.dropFirst(leading).dropLast(trailing)
    }
}
