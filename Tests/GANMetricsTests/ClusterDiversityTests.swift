import Foundation
import GANCore
import GANModule
import GANTensor
import GANTestSupport
import Testing

@testable import ImageMetrics

@Suite(.onChosenBackend) struct ClusterDiversityTests {
    private let file: SafetensorsFile

    init() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        file = try SafetensorsFile(path: folder.appending(path: "Fixtures/diversity.safetensors").path)
    }

    private func set(_ name: String, hasClasses: Bool = true) throws -> Features {
        let classes = hasClasses ? try file.values(of: "\(name)_classes", as: Int32.self).map { Int($0) } : []
        return try Features(try file.tensor(name), classes: classes, name: name)
    }

    private func numbers(_ name: String, count: Int = 3) throws -> [Double] {
        let numbers = try file.values(of: name, as: Double.self)
        try #require(numbers.count == count, "\(name)")
        return numbers
    }

    private func isClose(_ value: Double?, _ expected: Double) -> Bool {
        value.map { ($0 - expected).magnitude <= 1e-6 * expected.magnitude } ?? false
    }

    private let names = ["six", "three", "one"]

    /// Of 6, 3 and 1 training images: Tests/Reference/diversity.py.
    @Test func classByClass() throws {
        let found = try ClusterDiversity(training: set("training"), fake: set("fake"), names: names)
        let expected = try numbers("by_class")
        #expect(isClose(found.diversity, expected[0]) && isClose(found.deviation, expected[1]))
        #expect(isClose(found.nearness, expected[2]))
        #expect(found.classes.map(\.name) == names)
        for (own, value) in zip(found.classes, try numbers("diversity_of_classes")) {
            #expect(isClose(own.diversity, value), "\(own.name)")
        }
        for (own, value) in zip(found.classes, try numbers("nearness_of_classes", count: 2)) {
            #expect(isClose(own.nearness, value), "\(own.name)")
        }
        #expect(found.classes.map(\.trainingImages) == [6, 3, 1] && found.classes.map(\.fakes) == [30, 30, 30])
        #expect(found.classes[2].nearness == nil, "one training image has no other near it")
    }

    @Test func withoutClasses() throws {
        let found = try ClusterDiversity(
            training: set("training", hasClasses: false), fake: set("fake", hasClasses: false), names: [])
        let expected = try numbers("without_classes")
        #expect(isClose(found.diversity, expected[0]) && isClose(found.deviation, expected[1]))
        #expect(isClose(found.nearness, expected[2]) && found.classes.isEmpty)
    }

    /// A generator that gives its training images back has neither.
    @Test func copiesHaveNone() throws {
        let training = try set("training")
        let fake = try Features(
            concatenate([training.rows, training.rows], axis: 0), classes: training.classes + training.classes,
            name: "generated")
        let found = try ClusterDiversity(training: training, fake: fake, names: names)
        #expect(found.diversity == 0 && found.nearness == 0)
    }

    /// Infinity would be no JSON.
    @Test func equalTrainingImagesHaveNoNearness() throws {
        let training = try Features(.zeros([4, 2]), name: "training")
        let fake = try Features(.ones([3, 2]), name: "generated")
        #expect(try ClusterDiversity(training: training, fake: fake, names: []).nearness == nil)
    }

    @Test func aloneAroundEachIsAnError() throws {
        let training = try Features(Tensor([Float(0), 5], shape: [2, 1]), name: "training")
        let fake = try Features(Tensor([Float(1), 4], shape: [2, 1]), name: "generated")
        let error = #expect(throws: MetricError.self) {
            try ClusterDiversity(training: training, fake: fake, names: [])
        }
        #expect(error?.problem == "no training image is the nearest one of two generated images")
    }
}
