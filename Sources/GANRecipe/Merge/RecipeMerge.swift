import GANCore

/// Merges a child's values into its parent's. Maps merge key by key, the parent's keys first; other values are replaced. A map
/// whose `type` differs from its parent's replaces the parent's map, because the keys belong to the type; so do some keys beside
/// it in a section.
struct RecipeMerge {
    let layout: RecipeLayout
    /// Whether the position gives the component a default type.
    var knowsDefaultTypes = true

    func merged(_ parent: RecipeNode, _ child: RecipeNode) -> RecipeNode { merged(parent, child, at: .root) }

    private func merged(_ parent: RecipeNode, _ child: RecipeNode, at place: RecipePlace) -> RecipeNode {
        let (parent, child) = (layout.spelledOut(parent, at: place), layout.spelledOut(child, at: place))
        guard case .map(let inherited) = parent.content, case .map(let own) = child.content,
            keepsType(parent, child, at: place)
        else { return child }
        let mark = child.isPathOfOverride ? parent.mark ?? child.mark : child.mark
        return RecipeNode(.map(merged(inherited, own, at: place)), mark: mark)
    }

    private func keepsType(_ parent: RecipeNode, _ child: RecipeNode, at place: RecipePlace) -> Bool {
        guard let new = child["type"] else { return true }
        guard let old = parent["type"] else {
            guard knowsDefaultTypes, let old = place.defaultType else { return true }
            return new.scalarText == old
        }
        return new.scalarText != nil && new.scalarText == old.scalarText
    }

    /// Whether a key belongs to a component of which the child names another type.
    private func belongsToReplaced(
        _ key: String, _ inherited: [RecipeNode.Entry], _ own: [RecipeNode.Entry], at place: RecipePlace
    ) -> Bool {
        guard case .section(let name) = place, let component = layout.keysOfComponents[name]?[key],
            let old = inherited.first(where: { $0.key == component }),
            let new = own.first(where: { $0.key == component })
        else { return false }
        let inner = layout.place(of: component, in: place)
        return !keepsType(layout.spelledOut(old.value, at: inner), layout.spelledOut(new.value, at: inner), at: inner)
    }

    private func merged(
        _ inherited: [RecipeNode.Entry], _ own: [RecipeNode.Entry], at place: RecipePlace
    ) -> [RecipeNode.Entry] {
        let inherited = inherited.filter { !belongsToReplaced($0.key, inherited, own, at: place) }
        var slots: [RecipeNode.Entry?] = inherited
        let positions = Dictionary(inherited.enumerated().map { ($1.key, $0) }) { first, _ in first }
        for var entry in own {
            guard let position = positions[entry.key], let old = slots[position] else {
                slots.append(entry)
                continue
            }
            let inner = layout.place(of: entry.key, in: place)
            if entry.value.isNull, inner.isComponent {
                slots[position] = nil
            } else {
                if entry.value.isPathOfOverride { entry.keyMark = old.keyMark ?? entry.keyMark }
                entry.value = merged(old.value, entry.value, at: inner)
                slots[position] = entry
            }
        }
        return slots.compactMap(\.self)
    }
}

extension RecipeNode {
    /// Whether it is a map that only leads to the value of an override: `a` and `b` of `a.b.c=1`, and not one that the override's text has.
    /// It changes a part of the map below it, which stays where it is.
    fileprivate var isPathOfOverride: Bool {
        guard case .map = content, let mark else { return false }
        return mark.source.isCommandLine && mark.column == 1
    }

    /// The text of a scalar; nil for a map or list.
    var scalarText: String? { if case .scalar(let text, _) = content { text } else { nil } }
}
