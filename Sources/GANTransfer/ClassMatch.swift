import GANCore

/// What the weights of each class begin as.
struct ClassMatch {
    enum Start: Hashable {
        /// Those of a class of the source.
        case copy(Int)
        /// The mean over the source's classes.
        case average
        /// As they were drawn.
        case drawn
    }

    /// By class of the data.
    let starts: [Start]
    /// In words.
    let rule: String

    /// - Parameters:
    ///   - names: of the data's classes; none where they have none.
    ///   - count: of the data's classes.
    ///   - sourceCount: of the source's.
    ///   - nearest: for each class of the data, the source's that looks most like it; nothing where that was not asked for.
    /// - Throws: `Misfit`.
    init(
        _ settings: TransferSettings, names: [String], count: Int, sourceNames: [String]?, sourceCount: Int,
        nearest: [Int]?
    ) throws(Misfit) {
        let known = sourceNames.flatMap { $0.count == sourceCount ? $0 : nil }
        switch settings.classes {
        case .average: (starts, rule) = (Array(repeating: .average, count: count), "the mean of the source's classes")
        case .nearest: (starts, rule) = ((nearest ?? []).map(Start.copy), "of the class that looks most like it")
        case .reinitialize: (starts, rule) = (Array(repeating: .drawn, count: count), "every class begins anew")
        case .strict:
            guard count == sourceCount, known.map({ $0 == names }) ?? true else {
                throw Misfit(
                    "the source has \(Self.text(known, sourceCount)), the data have \(Self.text(names, count))",
                    fix: "transfer.classes: by_name, by_order, average, nearest or reinitialize")
            }
            (starts, rule) = ((0..<count).map(Start.copy), "the same classes")
        case .byOrder:
            starts = try Self.filled((0..<count).map { $0 < sourceCount ? $0 : nil }, names, settings)
            rule = "class by class, in order"
        case .byName:
            guard let known, names.count == count else {
                throw Misfit(
                    "the names of the \(known == nil ? "source's" : "data's") classes are not known",
                    fix: "transfer.classes: by_order, average or reinitialize")
            }
            starts = try Self.filled(names.map { known.firstIndex(of: $0) }, names, settings)
            rule = "class by class, by name"
        }
    }

    /// Whether every class has the place that it has in the source, which has no others.
    func isIdentity(sourceCount: Int) -> Bool { starts == (0..<sourceCount).map(Start.copy) }

    private static func filled(
        _ found: [Int?], _ names: [String], _ settings: TransferSettings
    ) throws(Misfit) -> [Start] {
        let others = found.indices.filter { found[$0] == nil }
        if settings.otherClasses == .strict, !others.isEmpty {
            let missing = others.map { names.indices.contains($0) ? names[$0] : "class \($0)" }
            throw Misfit(
                "the source has no \(listed(missing))", fix: "transfer.other_classes: average or reinitialize")
        }
        let other: Start = settings.otherClasses == .average ? .average : .drawn
        return found.map { $0.map(Start.copy) ?? other }
    }

    private static func text(_ names: [String]?, _ count: Int) -> String {
        guard let names, !names.isEmpty else { return counted(count, "class") }
        return "the classes \(listed(names, atMost: 10))"
    }
}

/// Why a tensor of the source does not fit, and the setting that says what to do then.
struct Misfit: Error, Hashable {
    let problem: String
    let fix: String?

    init(_ problem: String, fix: String? = nil) { (self.problem, self.fix) = (problem, fix) }
}
