import CGANImages

/// The reason why a film could not be made.
package struct FilmError: Error, Hashable, Sendable, CustomStringConvertible {
    package let description: String

    /// - Parameters:
    ///   - problem: a sentence without a full stop.
    ///   - fix: what solves it.
    package init(_ problem: String, fix: String) { description = "\(problem)\n  fix: \(fix)" }
}

/// An animated WebP in memory: every color of every frame is kept.
@safe package final class AnimatedWebP {
    /// Of both sides, in pixels.
    package static let longestSide = 16_383

    private let film: OpaquePointer

    /// - Precondition: both sides are in 1 ... `longestSide`.
    /// - Throws: `FilmError` if libwebpmux cannot be used.
    package init(width: Int, height: Int) throws(FilmError) {
        var problem = ganzoo_image_problem()
        guard let film = unsafe ganzoo_webp_film_make(Int32(width), Int32(height), &problem) else {
            throw Self.defect(problem)
        }
        unsafe self.film = film
    }

    deinit { unsafe ganzoo_webp_film_free(film) }

    /// - Parameters:
    ///   - frame: of the film's size.
    ///   - time: when it appears, in milliseconds; later than the one before.
    /// - Throws: `FilmError` if it cannot be encoded.
    package func add(_ frame: RasterImage, at time: Int) throws(FilmError) {
        var problem = ganzoo_image_problem()
        let pixels = frame.converted(toChannels: 3).pixels
        guard unsafe ganzoo_webp_film_add(film, pixels, Int32(clamping: time), &problem) == 0 else {
            throw Self.defect(problem)
        }
    }

    /// The complete file; no frame can be added afterwards.
    /// - Parameter time: when the last frame ends, in milliseconds.
    /// - Throws: `FilmError` if it cannot be encoded.
    package func finish(at time: Int) throws(FilmError) -> [UInt8] {
        var problem = ganzoo_image_problem()
        var memory: UnsafeMutablePointer<UInt8>?
        var size = 0
        guard unsafe ganzoo_webp_film_finish(film, Int32(clamping: time), &memory, &size, &problem) == 0 else {
            throw Self.defect(problem)
        }
        defer { unsafe ganzoo_image_free(memory) }
        return unsafe Array(UnsafeBufferPointer(start: memory, count: size))
    }

    private static func defect(_ problem: ganzoo_image_problem) -> FilmError {
        FilmError("libwebpmux cannot write the film: \(problem.words)", fix: "use fewer or smaller images")
    }
}
