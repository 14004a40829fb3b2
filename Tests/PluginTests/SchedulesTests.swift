import GANCore
import GANModule
import GANTensor
import GANTestSupport
import NoisyTwins
import Schedules
import Testing

@testable import Augmenters

/// Every schedule against numbers by hand, and the words for those that cannot be.
@Suite struct SchedulesTests {
    private func scheduled(_ text: [(String, RecipeNode)]) -> (value: Scheduled?, problems: [String]) {
        let problems = ProblemCollector()
        let entries = text.map { RecipeNode.Entry(key: $0, keyMark: nil, value: $1) }
        let node = RecipeNode(.map(entries))
        let reader = SettingReader(node, path: "rate", catalog: .linked, problems: problems)
        let value = Scheduled.read(reader)
        return (value, problems.problems.map { "\($0.message)\($0.hint.map { " (\($0))" } ?? "")" })
    }

    private func ramp(_ type: String, _ numbers: [String: String]) -> [(String, RecipeNode)] {
        [("type", .scalar(type))] + numbers.sorted { $0.key < $1.key }.map { ($0, .scalar($1)) }
    }

    private func points(_ type: String, _ values: [String], _ kimg: [String]) -> [(String, RecipeNode)] {
        func list(_ texts: [String]) -> RecipeNode { RecipeNode(.list(texts.map { .scalar($0) })) }
        return [("type", .scalar(type)), ("values", list(values)), ("kimg", list(kimg))]
    }

    private func values(_ scheduled: Scheduled?, at images: [Int]) -> [Double] {
        images.map { scheduled?.value(at: TrainingPosition(step: $0 / 10, images: $0)) ?? .nan }
    }

    @Test func aLineIsStraight() {
        let numbers = ["from": "1", "to": "3", "from_kimg": "1", "until_kimg": "5"]
        let found = values(scheduled(ramp("linear", numbers)).value, at: [0, 1000, 2000, 4000, 5000, 9000])
        #expect(found == [1, 1, 1.5, 2.5, 3, 3])
    }

    /// The bounds of a setting apply to it.
    @Test(arguments: ["linear", "cosine"]) func aRampStaysBetweenItsEnds(_ type: String) {
        let (rising, falling) = (["from": "1", "to": "3"], ["from": "3", "to": "1"])
        for numbers in [rising, falling] {
            let found = scheduled(ramp(type, numbers.merging(["until_kimg": "5"]) { $1 })).value
            #expect(found?.range == 1...3)
        }
    }

    /// R3GAN's learning rate on CIFAR-10 (Huang et al. 2024, arXiv:2501.05441): 2e-4 to 5e-5 over 2e7 images. cos(π/3) = 1/2, so a third of the way leaves 3/4 of
    /// the difference.
    @Test func aCosineIsThatOfR3GAN() {
        let numbers = ["from": "2e-4", "to": "5e-5", "until_kimg": "20000"]
        let found = values(
            scheduled(ramp("cosine", numbers)).value, at: [0, 5_000_000, 10_000_000, 20_000_000, 40_000_000])
        let expected = [2e-4, 5e-5 + 1.5e-4 * (1 + 0.5.squareRoot()) / 2, 1.25e-4, 5e-5, 5e-5]
        #expect(zip(found, expected).allSatisfy { ($0 - $1).magnitude < 1e-18 })
    }

    /// Values of the published code: Tests/Reference/r3gan.py.
    @Test(arguments: [
        ("gamma", "2", "0.2"), ("rate", "2e-4", "5e-5"), ("beta2", "0.9", "0.99"), ("average", "0", "500000"),
    ])
    func aCosineIsThePublishedOne(_ name: String, _ from: String, _ to: String) throws {
        let file = try openPyTorchReference("r3gan")
        let images = try file.values(of: "schedule.nimg", as: Double.self).map { Int($0) }
        let numbers = ["from": from, "to": to, "until_kimg": "20000"]
        let found = values(scheduled(ramp("cosine", numbers)).value, at: images)
        let expected = try file.values(of: "schedule.\(name)", as: Double.self)
        let largest = expected.max() ?? 0
        #expect(zip(found, expected).allSatisfy { ($0 - $1).magnitude <= 1e-13 * largest })
        #expect(found.count == expected.count)
    }

