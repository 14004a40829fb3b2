import GANCore
import GANModule

/// The schedule by which labels are introduced.
public struct TransitionSettings: ComponentSettings {
    @Setting("thousands of images before which labels have no effect", in: 0...) public var fromKimg: Double = 2000
    @Setting("thousands of images after which labels have full effect", in: 0...) public var untilKimg: Double = 4000

    public init() {}

    public func conflicts() -> [RecipeError] {
        guard untilKimg < fromKimg else { return [] }
        return [
            RecipeError(
                key: "until_kimg", problem: "the transition ends at \(untilKimg) kimg but starts at \(fromKimg) kimg",
                fix: "set until_kimg above from_kimg")
        ]
    }

    /// The weight of labels in 0 ... 1: it grows with every step, from the first one that reaches `fromKimg` (METHODS §11.1).
    /// - Parameters:
    /// - images: number of images shown.
    /// - batch: number of images per step.
    func share(afterImages images: Int, batch: Int) -> Double {
        let (shown, step) = (Double(images), Double(batch))
        // Images shown after the first such step.
        let first = max(((fromKimg * 1000).rounded() / step).rounded(.up), 1) * step
        guard shown >= first else { return 0 }
        return min((shown - first + step) / 1000 / (untilKimg - fromKimg + 1e-7), 1)
    }
}

/// The current weight of labels.
final class Transition: Module, StepObserver, MetricSource {
    @Buffer(.same, in: 0...1) private(set) var share = 0.0
    let settings: TransitionSettings

    init(_ settings: TransitionSettings) { self.settings = settings }

    func observe(_ event: StepEvent) throws {
        switch event {
        // Transferred weights may come from the end of another transition.
        case .begins: share = 0
        case .finished(let step, let images): share = settings.share(afterImages: images, batch: images / step)
        default: break
        }
    }

    var metrics: [(name: String, value: Double)] { [("share", share)] }
}
