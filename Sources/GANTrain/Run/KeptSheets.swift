/// The sheets of generated images that a run keeps. When they have more bytes than a limit, every second one goes and the interval
/// doubles, so sheets stay evenly spaced over a run of any length.
///
/// What is removed follows from the steps and the sizes alone: a run that was killed and resumed keeps the same sheets.
struct KeptSheets: Codable, Equatable {
    /// Bytes of all sheets together.
    static let limit = 100_000_000

    struct Kept: Codable, Equatable {
        let step: Int
        let bytes: Int
    }

    private(set) var doublings = 0
    private(set) var kept: [Kept] = []

    /// A run of 2^62 steps has no more.
    private static let mostDoublings = 62

    private func isOnGrid(_ step: Int, _ interval: Int) -> Bool {
        let (spacing, isTooLarge) = interval.multipliedReportingOverflow(by: 1 << doublings)
        return isTooLarge ? step == 0 : step.isMultiple(of: spacing)
    }

    /// Whether a sheet is due.
    /// - Parameter interval: in steps, before any doubling.
    func isDue(at step: Int, every interval: Int) -> Bool { isOnGrid(step, interval) }

    /// Counts a sheet that was written.
    /// - Parameters:
    ///   - interval: in steps, before any doubling; nil if no sheets are drawn at intervals.
    ///   - stays: whether the sheet of a step is kept in any case.
    /// - Returns: the steps whose sheets are to be removed.
    mutating func add(_ sheet: Kept, every interval: Int?, limit: Int = limit, _ stays: (Int) -> Bool) -> [Int] {
        kept.removeAll { $0.step == sheet.step }
        kept.append(sheet)
        guard let interval else { return [] }
        var removed: [Int] = []
        while kept.count > 2, kept.reduce(0, { $0 + $1.bytes }) > limit, doublings < Self.mostDoublings {
            doublings += 1
            let remaining = kept.filter {
                $0.step == sheet.step || isOnGrid($0.step, interval) || stays($0.step)
            }
            removed += kept.filter { !remaining.contains($0) }.map(\.step)
            kept = remaining
        }
        return removed
    }

    /// Describes a value that no run writes; nil if there is none.
    var defect: String? {
        guard (0...Self.mostDoublings).contains(doublings) else { return "`sheets.doublings` is \(doublings)" }
        let sheetDefect = kept.lazy.compactMap {
            RunNumber.defect(of: $0.step, "sheets.kept.step") ?? RunNumber.defect(of: $0.bytes, "sheets.kept.bytes")
        }.first
        if let sheetDefect { return sheetDefect }
        var bytes = 0
        for sheet in kept {
            bytes += sheet.bytes
            if let defect = RunNumber.defect(of: bytes, "the sum of sheets.kept.bytes") { return defect }
        }
        return nil
    }
}
