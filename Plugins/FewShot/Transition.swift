import GANCore
import GANModule

/// When a condition comes in.
public struct TransitionSettings: ComponentSettings {
    @Setting("thousands of images before which labels do not count", in: 0...) public var fromKimg: Double = 2000
    @Setting("thousands of images after which they count in full", in: 0...) public var untilKimg: Double = 4000

    public init() {}

    public func conflicts() -> [RecipeError] {
        guard untilKimg < fromKimg else { return [] }
        return [
            RecipeError(
                key: "until_kimg", problem: "it ends at \(untilKimg) kimg, but begins at \(fromKimg)",
                fix: "end after it begins")
        ]
    }

    /// How far labels count, in 0 ... 1 (METHODS §11.1).
    /// - Parameter images: shown so far.
    func share(afterImages images: Int) -> Double {
        min(max((Double(images) / 1000 - fromKimg) / (untilKimg - fromKimg + 1e-7), 0), 1)
    }
}

/// How far labels count now.
final class Transition: Module, StepObserver, FigureSource {
    @Buffer private(set) var share: Double
    let settings: TransitionSettings

    init(_ settings: TransitionSettings) {
        self.settings = settings
        share = settings.share(afterImages: 0)
    }

    func observe(_ event: StepEvent) throws {
        switch event {
        // Weights that were taken over may come from the end of another transition.
        case .begins: share = settings.share(afterImages: 0)
        case .finished(_, let images): share = settings.share(afterImages: images)
        default: break
        }
    }

    var figures: [(name: String, value: Double)] { [("share", share)] }
}
