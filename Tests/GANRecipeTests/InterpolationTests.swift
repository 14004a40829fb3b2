import GANCore
import GANRecipe
import Testing

@Suite struct InterpolationTests {
    private func value(_ line: String, _ environment: [String: String]) -> RecipeNode? {
        RecipeReader(environment: environment).read(text: line, name: "r.yaml").root?["b"]
    }

    /// What a value holds, and what it was written as.
    @Test(
        arguments: [
            ("b: ${env:N}/x", "8/x", "${env:N}/x"), ("b: \"${env:N}$${a}\"", "8${a}", "${env:N}$${a}"),
            ("b: $${env:N}", "${env:N}", nil), ("b: '$N'", "$N", nil),
            ("b: \"${env:NOTHING}\"", "null", "${env:NOTHING}"),
        ] as [(String, String, String?)])
    func aValueKnowsItsVariables(_ line: String, _ text: String, _ reference: String?) {
        let value = value(line, ["N": "8", "NOTHING": "null"])
        #expect(value?.scalar == text && value?.isNull == false)
        #expect(value?.reference == reference)
    }

    /// Its data need not be there.
    @Test func aRunIsReadWithoutItsVariables() {
        let text = Array("recipe: 2\nb: \"${env:N}/x\"\n".utf8)
        func read(_ name: String) -> ReadRecipe {
            let files = MemoryRecipeFiles(["runs/a/\(name)": text, "runs/a/run.json": []])
            return RecipeReader(environment: [:], files: files).read(path: "runs/a/\(name)")
        }
        let run = read("resolved.yaml")
        #expect(run.problems.isEmpty)
        #expect(run.root?["b"]?.scalar == "${env:N}/x" && run.root?["b"]?.reference == "${env:N}/x")
        #expect(read("recipe.yaml").problems.map(\.message) == ["the environment variable `N` is not set"])
    }
}

extension RecipeNode {
    fileprivate var scalar: String? {
        guard case .scalar(let text, _) = content else { return nil }
        return text
    }
}
