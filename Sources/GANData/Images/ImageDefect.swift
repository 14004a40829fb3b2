/// The reason why an image cannot be used, as a sentence that follows the file's name: "it is empty".
struct ImageDefect: Error, Hashable, Sendable {
    enum Cause: Hashable, Sendable {
        /// The file itself.
        case content
        case memory
        /// A library that is not installed.
        case library
    }

    let problem: String
    let fix: String
    var cause = Cause.content
}

extension ImageDefect {
    /// A file that cannot be decoded.
    /// - Parameter reason: the library's message.
    init(_ format: ImageFormat, _ reason: String) {
        // The messages of libjpeg ("Insufficient memory (case 4)"), libpng ("Out of memory"), libheif ("Memory allocation
        // error") and our own code.
        let isOfMemory = reason.lowercased().contains("memory")
        let fix =
            if isOfMemory {
                "close other programs, or shrink it"
            } else if reason.hasPrefix("Unsupported") {
                // Such as libjpeg's messages for 12 bits and for lossless files.
                "save it again as PNG, or as JPEG of 8 bits, or remove it"
            } else {
                "download or copy it again, or remove it"
            }
        self.init(
            problem: "it cannot be decoded as \(format.rawValue): \(reason)", fix: fix,
            cause: isOfMemory ? .memory : .content)
    }

    static let noSize = ImageDefect(problem: "its header states a width or height of 0", fix: "replace or remove it")
}
