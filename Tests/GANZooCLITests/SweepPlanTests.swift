import Foundation
import GANRun
import GANTestSupport
import Testing

@testable import GANZooCLI

/// The runs that a grid stands for, before any is trained.
@Suite struct SweepPlanTests {
    private let place: Workplace

    init() throws {
        place = try Workplace()
        try place.write(
            "mine.yaml",
            SmallRecipe.text("regularizers: {r1: {weight: 0.1, every: 4}}", "train: {kimg: 0.008, batch: 4}"))
    }

    private func plan(_ grid: [String], seeds: [Int] = [0], _ overrides: String...) throws -> SweepPlan {
        try plan(grid, SweepSeeds(seeds), overrides)
    }

    private func plan(_ grid: [String], _ seeds: SweepSeeds, _ overrides: [String]) throws -> SweepPlan {
        try SweepPlan(place.path("mine.yaml"), overrides, SweepGrid(grid), seeds: seeds, in: place.path("sweep"))
    }

    /// The last key varies fastest, and seeds faster still. A name is the end of a key that no other key has.
    @Test func everyCombinationIsARun() throws {
        let plan = try plan(["regularizers.r1.weight=0.1,1", "train.batch=4,2"], seeds: [3, 5], "train.kimg=0.016")
        #expect(
            plan.runs.map(\.name) == [
                "weight=0.1,batch=4,seed=3", "weight=0.1,batch=4,seed=5", "weight=0.1,batch=2,seed=3",
                "weight=0.1,batch=2,seed=5", "weight=1,batch=4,seed=3", "weight=1,batch=4,seed=5",
                "weight=1,batch=2,seed=3", "weight=1,batch=2,seed=5",
            ])
        #expect(
            plan.runs[3].overrides == ["train.kimg=0.016", "regularizers.r1.weight=0.1", "train.batch=2", "seed=5"])
        #expect(plan.runs[3].folder == place.path("sweep/weight=0.1,batch=2,seed=5"))
    }

    @Test func keysWithEqualEndsHaveLongerNames() throws {
        let grid = try SweepGrid(["regularizers.r1.weight=1", "regularizers.r2.weight=0,1", "train.batch=4"])
        #expect(grid.axes.map(\.label) == ["r1.weight", "r2.weight", "batch"])
    }

    /// Commas inside brackets and quotes are part of a value. Folder names need no quotes in a shell.
    @Test func valuesMayBeMapsAndText() throws {
        let grid = try SweepGrid(["loss={type: a, b: [1, 2]},hinge,'x, y'"])
        #expect(grid.axes[0].values == ["{type: a, b: [1, 2]}", "hinge", "'x, y'"])
    }

    /// Names of folders need no quotes in a shell, and no two are equal.
    @Test func namesOfFoldersArePlain() throws {
        let names = try plan(["data.classes=[red circle]", "about.summary=a b,a/b"]).runs.map(\.name)
        #expect(
            names == [
                "classes=_red_circle_,summary=a_b,seed=0", "classes=_red_circle_,summary=a_b-2,seed=0",
            ])
    }

    @Test func aRunWithoutAGridIsNamedByItsSeed() throws {
        #expect(try plan([], seeds: [0, 1]).runs.map(\.name) == ["seed=0", "seed=1"])
    }

    /// `seed` always gets the seed, and is not set twice.
    @Test func furtherKeysGetTheSeed() throws {
        let seeds = SweepSeeds([3, 5], keys: ["seed", "data.long_tail.seed"])
        let plan = try plan(["train.batch=4,2"], seeds, ["data.long_tail.ratio=2"])
        #expect(
            plan.runs.map(\.name) == ["batch=4,seed=3", "batch=4,seed=5", "batch=2,seed=3", "batch=2,seed=5"])
        #expect(
            plan.runs[1].overrides == [
                "data.long_tail.ratio=2", "train.batch=4", "data.long_tail.seed=5", "seed=5",
            ])
        for run in plan.runs {
            #expect(try Recipe(plan.recipe, overrides: run.overrides).text.contains("\n    seed: \(run.seed)\n"))
        }
    }

    /// Data without a long tail must not get one because its seed is set.
    @Test(arguments: [
        (
            ["data.long_tail.seed"], ["data.long_tail=null"],
            "`data.long_tail.seed` cannot get the seed: the recipe has no such number\n  fix: correct the key, or remove it"
        ),
        (
            ["data.subset"], ["data.subset.per_class=2"],
            "`data.subset` cannot get the seed: the recipe has no such number\n  fix: correct the key, or remove it"
        ),
        (
            ["data.seeed"], [],
            "`data.seeed` cannot get the seed: the recipe has no such number\n  fix: correct the key, or remove it"
        ),
        (
            ["train.batch"], [],
            "`train.batch` gets the seed of each run, so the grid cannot change it\n  fix: remove it from one of them"
        ),
        (
            ["train.kimg", "train.kimg"], [],
            "`train.kimg` is named twice to get the seed\n  fix: name it once"
        ),
    ]) func wrongKeysOfTheSeedAreRefused(_ keys: [String], _ overrides: [String], _ message: String) throws {
        let error = #expect(throws: RunError.self) {
            try plan(["train.batch=4,2"], SweepSeeds([1, 2], keys: keys), overrides)
        }
        #expect(error?.description == message)
        #expect(try place.names == ["mine.yaml"])
    }

    @Test(arguments: [
        (["train.batch"], "`train.batch` is not part of a grid\n  fix: write `path.to.key=value,value`"),
        (["train.batch=4,,8"], "`train.batch=4,,8` has an empty value\n  fix: write `null` for no value"),
        (["train.batch=4,4"], "`train.batch=4,4` has a value twice\n  fix: write it once"),
        (
            ["train.batch=4", "train.batch=8"],
            "the grid has `train.batch` twice\n  fix: write all of its values after one `=`"
        ), (["seed=1,2"], "the grid cannot change `seed`, which tells runs apart\n  fix: give the seeds apart from it"),
    ]) func wrongGridsAreRefused(_ grid: [String], _ message: String) throws {
        let error = #expect(throws: RunError.self) { try SweepGrid(grid) }
        #expect(error?.description == message)
    }

    /// Before anything is trained or written.
    @Test func theWrongKeyOfAnyPointIsFound() throws {
        let error = #expect(throws: RunError.self) { try plan(["train.batch=4,0"]) }
        #expect(error?.description.contains("train.batch") == true, "\(error?.description ?? "")")
        let unknown = #expect(throws: RunError.self) { try plan(["regularizers.r1.wieght=1"]) }
        #expect(unknown?.description.contains("wieght") == true)
        #expect(try place.names == ["mine.yaml"])
    }
}
