import GANCore
import Testing

/// Every kind of setting, read from a tree as the YAML reader makes it.
@Suite struct SettingTests {
    struct Sample: ComponentSettings {
        enum Mode: String, CaseIterable, SettingValue { case skip, resnet }
        struct Inner: SettingGroup {
            @Setting("ratio", above: 0) var ratio: Double = 10
            init() {}
        }

        @Setting("steps", in: 1...100) var stepCount: Int = 4
        @Setting("rate", in: 0...1) var rate: Float = 0.99
        @Setting("flag") var isOn = false
        @Setting("word") var word = "none"
        @Setting("mode") var mode = Mode.skip
        @Setting("sizes", in: 1...) var sizes: [Int] = []
        @Setting("limit", in: 0...) var limit: Double? = nil
        @Setting("group") var inner = Inner()
        init() {}
    }

    /// Settings are values. `let one = Sample(); one.word = "other"` does not compile.
    @Test func copiesAreIndependent() {
        var one = Sample()
        let before = one
        var other = one
        (one.word, one.inner.ratio) = ("one", 1)
        other.word = "other"
        #expect((before.word, one.word, other.word) == ("none", "one", "other"))
        #expect((before.inner.ratio, one.inner.ratio, other.inner.ratio) == (10, 1, 10))
        #expect(Sample().word == "none")
    }

    /// Also copies of settings that a recipe filled in.
    @Test func copiesOfReadSettingsAreIndependent() {
        let entries = [RecipeNode.Entry(key: "word", keyMark: nil, value: .scalar("read"))]
        let reader = SettingReader(
            RecipeNode(.map(entries)), path: "s", catalog: ComponentCatalog(), problems: ProblemCollector())
        let read = Sample.read(entries, reader)
        var copy = read
        copy.word = "changed"
        #expect((read.word, copy.word) == ("read", "changed"))
    }

    /// Values that are read, by key, with what they become.
    @Test(arguments: [
        ("step_count", "7", "7"), ("step_count", "1e1", "10"), ("step_count", "25.0", "25"),
        ("step_count", "0x1F", "31"),
        ("step_count", "0o17", "15"), ("step_count", "+3", "3"), ("rate", "1e-3", "0.001"), ("rate", ".5", "0.5"),
        ("rate", "1.", "1"), ("rate", "2.5E-1", "0.25"), ("is_on", "true", "true"), ("is_on", "FALSE", "false"),
        ("word", "no", "no"), ("word", "3", "3"), ("mode", "resnet", "resnet"), ("limit", "null", "null"),
        ("limit", "~", "null"), ("limit", "3", "3"),
    ])
    func reads(_ key: String, _ text: String, _ expected: String) {
        let (settings, problems) = read([key: .scalar(text)])
        #expect(problems.isEmpty, "\(problems)")
        #expect(settings[key]?.inlineText == expected)
    }

    @Test(arguments: [
        ("step_count", "x", "`s.step_count` is `x`", "expected a whole number in 1 ... 100, default 4"),
        ("step_count", "1.5", "`s.step_count` is `1.5`", "expected a whole number in 1 ... 100, default 4"),
        ("step_count", "0", "`s.step_count` is 0", "expected a whole number in 1 ... 100, default 4"),
        ("step_count", "101", "`s.step_count` is 101", "expected a whole number in 1 ... 100, default 4"),
        (
            "step_count", "99999999999999999999", "`s.step_count` is `99999999999999999999`",
            "expected a whole number in 1 ... 100, default 4"
        ),
        ("step_count", "1_000", "`s.step_count` is `1_000`", "expected a whole number in 1 ... 100, default 4"),
        ("step_count", "", "`s.step_count` is null", "expected a whole number in 1 ... 100, default 4"),
        ("rate", "2", "`s.rate` is 2", "expected a number in 0 ... 1, default 0.99"),
        ("rate", ".nan", "`s.rate` is `.nan`", "expected a number in 0 ... 1, default 0.99"),
        ("rate", "1e999", "`s.rate` is `1e999`", "expected a number in 0 ... 1, default 0.99"),
        ("rate", "1e", "`s.rate` is `1e`", "expected a number in 0 ... 1, default 0.99"),
        ("rate", "infinity", "`s.rate` is `infinity`", "expected a number in 0 ... 1, default 0.99"),
        ("is_on", "no", "`s.is_on` is `no`", "expected true or false, default false"),
        ("mode", "skipp", "`s.mode` is `skipp`", "did you mean `skip`?"),
        ("mode", "orig", "`s.mode` is `orig`", "expected one of skip, resnet, default skip"),
        ("sizes", "3", "`s.sizes` is `3`", "expected a list, each a whole number at least 1, default []"),
        ("limit", "-1", "`s.limit` is -1", "expected a number at least 0, or null, default null"),
        ("inner", "3", "`s.inner` is `3`", "expected a map of ratio, default {ratio: 10}"),
    ])
    func refuses(_ key: String, _ text: String, _ message: String, _ hint: String) {
        let (_, problems) = read([key: .scalar(text)])
        #expect(problems.map(\.message) == [message])
        #expect(problems.first?.hint == hint)
    }

    @Test func quotesMakeText() {
        let (_, problems) = read(["step_count": .scalar("3", isQuoted: true)])
        #expect(problems.first?.message == "`s.step_count` is the text \"3\"")
        #expect(problems.first?.notes == ["remove the quotes; a quoted value is text"])
    }

    @Test func everyElementOfAListIsRead() {
        let list = RecipeNode(.list([.scalar("3"), .scalar("x"), .scalar("y")]))
        let (_, problems) = read(["sizes": list])
        #expect(problems.map(\.message) == ["`s.sizes[1]` is `x`", "`s.sizes[2]` is `y`"])
        let outside = read(["sizes": RecipeNode(.list([.scalar("3"), .scalar("0")]))]).problems
        #expect(outside.map(\.message) == ["`s.sizes` is 0"])
    }

    @Test func aGroupChecksItsOwnKeys() {
        let group = RecipeNode(.map([.init(key: "ration", keyMark: nil, value: .scalar("0"))]))
        let (_, problems) = read(["inner": group])
        #expect(problems.map(\.message) == ["unknown key `ration` in `s.inner`"])
        #expect(problems.first?.hint == "did you mean `ratio`?")
    }

    @Test func defaultsAreResolved() {
        let settings = read([:]).settings
        let texts = settings.entries.map { "\($0.key)=\($0.value.inlineText)" }
        #expect(
            texts == [
                "step_count=4", "rate=0.99", "is_on=false", "word=none", "mode=skip", "sizes=[]", "limit=null",
                "inner={ratio: 10}",
            ])
    }

    private func read(_ values: [String: RecipeNode]) -> (settings: RecipeNode, problems: [RecipeProblem]) {
        let problems = ProblemCollector()
        let entries = values.map { RecipeNode.Entry(key: $0.key, keyMark: nil, value: $0.value) }
        let reader = SettingReader(
            RecipeNode(.map(entries)), path: "s", catalog: ComponentCatalog(), problems: problems)
        let settings = Sample.read(entries, reader)
        return (RecipeNode(.map(settings.resolvedEntries())), problems.problems)
    }
}
