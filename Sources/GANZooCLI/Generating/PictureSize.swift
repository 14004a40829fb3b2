import GANCore
import GANPictures

/// The size of a sheet or an animation, checked before images are generated.
struct PictureSize {
    private let rows: Int
    private let columns: Int
    private let frames: Int
    private let width: Int
    private let height: Int
    /// In pixels. Few programs show sheets that are larger.
    private let longestSide: Int

    /// - Parameters:
    ///   - info: the size of the images.
    ///   - frames: the frames of an animation; 1 for a sheet.
    ///   - film: the format of an animation; nil for a sheet.
    init(_ info: DatasetInfo, rows: Int, columns: Int, frames: Int = 1, film: FilmFormat? = nil) {
        (self.rows, self.columns, self.frames) = (rows, columns, frames)
        (width, height, longestSide) = (info.width, info.height, film?.longestSide ?? 65_535)
    }

    /// - Throws: `CommandFailure` if the picture is too large for memory or for viewers.
    func check(fix: String) throws {
        let limit = frames == 1 ? 100_000_000 : 400_000_000
        let pixels = Sheet.pixelCount(rows: rows, columns: columns, width: width, height: height)
        let (all, overflow) = pixels.multipliedReportingOverflow(by: frames)
        if overflow || all > limit { throw tooLarge("more than \(grouped(limit / 1_000_000)) million pixels", fix) }
        let sides = Sheet.largestSides(rows: rows, columns: columns, width: width, height: height)
        for (side, name) in [(sides.width, "wide"), (sides.height, "high")] where side > longestSide {
            throw tooLarge("about \(grouped(side)) pixels \(name); the limit is \(grouped(longestSide))", fix)
        }
    }

    private func tooLarge(_ size: String, _ fix: String) -> CommandFailure {
        let what = frames == 1 ? "a sheet" : "an animation of \(grouped(frames)) frames"
        let have = size.hasPrefix("about") ? "be" : "have"
        return .wrong(
            "ganzoo: \(what) of \(grouped(rows)) × \(grouped(columns)) images would \(have) \(size)\n  fix: \(fix)")
    }
}
