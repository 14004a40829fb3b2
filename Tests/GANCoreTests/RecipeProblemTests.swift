import GANCore
import Testing

@Suite struct RecipeProblemTests {
    private let source = SourceText(
        name: "recipes/lt.yaml", text: "recipe: 2\nregularizers:\n  noisy_twin: {weight: 0.01}\n")

    @Test func showsTheLineWithACaret() {
        let problem = RecipeProblem(
            "unknown key `noisy_twin` in `regularizers`", at: SourceMark(source, line: 3, column: 3, length: 10),
            hint: "did you mean `noisy_twins`?", notes: ["registered: lecam, noisy_twins"])
        #expect(
            problem.description == """
                recipes/lt.yaml:3:3: unknown key `noisy_twin` in `regularizers`
                    3 |   noisy_twin: {weight: 0.01}
                      |   ^^^^^^^^^^ did you mean `noisy_twins`?
                     registered: lecam, noisy_twins
                """)
    }

    /// Letters that take two columns of a terminal, before the mark and in it.
    @Test(arguments: [
        ("[日本語, x]: bad", 11, 3, "             ^^^"), ("a: 日本", 4, 2, "   ^^^^"), ("é🙂: b", 5, 1, "     ^"),
    ])
    func caretsStandUnderWideLetters(_ text: String, _ column: Int, _ length: Int, _ carets: String) {
        let mark = SourceMark(SourceText(name: "a.yaml", text: text), line: 1, column: column, length: length)
        let lines = RecipeProblem("m", at: mark).description.split(separator: "\n")
        #expect(lines[2] == "      | \(carets)")
    }

    @Test func saysThatAValueCameFromTheCommandLine() {
        let typed = SourceText(name: "command line", text: "train.batch=abc", isCommandLine: true)
        let problem = RecipeProblem(
            "`train.batch` is `abc`", at: SourceMark(typed, line: 1, column: 13, length: 3),
            hint: "expected a whole number")
        #expect(
            problem.description == """
                command line: train.batch=abc: `train.batch` is `abc`
                  expected a whole number
                """)
    }

    @Test func cutsALongLineAroundTheMark() {
        let long = SourceText(
            name: "a.yaml", text: String(repeating: "x", count: 500) + "BAD" + String(repeating: "y", count: 500))
        let lines = RecipeProblem("bad", at: SourceMark(long, line: 1, column: 501, length: 3)).description.split(
            separator: "\n")
        #expect(lines[1].count <= 110)
        let column = lines[2].firstIndex(of: "^").map { lines[2].distance(from: lines[2].startIndex, to: $0) }
        let bad = lines[1].firstRange(of: "BAD").map { lines[1].distance(from: lines[1].startIndex, to: $0.lowerBound) }
        #expect(column == bad && column != nil)
    }

    /// Finding similar names and listing known ones takes time, which a file could ask for thousands of times.
    @Test func textsOfProblemsThatAreNotShownAreNotMade() {
        let problems = ProblemCollector()
        let reader = SettingReader(.scalar("x"), path: "s", catalog: ComponentCatalog(), problems: problems)
        var made = 0
        func text() -> String {
            made += 1
            return "text \(made)"
        }
        for _ in 0..<150 { reader.report(text(), hint: text(), notes: [text()]) }
        for _ in 0..<50 { reader.reportMissingPlugin(text(), at: nil, hint: text(), notes: [text()]) }
        #expect(made == 300)
        #expect(problems.count == 200 && problems.problems.count == 100)
        #expect(problems.errors.description.hasSuffix("\n     text 300\n\n… and 100 more problems"))
    }

    @Test func aHundredAndOneProblemsHaveOneMore() {
        let errors = RecipeErrors((0..<101).map { RecipeProblem("problem \($0)", at: nil) })
        #expect(errors.problems.count == 100 && errors.hidden == 1)
        #expect(errors.description.hasSuffix("problem 99\n\n… and 1 more problem"))
        #expect(RecipeErrors(Array(errors.problems)).description.hasSuffix("problem 99"))
    }

    @Test(arguments: [(0, 0), (99, 99), (1, 10_000), (-5, -5)])
    func staysWithinAnyText(_ line: Int, _ column: Int) {
        #expect(
            !RecipeProblem("m", at: SourceMark(source, line: line, column: column, length: 9_999)).description.isEmpty)
    }
}
