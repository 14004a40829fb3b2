import GANCore

/// A value for each class, and their means over all, frequent and rare classes.
struct ValuesByClass {
    struct Class: Hashable {
        var reals: Int?
        var fakes: Int?
        /// Nil if it cannot be computed; `caveat` gives the reason.
        var value: Double?
        var caveat: String?
    }

    let names: [String]
    /// Number of training images per class; empty if unknown.
    let trainingCounts: [Int]
    /// As many as names.
    let classes: [Class]

    /// The mean over all classes with a value, and over each group of them: `name`, `name_many`, `name_medium` and `name_few`.
    /// - Throws: `MetricError` if no class has a value.
    func scores(_ name: String, better: ScoreDirection) throws(MetricError) -> [MetricScore] {
        guard let mean = Self.mean(classes.compactMap(\.value)) else {
            throw MetricError("`\(name)` has no value for any class", fix: "use more images per class")
        }
        let groups = TailGroup.allCases.compactMap { group in
            Self.mean(values(of: group)).map { MetricScore("\(name)_\(group.rawValue)", $0, better: better) }
        }
        return [MetricScore(name, mean, better: better)] + groups
    }

    func table(_ name: String, title: String, better: ScoreDirection) -> ClassScores {
        ClassScores(
            name, title: title, better: better,
            classes.indices.map { number in
                let own = classes[number]
                return ClassScores.Row(
                    names[number], trainingImages: trainingImages(number), reals: own.reals, fakes: own.fakes,
                    own.value, caveat: own.caveat)
            })
    }

    private func trainingImages(_ number: Int) -> Int? { trainingCounts.isEmpty ? nil : trainingCounts[number] }

    private func values(of group: TailGroup) -> [Double] {
        classes.indices.filter { number in
            trainingImages(number).map { TailGroup(trainingImages: $0) == group } ?? false
        }.compactMap { classes[$0].value }
    }

    private static func mean(_ values: [Double]) -> Double? {
        values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }
}
