/// The pictures of a run in TensorBoard's file, from which nothing can be removed.
///
/// All pictures are logged until they have more bytes than a limit; then only every second one, until there is half as much again, then
/// only every fourth one, until there is a quarter more, and so on: twice the limit at most. From there on a picture is logged whenever
/// the run has about doubled. So a run of any length logs some of its newest pictures.
///
/// What is logged follows from the steps and the number of pixels alone, as with `KeptSheets`.
struct LoggedPictures: Codable, Equatable {
    static let limit = 50_000_000
    /// About the bytes of what stands beside the images: texts, and the plot that is logged with each sheet.
    static let texts = 100_000

    /// Uncompressed bytes of images. Earlier versions stored the size of the files.
    private(set) var bytes = 0
    private(set) var doublings = 0
    /// The step of the newest picture; nil if there is none.
    private(set) var last: Int?

    /// A run of 2^62 steps has no more.
    private static let mostDoublings = 62

    init() {}

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        bytes = try values.decode(Int.self, forKey: .bytes)
        // Earlier versions have only the bytes, which never were above the limit.
        doublings = try values.decodeIfPresent(Int.self, forKey: .doublings) ?? 0
        last = try values.decodeIfPresent(Int.self, forKey: .last)
    }

    /// Counts the pictures of a step.
    /// - Parameters:
    ///   - pictures: their bytes.
    ///   - interval: between sheets, in steps.
    /// - Returns: false, without counting them, if they are not to be logged.
    mutating func take(_ pictures: Int, at step: Int, every interval: Int, limit: Int = limit) -> Bool {
        if let last, doublings > 0 {
            guard let spacing = interval.doubled(doublings), step - last >= spacing else { return false }
        }
        let (sum, isTooLarge) = bytes.addingReportingOverflow(pictures)
        (bytes, last) = (isTooLarge ? .max : sum, step)
        if bytes > 2 * limit - limit >> doublings { doublings = min(doublings + 1, Self.mostDoublings) }
        return true
    }

    /// Describes a value that no run writes; nil if there is none.
    var defect: String? {
        guard (0...Self.mostDoublings).contains(doublings) else { return "`logged.doublings` is \(doublings)" }
        return RunNumber.defect(of: bytes, "pictures.logged.bytes")
            ?? last.flatMap { RunNumber.defect(of: $0, "pictures.logged.last") }
    }
}
