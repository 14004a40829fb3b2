import GANCore
import Testing

/// The size of images as a setting.
@Suite struct ImageSizeTests {
    struct Sample: ComponentSettings {
        @Setting("size", in: 1...100) var size: ImageSize? = 8
        init() {}
    }

    private func read(_ value: RecipeNode) -> (size: ImageSize?, node: String?, problems: [RecipeProblem]) {
        let entries = [RecipeNode.Entry(key: "size", keyMark: nil, value: value)]
        let problems = ProblemCollector()
        let reader = SettingReader(
            RecipeNode(.map(entries)), path: "s", catalog: ComponentCatalog(), problems: problems)
        let settings = Sample.read(entries, reader)
        return (settings.size, settings.resolvedEntries().first?.value.inlineText, problems.problems)
    }

    private func list(_ texts: String...) -> RecipeNode { RecipeNode(.list(texts.map { .scalar($0) })) }

    /// Height comes first, as in the shape of tensors. A square is written as one number.
    @Test func isANumberOrHeightAndWidth() {
        let (square, oblong, same) = (read(.scalar("48")), read(list("64", "96")), read(list("48", "48")))
        #expect(square.size == ImageSize(width: 48, height: 48) && square.node == "48")
        #expect(oblong.size == ImageSize(width: 96, height: 64) && oblong.node == "[64, 96]")
        #expect(same.size == square.size && same.node == "48")
        #expect([square, oblong, same].allSatisfy { $0.problems.isEmpty })
        let none = read(.scalar("null"))
        #expect(none.size == nil && none.problems.isEmpty)
    }

    @Test func refusesOtherValues() {
        let expected = "expected a whole number in 1 ... 100, or a list of height and width, or null, default 8"
        for (value, message) in [
            (.scalar("x"), "`s.size` is `x`"), (.scalar("1.5"), "`s.size` is `1.5`"), (.scalar("0"), "`s.size` is 0"),
            (list("64", "101"), "`s.size` is 101"), (list("64"), "`s.size` is a list"),
            (list("64", "96", "3"), "`s.size` is a list"),
        ] as [(RecipeNode, String)] {
            let problems = read(value).problems
            #expect(problems.map(\.message) == [message] && problems.first?.hint == expected)
        }
        #expect(read(list("64", "x")).problems.map(\.message) == ["`s.size[1]` is `x`"])
    }

    @Test func shapesAreRatios() {
        let size = ImageSize(width: 96, height: 64)
        let (same, square) = (ImageSize(width: 3, height: 2), ImageSize(side: 64))
        #expect(size.hasAspectRatio(of: same) && !size.hasAspectRatio(of: square))
        #expect(square.isNarrower(than: size) && !size.isNarrower(than: square) && !size.isNarrower(than: same))
        #expect((size.shorterSide, size.longerSide, size.isSquare) == (64, 96, false))
        #expect(size * 2 == ImageSize(width: 192, height: 128) && "\(size)" == "96×64")
    }
}
