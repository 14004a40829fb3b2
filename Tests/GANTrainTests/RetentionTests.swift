import Foundation
import Testing

@testable import GANTrain

/// What a long run writes stays small, and follows from the steps alone.
@Suite struct RetentionTests {
    // MARK: Lines

    /// 1,000 lines, then 500 for each doubling of the run: 100,000 intervals are 6 whole doublings and (100,000 − 64,000) / 128 lines more.
    @Test(arguments: [(1000, 1000), (1001, 1000), (1002, 1001), (2000, 1500), (100_000, 4281)])
    func linesGetRarer(_ steps: Int, _ count: Int) {
        let interval = ThinningInterval(steps: 1)
        #expect((1...steps).count(where: interval.isDue) == count)
    }

    @Test func theFirstIntervalMayBeLong() {
        let interval = ThinningInterval(steps: 7)
        #expect((1...7000).filter(interval.isDue) == Array(stride(from: 7, through: 7000, by: 7)))
        #expect((7001...7100).filter(interval.isDue) == Array(stride(from: 7014, through: 7100, by: 14)))
    }

    // MARK: Sheets

    /// Sheets of 10 bytes every 5 steps, of which 5 fit beside the first and the newest; the sheet of step 15 shows a best checkpoint.
    private func drawn(_ steps: [Int], from state: KeptSheets = KeptSheets()) -> (sheets: KeptSheets, files: Set<Int>) {
        var (sheets, files) = (state, Set(state.kept.map(\.step)))
        for step in steps where step == 15 || sheets.isDue(at: step, every: 5) {
            files.insert(step)
            files.subtract(sheets.add(.init(step: step, bytes: 10), every: 5, limit: 50) { $0 == 15 })
        }
        return (sheets, files)
    }

    @Test func everySecondSheetGoesWhenThereIsTooMuch() {
        #expect(drawn(Array(0...35)).files == [0, 5, 10, 15, 20, 25, 30, 35])
        // With step 40, those that may go have 60 bytes: every second one does. 15 is the best.
        #expect(drawn(Array(0...40)).files == [0, 10, 15, 20, 30, 40])
        #expect(drawn(Array(0...40)).sheets.doublings == 1)
        // From then on they are drawn every 10 steps. With step 70, 10, 20, 30, 40, 50 and 60 may go.
        #expect(drawn(Array(0...69)).files == [0, 10, 15, 20, 30, 40, 50, 60])
        #expect(drawn(Array(0...79)).files == [0, 15, 20, 40, 60, 70])
        // Step 70 is no multiple of 20: it goes before the interval doubles again.
        #expect(drawn(Array(0...120)).files == [0, 15, 20, 40, 60, 80, 100, 120])
        #expect(drawn(Array(0...120)).sheets.doublings == 2)
    }

    /// Sheets that stay do not make others rarer: neither three of 40 of 100 bytes, nor a best one at every step.
    @Test func whatStaysDoublesNothing() {
        var sheets = KeptSheets()
        for step in 0..<3 {
            #expect(sheets.add(.init(step: step, bytes: 40), every: 1, limit: 100) { _ in false } == [])
        }
        #expect(sheets.doublings == 0 && sheets.isDue(at: 3, every: 1))
        var best = KeptSheets()
        for step in 0..<5 { _ = best.add(.init(step: step, bytes: 100), every: 1, limit: 50) { _ in true } }
        #expect(best.kept.count == 5 && best.doublings == 0 && best.defect == nil)
    }

    /// A best sheet beside the grid that is the best no more goes alone.
    @Test func formerBestOnesGoFirst() {
        var sheets = KeptSheets()
        for step in [0, 10, 13, 20] { _ = sheets.add(.init(step: step, bytes: 40), every: 10, limit: 50) { $0 == 13 } }
        #expect(sheets.add(.init(step: 30, bytes: 40), every: 10, limit: 50) { _ in false } == [10, 13])
        // 10, 13 and 20 might go: 13 went first, then every second one.
        #expect(sheets.doublings == 1 && sheets.kept.map(\.step) == [0, 20, 30])
        #expect(sheets.add(.init(step: 33, bytes: 40), every: 10, limit: 50) { _ in false } == [30])
        #expect(sheets.doublings == 1)
    }

