import GANCore

/// Warnings of collapsing classes, found in the figures of a run by the rule that warned in its training.
package struct CollapseAlarms: Sendable {
    package struct Alarm: Hashable, Sendable {
        /// Thousands of training images at which the warning came.
        package let kimg: Double
        package let text: String
    }

    private let detector: CollapseDetector
    private var history = DiversityHistory()

    /// - Parameters:
    ///   - info: of the data that the run was trained on.
    ///   - data: the data; nil if they are not at hand: then only classes count as collapsed whose W is narrow.
    /// - Returns: nil for data without classes.
    /// - Throws: an error of the data if an image cannot be read.
    package init?(_ info: DatasetInfo, comparedWith data: (any Dataset)?) throws {
        guard let detector = try CollapseDetector(info, data) else { return nil }
        self.detector = detector
    }

    /// - Parameters:
    ///   - kimg: thousands of training images at each record, ascending.
    ///   - isFinished: whether the last record is the end of the training, which also names classes that were never diverse.
    ///   - figure: a figure by its name in the metrics: one value for each record.
    package func alarms(over kimg: [Double], isFinished: Bool, _ figure: (String) -> [Double?]) -> [Alarm] {
        var columns: [String: [Double?]] = [:]
        var watch = self
        return kimg.enumerated().flatMap { record, place in
            watch.add(at: place, isLast: isFinished && record == kimg.count - 1) { name in
                let column = columns[name] ?? figure(name)
                columns[name] = column
                return column[record]
            }
        }
    }

    /// Adds a record, which comes after those that were added before.
    /// - Parameters:
    ///   - kimg: thousands of training images.
    ///   - isLast: whether it is the end of the training, which also names classes that were never diverse.
    ///   - figure: a figure of the record by its name in the metrics; nil if the record has none of the name.
    /// - Returns: the warnings that come with it.
    package mutating func add(at kimg: Double, isLast: Bool, _ figure: (String) -> Double?) -> [Alarm] {
        guard let diversity = detector.diversity({ figure("\(CollapseMonitor.path).\($0)") }) else { return [] }
        let warnings = [
            detector.warning(diversity, after: history, isLast: isLast),
            detector.latentWarning(diversity, after: history),
        ]
        history.add(diversity, kimg: kimg)
        return warnings.compactMap { $0.map { Alarm(kimg: kimg, text: $0) } }
    }
}
