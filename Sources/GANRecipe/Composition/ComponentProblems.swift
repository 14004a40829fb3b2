import GANCore

/// The problems of components, found while a recipe is composed. Each is kept once.
final class ComponentProblems {
    private struct Note {
        let place: String
        let text: ErrorText
        /// The networks whose conditioner has the problem: both make one. Empty for other components.
        var networks: [String]
    }

    private enum Entry {
        case note(Note)
        case problem(RecipeProblem)
    }

    private var entries: [Entry] = []

    var isEmpty: Bool { entries.isEmpty }

    func add(_ problem: RecipeProblem) { entries.append(.problem(problem)) }

    /// - Parameter path: of the component that was being made or checked. An error can name another one, such as a part.
    func note(_ error: any Error, at path: String) {
        switch error {
        case let located as LocatedRecipeError: add(located.error, at: located.place, within: path)
        case let located as ComponentError: add(located.underlying, at: located.path, within: path)
        default: add(error, at: path, within: path)
        }
    }

    private func add(_ error: any Error, at path: String, within owner: String) {
        let key = (error as? RecipeError)?.key ?? ""
        let (place, text) = (key.isEmpty ? path : "\(path).\(key)", ErrorText(error))
        let isShared = path == "conditioner" || path.hasPrefix("conditioner.")
        for (index, entry) in entries.enumerated() {
            guard case .note(var note) = entry, note.place == place, note.text == text else { continue }
            if isShared { note.networks.append(owner) }
            entries[index] = .note(note)
            return
        }
        entries.append(.note(Note(place: place, text: text, networks: isShared ? [owner] : [])))
    }

    /// - Parameter mark: the source position of a path.
    func problems(_ mark: (String) -> SourceMark?) -> [RecipeProblem] {
        entries.map { entry in
            switch entry {
            case .problem(let problem): return problem
            case .note(let note):
                // A problem of both networks is one of the conditioner alone.
                let network = note.networks.count == 1 ? " of the \(note.networks[0])" : ""
                return RecipeProblem(
                    "`\(note.place)`\(network): \(note.text.problem)", at: mark(note.place), hint: note.text.fix,
                    notes: note.text.notes)
            }
        }
    }
}