    @Test func stepsJumpAtTheirPositions() {
        let found = scheduled(points("step", ["1", "0.5", "0.1"], ["1", "2.5"])).value
        #expect(values(found, at: [0, 999, 1000, 2499, 2500, 9000]) == [1, 1, 0.5, 0.5, 0.1, 0.1])
        #expect(found?.range == 0.1...1)
    }

    @Test func piecesMeetAtTheirPoints() {
        let found = scheduled(points("piecewise", ["0", "4", "2"], ["1", "2", "4"])).value
        #expect(values(found, at: [0, 1000, 1500, 2000, 3000, 4000, 9000]) == [0, 0, 2, 4, 3, 2, 2])
        #expect(found?.range == 0...4)
    }

    @Test func whatCannotBeIsSaid() {
        let backwards = ["from": "1", "to": "3", "from_kimg": "5", "until_kimg": "5"]
        #expect(
            scheduled(ramp("linear", backwards)).problems == [
                "`rate.until_kimg`: the change ends at 5.0 kimg but starts at 5.0 kimg (set until_kimg above from_kimg)"
            ])
        #expect(
            scheduled(points("step", ["1", "2"], [])).problems == [
                "`rate.kimg`: 2 values need 1 position, not 0 (list 1 position)"
            ])
        #expect(
            scheduled(points("piecewise", ["1", "2"], ["3", "3"])).problems == [
                "`rate.kimg`: the positions are not in ascending order (sort them)"
            ])
        #expect(scheduled(points("step", [], [])).problems == ["`rate.values`: it is empty (list at least one number)"])
        #expect(
            scheduled(ramp("lineer", [:])).problems.first?.hasPrefix(
                "unknown schedule `lineer` (did you mean `linear`?")
                == true)
    }

    /// Plain numbers stay plain, and a schedule is written as it was read, with its defaults.
    @Test func isWrittenAsItIsRead() {
        #expect(Scheduled(0.25).recipeNode.inlineText == "0.25")
        let numbers = ["from": "1", "to": "3", "until_kimg": "5"]
        #expect(
            scheduled(ramp("linear", numbers)).value?.recipeNode.inlineText
                == "{type: linear, from: 1, to: 3, from_kimg: 0, until_kimg: 5}")
    }

    /// The noise of an embedding at the start, in the middle and at the end.
    @Test func sigmaFollowsItsSchedule() throws {
        let data = DatasetInfo(count: 3, channels: 1, height: 1, width: 1, labelKind: .classes, labelSize: 3)
        var settings = NoisyEmbedding.Settings()
        settings.sigma = try #require(scheduled(ramp("linear", ["from": "0.5", "to": "0", "until_kimg": "2"])).value)
        let embedding = try NoisyEmbedding(
            settings, BuildContext(path: "generator.conditioner", data: data, seed: 1, features: 4000))
        func deviation(_ images: Int) throws -> Double {
            let pass = ForwardPass(
                phase: .generator, random: RandomStream(seed: 5, path: "test"),
                position: TrainingPosition(step: images, images: images))
            embedding.setTraining(true)
            let noisy = embedding(.identity(3), pass)
            embedding.setTraining(false)
            return (noisy - embedding(.identity(3), pass)).squared().mean().item().squareRoot()
        }
        #expect(embedding.addsNoise)
        for (images, expected) in [(0, 0.5), (1000, 0.25), (2000, 0)] {
            #expect((try deviation(images) - expected).magnitude < 0.02)
        }
    }

    /// Without adaptation the probability of augmentation is a schedule's at each step; with it, that is a conflict.
    @Test func probabilityFollowsItsSchedule() throws {
        let p = try #require(scheduled(ramp("linear", ["from": "0", "to": "0.5", "until_kimg": "1"])).value)
        var settings = ADA.Settings()
        settings.p = p
        #expect(
            settings.conflicts().map(\.problem) == ["it is a schedule, but `adaptive` changes the probability too"])
        settings.adaptive = nil
        #expect(settings.conflicts().isEmpty)
        let probability = AdaptiveProbability(start: p, nil)
        for (images, expected) in [(0, 0), (500, 0.25), (3000, 0.5)] {
            try probability.observe(.stepBegins(TrainingPosition(step: images, images: images)))
            #expect(probability.p == expected)
        }
    }
}
