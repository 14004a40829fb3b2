/// The pictures of a run in TensorBoard's file, from which nothing can be removed. All of them together have at most a limit of bytes.
///
/// Half of it is for the first interval of sheets, a quarter more for the run until twice as many steps, and so on. So a run of any
/// length still logs a few of its newest sheets.
struct LoggedPictures: Codable, Equatable {
    static let limit = 50_000_000

    private(set) var bytes = 0

    /// Counts a picture.
    /// - Parameter interval: between sheets, in steps.
    /// - Returns: false, without counting it, if there is no room for it.
    mutating func take(_ picture: Int, at step: Int, every interval: Int, limit: Int = limit) -> Bool {
        let doublings = (step / max(interval, 1)).bitWidth - (step / max(interval, 1)).leadingZeroBitCount
        let (sum, isTooLarge) = bytes.addingReportingOverflow(picture)
        guard !isTooLarge, sum <= limit - limit >> (doublings + 1) else { return false }
        bytes = sum
        return true
    }

    /// Describes a value that no run writes; nil if there is none.
    var defect: String? { RunNumber.defect(of: bytes, "pictures.logged.bytes") }
}
