import GANCore
import GANRecipe
import Testing

@Suite struct InterpolationTests {
    /// In braces it must be quoted, and can be a number nevertheless; with anything beside it, it is text.
    @Test(arguments: [
        ("b: ${env:N}", "8", false), ("b: \"${env:N}\"", "8", false), ("b: '${env:N}'", "8", false),
        ("b: \"${env:N}0\"", "80", true), ("b: \"${env:N}${env:N}\"", "88", true), ("b: \"8\"", "8", true),
        ("b: \"${env:NOTHING}\"", "null", true),
    ])
    func aQuotedVariableAloneIsWhatItHolds(_ line: String, _ text: String, _ isQuoted: Bool) {
        let reader = RecipeReader(environment: ["N": "8", "NOTHING": "null"])
        guard case .scalar(text, isQuoted: isQuoted)? = reader.read(text: line, name: "r.yaml").root?["b"]?.content
        else {
            Issue.record("\(String(describing: reader.read(text: line, name: "r.yaml").root))")
            return
        }
    }
}
