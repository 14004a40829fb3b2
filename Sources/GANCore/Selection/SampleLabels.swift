/// The labels of samples 0 ..< count.
package enum SampleLabels: Sendable {
    case none(count: Int)
    /// Each sample's class, an index into `names`.
    case classes([Int32], names: [String])
    /// Each sample's vector; all of the same length.
    case vectors([[Float]])

    /// A larger number of classes, or of vector components, is considered a mistake: labels are one-hot.
    package static let largestSize = 100_000

    package var count: Int {
        switch self {
        case .none(let count): count
        case .classes(let classes, _): classes.count
        case .vectors(let vectors): vectors.count
        }
    }
}
