import GANCore
import GANModule
import GANTensor

/// Parameters of a component that no gradient reaches.
struct UntrainedWeights {
    private let component: any Component
    /// The values before training.
    private let before: [StateSnapshot]

    /// - Parameter component: before the first step.
    init(of component: any Component) {
        self.component = component
        before = Self.trained(in: component).map { StateSnapshot($0.path, $0.parameter.stored) }
    }

    /// Call it after training: parameters that a hook or recipe froze are left out, and so are those that have moved.
    func faults(in world: TinyWorld) throws -> [String] {
        let still = Self.trained(in: component).filter { path, parameter in
            before.contains(StateSnapshot(path, parameter.stored))
        }
        guard !still.isEmpty, Self.roles.contains(world.choice.role) else { return [] }
        let reached = try world.reachedParameters()
        let paths = still.map(\.path).filter { !reached.contains($0) }.map { "`\($0)`" }
        guard !paths.isEmpty else { return [] }
        let (words, pronoun) =
            paths.count == 1 ? ("keeps its initial value", "it") : ("keep their initial values", "them")
        return [
            "\(listed(paths, atMost: 6)) \(words): no gradient reaches \(pronoun)\n  fix: compute with \(pronoun) what the"
                + " component returns, freeze \(pronoun), or declare \(pronoun) with @Buffer"
        ]
    }

    /// Those whose parameters are trained.
    private static let roles: Set<ComponentRole> = [
        .generator, .discriminator, .conditioner, .head, .augmenter, .loss, .regularizer, .hook,
    ]

    static func trained(in component: any Component) -> [(path: String, parameter: Parameter)] {
        ((component as? Module)?.parameters() ?? []).filter { !$0.parameter.isFrozen }.map { ($0.path, $0.parameter) }
    }
}

extension TinyWorld {
    /// Paths of the component's parameters that a function of its role depends on.
    fileprivate func reachedParameters() throws -> Set<String> {
        let made = try made()
        for (_, module) in made.composition.modules { module.setTraining(true) }
        let own = UntrainedWeights.trained(in: made.component)
        var reached: Set<String> = []
        for function in try GradientCheck(world: self).functions(of: made) {
            let inputs = function.inputs.map { input in
                input.draw(RandomStream(seed: 5, path: input.name)).requiringGradient()
            }
            let value = try keepingState(of: function.modules) { try function.value(inputs) }
            guard value.requiresGradient else { continue }
            for (path, parameter) in own where value.depends(onAnyOf: [parameter.stored]) { reached.insert(path) }
        }
        return reached
    }
}
