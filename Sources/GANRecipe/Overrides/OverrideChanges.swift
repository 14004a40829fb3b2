import GANCore

/// Applies command-line overrides to a recipe. `a.b=c` has the effect of a child recipe with `a: {b: c}`: maps merge, and another
/// `type` drops the keys of the old one. The order of overrides matters only if two set the same key.
struct OverrideChanges {
    private var base: RecipeNode
    private var overlay: RecipeNode
    private let layout: RecipeLayout
    private let interpolation: Interpolation
    private(set) var problems: ProblemList

    init(_ base: RecipeNode, layout: RecipeLayout, interpolation: Interpolation, problems: ProblemList) {
        self.base = layout.spelledOut(base)
        (self.layout, self.interpolation, self.problems) = (layout, interpolation, problems)
        overlay = RecipeNode(.map([]), mark: base.mark)
    }

    var result: RecipeNode { RecipeMerge(layout: layout).merged(base, overlay) }

    /// Leaves the recipe unchanged if the override cannot be applied.
    mutating func apply(_ argument: String) {
        do throws(FatalProblem) {
            let override = try RecipeOverride(argument, interpolation: interpolation, problems: &problems)
            let steps = OverrideSteps(path: override.path, mark: override.mark, layout: layout)
            switch override.change {
            case .remove:
                try steps.checkRemoval(from: result)
                remove(steps)
            case .set(let value):
                let exists = try steps.checkSetting(in: result)
                if exists, value.isNull { remove(steps) }
                if !exists || !value.isNull || !steps.place.isComponent { set(value, steps) }
            }
        } catch {
            if let problem = error.problem { problems.add(problem) }
        }
    }

    private mutating func remove(_ steps: OverrideSteps) {
        base = steps.removed(from: base)
        overlay = steps.removed(from: overlay)
    }

    /// Sets a value. A `type` drops the keys of another type only if an earlier override set that type.
    private mutating func set(_ value: RecipeNode, _ steps: OverrideSteps) {
        let merge = RecipeMerge(layout: layout, knowsDefaultTypes: false)
        overlay = merge.merged(overlay, steps.wrapped(value))
        overlay.mark = base.mark
    }
}
