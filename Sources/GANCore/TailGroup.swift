/// A group of classes by number of training images (Liu et al. 2019, arXiv:1904.05160, section 5.1).
public enum TailGroup: String, CaseIterable, Codable, Sendable {
    /// More than 100.
    case many
    /// 20 to 100.
    case medium
    /// Fewer than 20.
    case few

    public init(trainingImages: Int) {
        self = trainingImages > 100 ? .many : trainingImages >= 20 ? .medium : .few
    }
}