    /// Whatever the size of sheets, a run that doubles in length draws at least one, and keeps what the limit allows.
    @Test(arguments: [1, 10, 40, 49, 51, 1000]) func aRunOfAnyLengthDrawsSheets(_ bytes: Int) {
        var (sheets, last) = (KeptSheets(), 0)
        for step in 0...20_000 where sheets.isDue(at: step, every: 3) {
            #expect(step <= max(2 * last, 3))
            last = step
            _ = sheets.add(.init(step: step, bytes: bytes), every: 3, limit: 50) { _ in false }
            let between = sheets.kept.dropFirst().dropLast()
            #expect(between.count <= 1 || between.count * bytes <= 50)
        }
        #expect(last > 10_000)
    }

    // MARK: States of earlier versions

    /// Earlier versions doubled 62 times when the sheets that stay were too large together, and then drew none for good.
    @Test(arguments: [
        (#"{"doublings":62,"kept":[{"step":0,"bytes":40},{"step":50,"bytes":40},{"step":100,"bytes":40}]}"#, 104),
        (#"{"doublings":62,"kept":[{"step":0,"bytes":4}]}"#, 1), (#"{"doublings":62,"kept":[]}"#, 1),
    ]) func sheetsComeBack(_ text: String, _ next: Int) throws {
        var sheets = try JSONDecoder().decode(KeptSheets.self, from: Data(text.utf8))
        #expect(sheets.defect == nil && !sheets.isDue(at: next, every: 1))
        // 12 sheets of 40 bytes fit: up to step 100, one every 8 steps.
        sheets.recover(every: 1, limit: 500)
        #expect((1...1000).first { $0 > (sheets.kept.last?.step ?? 0) && sheets.isDue(at: $0, every: 1) } == next)
    }

    /// States that a run writes stay as they are, so that a resumed run draws the same.
    @Test func recoveringChangesNoOtherState() {
        for bytes in [1, 20, 60] {
            var sheets = KeptSheets()
            for step in 0...5000 where step % 7 == 3 || sheets.isDue(at: step, every: 2) {
                let best = step / 7 * 7 + 3
                _ = sheets.add(.init(step: step, bytes: bytes), every: 2, limit: 100) { $0 == best }
                var recovered = sheets
                recovered.recover(every: 2, limit: 100)
                #expect(recovered == sheets)
            }
        }
    }

    /// A killed process has removed files that its last checkpoint still counts.
    @Test(arguments: 0..<36) func aRunInPiecesKeepsTheSame(_ end: Int) throws {
        let first = drawn(Array(0...end)).sheets
        let stored = try JSONDecoder().decode(KeptSheets.self, from: JSONEncoder().encode(first))
        let (whole, pieces) = (drawn(Array(0...80)), drawn(Array((end + 1)...80), from: stored))
        #expect(pieces.sheets == whole.sheets && pieces.files == whole.files)
    }

    /// Without an interval only best checkpoints have sheets, and all stay.
    @Test func withoutAnIntervalAllStay() {
        var sheets = KeptSheets()
        for step in 0..<9 {
            #expect(sheets.add(.init(step: step, bytes: 10), every: nil, limit: 50) { _ in false } == [])
        }
        #expect(sheets.kept.count == 9)
    }

    @Test(arguments: [
        (#"{"doublings":63,"kept":[]}"#, "`sheets.doublings` is 63"),
        (
            #"{"doublings":0,"kept":[{"step":-1,"bytes":1}]}"#,
            "`sheets.kept.step` is -1, which is not in 0 ... 9007199254740992"
        ),
        (
            #"{"doublings":0,"kept":[{"step":1,"bytes":9007199254740992},{"step":2,"bytes":1}]}"#,
            "`the sum of sheets.kept.bytes` is 9007199254740993, which is not in 0 ... 9007199254740992"
        ),
    ]) func impossibleNumbersAreNamed(_ text: String, _ defect: String) throws {
        #expect(try JSONDecoder().decode(KeptSheets.self, from: Data(text.utf8)).defect == defect)
    }

    // MARK: Pictures in TensorBoard's file

    /// Steps up to `end` whose pictures of `bytes` are logged, of 1,000 at first; a sheet is drawn every 8 steps.
    private func logged(
        _ bytes: Int, upTo end: Int, from state: LoggedPictures = LoggedPictures(), start: Int = 0
    ) -> (steps: [Int], pictures: LoggedPictures) {
        var pictures = state
        let steps = stride(from: start, through: end, by: 8).filter {
            pictures.take(bytes, at: $0, every: 8, limit: 1000)
        }
        return (steps, pictures)
    }

    /// Eleven pictures exceed 1,000 bytes. Then every second one is logged until there are 1,500, every fourth one until 1,750, and so
    /// on; above 2,000 the gap doubles with every picture.
    @Test func picturesGetRarer() {
        let first = Array(stride(from: 0, through: 80, by: 8))
        #expect(logged(100, upTo: 88).steps == first)
        #expect(
            logged(100, upTo: 2500).steps == first + [96, 112, 128, 144, 160, 192, 224, 288, 416, 672, 1184, 2208])
    }

    /// The newest picture is from the last two thirds of the run, and the file has little more than twice the limit: a picture more for
    /// each doubling of the run.
    @Test(arguments: [1, 7, 100, 400, 1000, 5000]) func aRunOfAnyLengthLogsPictures(_ bytes: Int) {
        var end = 1000
        while end < 4_000_000 {
            let (steps, pictures) = logged(bytes, upTo: end)
            #expect((steps.last ?? 0) * 3 >= end - 24)
            #expect(Double(pictures.bytes) <= 2000 + Double(bytes) * (2 + log2(Double(end) / 8)))
            end *= 4
        }
    }

    /// The pictures of the first step are logged, whatever their size.
    @Test func theFirstStepIsLogged() {
        var pictures = LoggedPictures()
        let taken = [0, 16].map { pictures.take(.max, at: $0, every: 8, limit: 1000) }
        #expect(taken == [true, true] && pictures.bytes == .max)
        let isTaken = pictures.take(1, at: .max, every: .max, limit: 1000)
        #expect(!isTaken)
    }

    @Test func aRunInPiecesLogsTheSamePictures() throws {
        let whole = logged(100, upTo: 3000)
        for end in [0, 80, 88, 96, 500] {
            let first = logged(100, upTo: end)
            let stored = try JSONDecoder().decode(LoggedPictures.self, from: JSONEncoder().encode(first.pictures))
            let rest = logged(100, upTo: 3000, from: stored, start: end / 8 * 8 + 8)
            #expect(first.steps + rest.steps == whole.steps && rest.pictures == whole.pictures)
        }
    }

    /// A state of an earlier version has bytes only, up to the limit. It logs again.
    @Test(arguments: [0, 1000]) func oldStatesAreRead(_ bytes: Int) throws {
        let old = try JSONDecoder().decode(LoggedPictures.self, from: Data(#"{"bytes":\#(bytes)}"#.utf8))
        #expect(old.defect == nil && old.bytes == bytes)
        #expect(logged(100, upTo: 8080, from: old, start: 8000).steps.count == (bytes == 0 ? 11 : 6))
    }

    @Test(arguments: [
        (#"{"bytes":-1}"#, "`pictures.logged.bytes` is -1, which is not in 0 ... 9007199254740992"),
        (#"{"bytes":1,"doublings":63,"last":1}"#, "`logged.doublings` is 63"),
        (
            #"{"bytes":1,"doublings":1,"last":-9223372036854775808}"#,
            "`pictures.logged.last` is -9223372036854775808, which is not in 0 ... 9007199254740992"
        ),
    ]) func impossibleNumbersOfPicturesAreNamed(_ text: String, _ defect: String) throws {
        #expect(try JSONDecoder().decode(LoggedPictures.self, from: Data(text.utf8)).defect == defect)
    }
}
