import Testing

@testable import GANRecipe

struct MergeCase: Sendable, CustomTestStringConvertible {
    let name: String
    let parent: String
    let child: String
    let merged: String
    var testDescription: String { name }

    init(_ name: String, _ parent: String, _ child: String, _ merged: String) {
        (self.name, self.parent, self.child, self.merged) = (name, parent, child, merged)
    }
}

@Suite struct MergeTests {
    static let cases: [MergeCase] = [
        MergeCase(
            "the parent's keys come first", "seed: 0\ntrain: {kimg: 4, batch: 32}", "new: 1\ntrain: {lr: 2, batch: 64}",
            "{seed: 0, train: {kimg: 4, batch: 64, lr: 2}, new: 1}"),
        MergeCase("lists are replaced", "a: [1, 2, 3]", "a: [4]", "{a: [4]}"),
        MergeCase(
            "a scalar replaces a map, and a map a scalar", "a: {b: 1}\nc: 1", "a: 2\nc: {d: 1}", "{a: 2, c: {d: 1}}"),
        MergeCase("a bare name is a type", "loss: {type: hinge, x: 1}", "loss: hinge", "{loss: {type: hinge, x: 1}}"),
        MergeCase(
            "another bare name drops the keys", "loss: {type: hinge, x: 1}", "loss: logistic",
            "{loss: {type: logistic}}"),
        MergeCase(
            "another type drops the keys", "generator: {type: biggan, ch: 64}",
            "generator: {type: stylegan2, z_dim: 1}",
            "{generator: {type: stylegan2, z_dim: 1}}"),
        MergeCase(
            "a component without a type keeps the inherited one", "generator: stylegan2", "generator: {z_dim: 1}",
            "{generator: {type: stylegan2, z_dim: 1}}"),
        MergeCase(
            "a regularizer's name is its type", "regularizers: {r1: {weight: 1}}",
            "regularizers: {r1: {type: r1, every: 4}}",
            "{regularizers: {r1: {weight: 1, type: r1, every: 4}}}"),
        MergeCase(
            "a regularizer's other type drops the keys", "regularizers: {r1: {weight: 1}}", "regularizers: {r1: lecam}",
            "{regularizers: {r1: {type: lecam}}}"),
        MergeCase(
            "nested types count too", "data: {tail: {type: a, x: 1}}", "data: {tail: {type: b}}",
            "{data: {tail: {type: b}}}"),
        MergeCase(
            "equal nested types merge", "data: {tail: {type: a, x: 1}}", "data: {tail: {type: a, y: 1}}",
            "{data: {tail: {type: a, x: 1, y: 1}}}"),
        MergeCase("null removes a component", "augment: ada\nseed: 1", "augment: null", "{seed: 1}"),
        MergeCase("so does nothing", "augment: ada\nseed: 1", "augment:", "{seed: 1}"),
        MergeCase(
            "null removes a regularizer", "regularizers: {r1: {}, lecam: {}}", "regularizers: {r1: ~}",
            "{regularizers: {lecam: {}}}"),
        MergeCase("null with nothing to remove stays", "seed: 1", "augment: null", "{seed: 1, augment: null}"),
        MergeCase("elsewhere null is a value", "train: {stop: 4}", "train: {stop: null}", "{train: {stop: null}}"),
        MergeCase("a quoted null is a word", "augment: ada", "augment: 'null'", "{augment: {type: null}}"),
    ]

    @Test(arguments: cases) func merges(_ c: MergeCase) {
        let recipe = read("extends: base.yaml\n\(c.child)", parents: ["base.yaml": c.parent])
        #expect(problems(of: recipe) == "")
        #expect(inline(recipe) == c.merged)
        #expect(recipe.files == ["r.yaml", "base.yaml"])
    }
}
