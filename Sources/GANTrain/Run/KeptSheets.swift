/// The sheets of generated images that a run keeps. When those that may go have more bytes than a limit, every second one goes and the
/// interval doubles, so sheets stay evenly spaced over a run of any length.
///
/// What is removed follows from the steps and the number of pixels alone: a run that was killed and resumed keeps the same sheets, and so
/// does one with other fonts, or with another encoder of PNG files.
struct KeptSheets: Codable, Equatable {
    /// Bytes of all sheets that may go together.
    static let limit = 100_000_000

    struct Kept: Codable, Equatable {
        let step: Int
        /// Of the sheet's images, uncompressed. Earlier versions stored the size of the file.
        let bytes: Int
    }

    private(set) var doublings = 0
    private(set) var kept: [Kept] = []

    /// A run of 2^62 steps has no more.
    private static let mostDoublings = 62

    private static func isOnGrid(_ step: Int, _ interval: Int, _ doublings: Int) -> Bool {
        interval.doubled(doublings).map(step.isMultiple(of:)) ?? (step == 0)
    }

    /// Whether a sheet is due.
    /// - Parameter interval: in steps, before any doubling.
    func isDue(at step: Int, every interval: Int) -> Bool { Self.isOnGrid(step, interval, doublings) }

    /// Counts a sheet that was written.
    /// - Parameters:
    ///   - interval: in steps, before any doubling; nil if no sheets are drawn at intervals.
    ///   - stays: whether the sheet of a step is kept in any case. The first sheet and the newest one are.
    /// - Returns: the steps whose sheets are to be removed.
    mutating func add(_ sheet: Kept, every interval: Int?, limit: Int = limit, _ stays: (Int) -> Bool) -> [Int] {
        kept.removeAll { $0.step == sheet.step }
        kept.append(sheet)
        guard let interval else { return [] }
        let before = kept
        func mayGo(_ kept: Kept) -> Bool { kept.step != 0 && kept.step != sheet.step && !stays(kept.step) }
        func isTooMuch() -> Bool { kept.filter { mayGo($0) }.reduce(0) { $0 + $1.bytes } > limit }
        func onGrid(_ doublings: Int) -> [Kept] {
            kept.filter { !mayGo($0) || Self.isOnGrid($0.step, interval, doublings) }
        }
        // Those that were the newest or the best go first: an interval does not grow because of them.
        if isTooMuch() { kept = onGrid(doublings) }
        if isTooMuch() {
            let rarer = onGrid(doublings + 1)
            if rarer.count < kept.count { (kept, doublings) = (rarer, doublings + 1) }
        }
        let remaining = Set(kept.map(\.step))
        return before.map(\.step).filter { !remaining.contains($0) }
    }

    /// Makes an interval smaller that the rule above cannot have made: earlier versions doubled it without an end, and the interval of a
    /// recipe may have changed. An interval above twice the newest step draws no sheet until the run is twice as long.
    /// - Parameter interval: in steps, before any doubling.
    mutating func recover(every interval: Int, limit: Int = limit) {
        let newest = kept.map(\.step).max() ?? 0
        if let spacing = interval.doubled(doublings), spacing < 2 * newest { return }
        let room = max(limit / max(kept.map(\.bytes).max() ?? 1, 1), 1)
        doublings = (0...doublings).first { interval.doubled($0).map { newest / $0 <= room } ?? true } ?? doublings
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

extension Int {
    /// This number times 2^`count`; nil if that is too large.
    func doubled(_ count: Int) -> Int? {
        guard count <= 62 else { return nil }
        let (product, isTooLarge) = multipliedReportingOverflow(by: 1 << count)
        return isTooLarge ? nil : product
    }
}
