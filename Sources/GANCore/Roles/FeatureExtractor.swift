import GANTensor

/// A frozen network through which metrics see images: one type, one file, registered like every component.
///
/// Its `init` takes the weights from `BuildContext.weights()`. What it asks them for and does not find is reported together after
/// `init` returns.
public protocol FeatureExtractor: Component {
    /// The name of the Fréchet distance of its features: `fd_fmnist`. Only Inception's is called `fid`.
    static var distanceName: String { get }
    /// The Fréchet distance's display name: FID, FID-CLIP or FD-fmnist.
    static var distanceTitle: String { get }
    /// The end of the names of other scores, so that scores of different networks have different names: `_fmnist`.
    static var scoreSuffix: String { get }
    /// Names of the published image preparations that it can follow, its default first; empty if it has only one.
    /// `BuildContext.preparation` is one of them.
    static var preparations: [String] { get }
    /// The images that it measures if nobody names an extractor; nil for none. Of several, the first one by name counts.
    static var usualImages: UsualImages? { get }
    /// Its weights' file; nil if it needs none.
    static var weights: ExtractorWeights? { get }

    /// D of the features [N, D].
    var dimension: Int { get }
    /// Number of classes K that it knows; 0 if it knows none.
    var classCount: Int { get }
    /// Names of these classes as data sets spell them, in the order of the probabilities; empty if it names none.
    var classNames: [String] { get }
    /// Number of channels, 1 or 3, of the images whose classes it knows; nil if images of any number fit.
    var classifiedChannels: Int? { get }
    /// What readers of its scores must know, such as the data that it was trained on; nil if there is nothing.
    var remark: String? { get }
    /// The preparation of images before `features` gets them.
    var preparation: ImagePreparation { get }
    /// - Parameter images: [N, channels, side, side], prepared.
    func features(of images: Tensor) throws -> ExtractedFeatures
}

extension FeatureExtractor {
    public static var distanceName: String { "fd_\(name)" }
    public static var distanceTitle: String { "FD-\(name)" }
    public static var scoreSuffix: String { "_\(name)" }
    public static var preparations: [String] { [] }
    public static var usualImages: UsualImages? { nil }
    public static var weights: ExtractorWeights? { nil }
    public var classCount: Int { 0 }
    public var classNames: [String] { [] }
    public var classifiedChannels: Int? { nil }
    public var remark: String? { nil }

    /// - Parameter levels: [N, C, H, W] in 0 ... 255, of any size.
    /// - Throws: `ComponentError` with a `ContractViolation` if the features are not finite and [N, `dimension`], or the class
    ///   probabilities not [N, `classCount`], each row with the sum 1.
    public func callAsFunction(_ levels: Tensor) throws -> ExtractedFeatures {
        try ComponentError.locating("evaluate.features") {
            let seen = try withoutGradients { try features(of: preparation(levels)) }
            try check(seen.rows, "features", levels.shape[0], dimension)
            if let probabilities = seen.probabilities {
                try check(probabilities, "class probabilities", levels.shape[0], classCount)
                try checkSums(of: probabilities)
            }
            return seen
        }
    }

    private func check(_ rows: Tensor, _ what: String, _ count: Int, _ width: Int) throws(ContractViolation) {
        let rules = OutputRules(isThorough: true)
        try rules.same(rows.shape, [count, width], what, self)
        try rules.float(rows, what, self)
        try rules.finite(rows, what, self)
    }

    private func checkSums(of probabilities: Tensor) throws(ContractViolation) {
        let sums = probabilities.sum(1)
        let farthest = (sums - 1).abs().max().item()
        guard farthest > 1e-3 else { return }
        throw ContractViolation(
            self, "returned class probabilities whose rows sum to up to \((sums.max().item() * 1000).rounded() / 1000)",
            expected: "1",
            fix: "return softmax(axis: 1) of the logits")
    }

    /// The name of a score of these features: `kid_fmnist` for `kid`.
    public func scoreName(_ score: String) -> String { score + Self.scoreSuffix }
    public var distanceName: String { Self.distanceName }
    public var distanceTitle: String { Self.distanceTitle }
}

/// Kinds of images that an extractor is chosen by.
public enum UsualImages: Hashable, Sendable {
    /// Gray, with sides of at most 64 pixels.
    case smallAndGray
    /// In color, or larger.
    case colorOrLarge
}

/// The outputs of a feature network for a batch.
public struct ExtractedFeatures {
    /// [N, D].
    public let rows: Tensor
    /// Class probabilities [N, K]; nil if the network knows no classes.
    public let probabilities: Tensor?

    public init(rows: Tensor, probabilities: Tensor? = nil) { (self.rows, self.probabilities) = (rows, probabilities) }
}

/// The file with a feature network's weights: `NAME.safetensors`, in one of the folders that `ganzoo features list` prints.
public struct ExtractorWeights: Sendable {
    /// The network as its authors call it: "InceptionV3".
    public let network: String
    /// How to get the file, as an instruction: "run `ganzoo features train`".
    public let advice: String
    /// The license of the weights, or who to ask.
    public let license: String
    /// Prefixes that other programs put before the names of tensors; the first one that occurs is removed.
    public let prefixes: [String]
    /// Hash of the published weights, as `ganzoo features import` prints it; nil if no particular weights are expected. Scores
    /// with other weights get a caveat.
    public let hash: String?
    /// The package that `ganzoo features fetch` takes the weights from; nil if no package has them.
    public let published: PackagedFile?

    public init(
        network: String, advice: String, license: String, prefixes: [String] = [], hash: String? = nil,
        published: PackagedFile? = nil
    ) {
        (self.network, self.advice, self.license) = (network, advice, license)
        (self.prefixes, self.hash, self.published) = (prefixes, hash, published)
    }
}

/// A file in a package of the Python Package Index.
public struct PackagedFile: Hashable, Sendable {
    public let package: String
    public let version: String
    /// Relative to the folder where packages are installed.
    public let path: String
    /// SHA-256 of the file: 64 hexadecimal digits.
    public let sha256: String

    public init(package: String, version: String, path: String, sha256: String) {
        (self.package, self.version, self.path, self.sha256) = (package, version, path, sha256)
    }

    /// The name and version as pip reads it.
    package var requirement: String { "\(package)==\(version)" }
}
