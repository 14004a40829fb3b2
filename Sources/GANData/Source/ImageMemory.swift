import Synchronization

/// A cache of images in memory, as many as fit.
final class ImageMemory: Sendable {
    private struct State {
        var images: [[UInt8]?]
        var bytesLeft: Int
    }

    private let state: Mutex<State>
    /// Memory of an array besides its elements.
    private static let overhead = 48

    init(slots: Int, byteLimit: Int) {
        state = Mutex(State(images: [[UInt8]?](repeating: nil, count: slots), bytesLeft: byteLimit))
    }

    subscript(index: Int) -> [UInt8]? { state.withLock { $0.images[index] } }

    func store(_ image: [UInt8], at index: Int) {
        state.withLock { state in
            guard state.images[index] == nil, image.count + Self.overhead <= state.bytesLeft else { return }
            state.bytesLeft -= image.count + Self.overhead
            state.images[index] = image
        }
    }
}
