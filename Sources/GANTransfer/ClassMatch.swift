import GANCore

/// The initial weights of each class.
struct ClassMatch {
    enum Start: Hashable {
        /// The class starts with the weights of a class of the source.
        case copy(Int)
        /// The mean over the source's classes.
        case average
        /// Random values.
        case drawn
    }

    /// The start of each class of the data.
    let starts: [Start]
    /// Description.
    let rule: String

    /// - Parameters:
    /// - names: of the data's classes; nil if they have none.
    /// - count: number of the data's classes.
    /// - sourceCount: number of the source's classes.
    /// - nearest: for each class of the data, the most similar one of the source; nil if not requested.
    /// - Throws: `Misfit`.
    init(
        _ settings: TransferSettings, names: [String], count: Int, sourceNames: [String]?, sourceCount: Int,
        nearest: [Int]?
    ) throws(Misfit) {
        let known = sourceNames.flatMap { $0.count == sourceCount ? $0 : nil }
        switch settings.classes {
        case .average: (starts, rule) = (Array(repeating: .average, count: count), "the mean of the source's classes")
        case .nearest: (starts, rule) = ((nearest ?? []).map(Start.copy), "copied from the most similar class")
        case .reinitialize: (starts, rule) = (Array(repeating: .drawn, count: count), "every class is reinitialized")
        case .strict:
            guard count == sourceCount, known.map({ $0 == names }) ?? true else {
                throw Misfit(
                    "the source has \(Self.text(known, sourceCount)), but the data has \(Self.text(names, count))",
                    fix: "set transfer.classes to by_name, by_order, average, nearest or reinitialize")
            }
            (starts, rule) = ((0..<count).map(Start.copy), "copied from the same class")
        case .byOrder:
            starts = try Self.filled((0..<count).map { $0 < sourceCount ? $0 : nil }, names, settings)
            rule = "copied class by class, in order"
        case .byName:
            guard let known, names.count == count else {
                throw Misfit(
                    "the names of the \(known == nil ? "source's" : "data's") classes are not known",
                    fix: "set transfer.classes to by_order, average or reinitialize")
            }
            let numbers = Dictionary(zip(known, known.indices)) { first, _ in first }
            starts = try Self.filled(names.map { numbers[$0] }, names, settings)
            rule = "copied class by class, by name"
        }
    }

    /// Whether every class has the same index in the source, and the source has no others.
    func isIdentity(sourceCount: Int) -> Bool { starts == (0..<sourceCount).map(Start.copy) }

    private static func filled(
        _ found: [Int?], _ names: [String], _ settings: TransferSettings
    ) throws(Misfit) -> [Start] {
        let others = found.indices.filter { found[$0] == nil }
        if settings.otherClasses == .strict, !others.isEmpty {
            let missing = others.map { names.indices.contains($0) ? names[$0] : "class \($0)" }
            throw Misfit(
                "the source has no \(listed(missing))", fix: "set transfer.other_classes to average or reinitialize")
        }
        let other: Start = settings.otherClasses == .average ? .average : .drawn
        return found.map { $0.map(Start.copy) ?? other }
    }

    private static func text(_ names: [String]?, _ count: Int) -> String {
        guard let names, !names.isEmpty else { return counted(count, "class") }
        return "the classes \(listed(names, atMost: 10))"
    }
}

/// The reason why a tensor of the source does not fit, and the setting that resolves it.
package struct Misfit: Error, Hashable {
    package let problem: String
    package let fix: String?

    init(_ problem: String, fix: String? = nil) { (self.problem, self.fix) = (problem, fix) }
}
