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

    /// Sheets of 10 bytes every 5 steps, of which 5 fit; the sheet of step 15 shows a best checkpoint.
    private func drawn(_ steps: [Int], from state: KeptSheets = KeptSheets()) -> (sheets: KeptSheets, files: Set<Int>) {
        var (sheets, files) = (state, Set(state.kept.map(\.step)))
        for step in steps where step == 15 || sheets.isDue(at: step, every: 5) {
            files.insert(step)
            files.subtract(sheets.add(.init(step: step, bytes: 10), every: 5, limit: 50) { $0 == 15 })
        }
        return (sheets, files)
    }

    @Test func everySecondSheetGoesWhenThereIsTooMuch() {
        #expect(drawn(Array(0...20)).files == [0, 5, 10, 15, 20])
        // With step 25 there are 60 bytes: 5 goes, 15 is the best, 25 the newest.
        #expect(drawn(Array(0...25)).files == [0, 10, 15, 20, 25])
        #expect(drawn(Array(0...25)).sheets.doublings == 1)
        // From then on they are drawn every 10 steps. With step 30 there are 60 bytes again, and 20 steps are between two sheets.
        #expect(drawn(Array(0...35)).files == [0, 15, 20, 30])
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

    @Test func thereIsNoEndlessSearch() {
        var sheets = KeptSheets()
        for step in 0..<5 { _ = sheets.add(.init(step: step, bytes: 100), every: 1, limit: 50) { _ in true } }
        #expect(sheets.kept.count == 5)
        #expect(sheets.defect == nil)
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

    /// Of 1,000 bytes, half are for the steps before the first interval ends, a quarter more until twice as many, and so on.
    @Test func picturesShareALimit() {
        var pictures = LoggedPictures()
        func take(_ count: Int, at step: Int) -> Int {
            (0..<count).count { _ in pictures.take(100, at: step, every: 8, limit: 1000) }
        }
        #expect(take(20, at: 0) == 5)
        #expect(take(20, at: 7) == 0)
        #expect(take(20, at: 8) == 2)
        #expect(take(20, at: 15) == 0)
        #expect(take(20, at: 16) == 1)
        #expect(take(20, at: .max) == 2)
        #expect(pictures.bytes == 1000)
    }
}
