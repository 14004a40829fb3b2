import Foundation
import GANCore
import GANModule
import GANTensor
import GANTestSupport
import Testing

@testable import GANTrain

@Suite(.onChosenBackend) struct CollapseMonitorTests {
    /// Takes all of z from the mapping network: every latent of a class becomes one.
    private func collapse(_ composition: Composition) throws {
        let weight = try #require(composition.generator.parameters().first { $0.path == "mapping.weight" }).parameter
        let size = composition.generator.latentSize
        let (rows, columns) = (weight.wrappedValue.shape[0], weight.wrappedValue.shape[1])
        let mask = Tensor((0..<columns).map { $0 < size ? 0 : 1 as Float }, shape: [1, columns])
        weight.wrappedValue = weight.wrappedValue.detached() * mask.broadcast(to: [rows, columns])
    }

    private func detector(_ composition: Composition) throws -> CollapseDetector {
        try #require(try CollapseDetector(composition.data.info, composition.data))
    }

    @Test func collapseShowsInEveryFigure() throws {
        let composition = try tinyComposition()
        let watch = try detector(composition)
        let meter = try #require(DiversityMeter(composition))
        let healthy = try meter.measure(composition.generator)
        #expect(healthy.latents.allSatisfy { $0 > 0.05 } && healthy.images.allSatisfy { $0 > 0.05 })
        #expect((healthy.betweenClasses ?? 0) > 0.01)
        try collapse(composition)
        let collapsed = try meter.measure(composition.generator)
        #expect(collapsed.latents.allSatisfy { $0 < 1e-6 } && collapsed.images.allSatisfy { $0 < 1e-6 })
        #expect((collapsed.betweenClasses ?? 0) > 0.01)
        #expect(
            watch.metrics(healthy).map(\.name) == [
                "w.label 0", "w.label 1", "w.label 2", "between", "within_over_between", "tail_over_head",
                "images.label 0", "images.label 1", "images.label 2",
            ])
    }

    /// By hand: (0.8 + 0.6 + 0.1) / 3 / 0.4, and 0.1 / 0.8. Without a distance between classes there is no ratio.
    @Test func comparesWithinAndBetweenTailAndHead() throws {
        let watch = try detector(try tinyComposition())
        func ratios(_ spread: ClassDiversity) -> [String: Double] {
            let found = watch.metrics(spread).filter { $0.name.contains("_over_") }
            return Dictionary(uniqueKeysWithValues: found.map { ($0.name, $0.value) })
        }
        let found = ratios(ClassDiversity(latents: [0.8, 0.6, 0.1], betweenClasses: 0.4, images: [1, 1, 1]))
        #expect(((found["within_over_between"] ?? 0) - 1.25).magnitude < 1e-12)
        #expect(((found["tail_over_head"] ?? 0) - 0.125).magnitude < 1e-12)
        #expect(ratios(ClassDiversity(latents: [0, 0, 0], betweenClasses: 0, images: [1, 1, 1])).isEmpty)
        #expect(ratios(ClassDiversity(latents: [], betweenClasses: nil, images: [1, 1, 1])).isEmpty)
    }

    /// Said once, of classes that had spread; of those that never did, at the end.
    @Test func namesTheClassesThatCollapse() throws {
        let composition = try tinyComposition()
        let watch = try detector(composition)
        func spread(_ shares: [Double]) -> ClassDiversity {
            ClassDiversity(latents: [], betweenClasses: nil, images: shares)
        }
        var history = DiversityHistory()
        func warning(_ shares: [Double], isLast: Bool = false) -> String? {
            defer { history.add(spread(shares), kimg: 1) }
            return watch.warning(spread(shares), after: history, isLast: isLast)
        }
        #expect(warning([1, 1, 0.001]) == nil)
        let said = try #require(warning([1, 0.01, 0.001]))
        #expect(
            said.hasPrefix("generated images are nearly identical within these classes: label 1 (image diversity "))
        #expect(!said.contains("label 0") && !said.contains("label 2"))
        #expect(warning([1, 0.01, 0.001]) == nil)
        let last = warning([1, 0.01, 0.001], isLast: true)
        #expect(last?.contains("label 2 (image diversity 0 % of the real images')") == true)
    }

    /// A class collapses at some record of a long run, whose older records thin out, and stays so: it is named once. So is W that follows the
    /// class.
    @Test(arguments: [399, 400, 401, 403, 799, 801]) func warnsOnceInALongRun(_ collapse: Int) throws {
        let watch = try detector(try tinyComposition())
        var history = DiversityHistory()
        var (collapses, followings): ([Int], [Int]) = ([], [])
        for record in 0..<(collapse + 8) {
            let shares = record < collapse ? [1.0, 1, 1] : [1, 1, 0.01]
            let w = record < collapse ? 0.8 : 0.3
            let now = ClassDiversity(latents: [w, w, w], betweenClasses: 0.8, images: shares)
            if watch.warning(now, after: history, isLast: false) != nil { collapses.append(record) }
            if watch.latentWarning(now, after: history) != nil { followings.append(record) }
            history.add(now, kimg: Double(record))
        }
        #expect(collapses == [collapse] && followings == [collapse])
    }

    /// A resumed run knows the newest record also where the history does not keep it.
    @Test func aResumedRunKnowsTheNewestRecord() throws {
        var history = DiversityHistory()
        for record in 0..<404 {
            let place = Double(record)
            history.add(ClassDiversity(latents: [], betweenClasses: nil, images: [place]), kimg: place)
        }
        #expect(history.points.last?.kimg == 402)
        let read = try JSONDecoder().decode(DiversityHistory.self, from: JSONEncoder().encode(history))
        #expect(read == history && read.spreads.last?.images == [403])
        #expect(read.defect == nil && read.defect(classes: 2) != nil)
    }

    /// The figures of a run are enough to find its warnings again; without the data, narrow W is still seen.
    @Test func findsTheWarningsOfARunAgain() throws {
        let data = try tinyComposition().data
        let watch = try #require(try CollapseDetector(data.info, data))
        let spreads = [[1.0, 1, 1], [1, 1, 0.01], [1, 1, 0.01], [1, 1, 0.01]].map {
            watch.metrics(ClassDiversity(latents: $0, betweenClasses: 0.5, images: $0))
        }
        func figure(_ name: String) -> [Double?] {
            spreads.map { spread in spread.first { "spread.\($0.name)" == name }?.value }
        }
        func alarms(_ data: (any Dataset)?, isFinished: Bool = true) throws -> [CollapseAlarms.Alarm] {
            try #require(try CollapseAlarms(tinyComposition().data.info, comparedWith: data))
                .alarms(over: [1, 2, 3, 4], isFinished: isFinished, figure)
        }
        let found = try alarms(data)
        #expect(found.map(\.kimg) == [2])
        #expect(found.first?.text.contains("classes: label 2 (image diversity ") == true)
        let text = "generated images are nearly identical within these classes: label 2"
        #expect(try alarms(nil) == [CollapseAlarms.Alarm(kimg: 2, text: text)])
    }

    /// Figures of a stranger's run.
    @Test(arguments: [-1e308, 1e308]) func numbersThatNoRunHasEndNothing(_ number: Double) throws {
        let data = try tinyComposition().data
        let alarms = try #require(try CollapseAlarms(data.info, comparedWith: data))
        func figure(_ name: String) -> [Double?] {
            if name == "spread.w.label 2" { return [1, 0] }
            return name == "spread.images.label 2" ? [1, number] : [1, 1]
        }
        let found = alarms.alarms(over: [1, 2], isFinished: true, figure)
        #expect(found.map(\.kimg) == (number < 0 ? [] : [2]))
    }

    /// state.json of a stranger can have any number in the place of a measured one.
    @Test(arguments: ["-inf", "-1e308", "nan", "inf"]) func historiesThatNoRunHasEndNothing(_ text: String) async {
        await #expect(processExitsWith: .success) { [text] in
            let number = try #require(Double(text))
            let data = try tinyComposition().data
            let watch = try #require(try CollapseDetector(data.info, data))
            var history = DiversityHistory()
            history.add(ClassDiversity(latents: [1, 1, 1], betweenClasses: 1, images: [1, 1, 1]), kimg: 1)
            let images = [number, 1, number]
            let now = ClassDiversity(latents: [number, 1, 0], betweenClasses: 1, images: images)
            _ = (watch.warning(now, after: history, isLast: true), watch.latentWarning(now, after: history))
        }
    }

    /// Said once, when the spread of W within classes falls below half of that between them.
    @Test func warnsWhenWFollowsTheClass() throws {
        let watch = try detector(try tinyComposition())
        var history = DiversityHistory()
        func warning(within: Double, _ kimg: Double) -> String? {
            let now = ClassDiversity(latents: [within, within], betweenClasses: 0.8, images: [1, 1, 1])
            defer { history.add(now, kimg: kimg) }
            return watch.latentWarning(now, after: history)
        }
        #expect(warning(within: 0.3, 1) == nil)  // never above
        #expect(warning(within: 0.6, 2) == nil)
        #expect(
            warning(within: 0.36, 3)
                == "W follows the class and hardly the latent: its spread within classes is 45 % of that between classes, so images of a class become alike"
        )
        #expect(warning(within: 0.35, 4) == nil)
    }

    @Test(arguments: TinyDataset.Labels.allCases) func watchesClassesAlone(_ labels: TinyDataset.Labels) throws {
        let data = try tinyComposition { $0.labelKind = labels }.data
        let watch = try CollapseDetector(data.info, data)
        #expect((watch != nil) == (labels == .classes))
    }

    /// Measuring is no step of training: the generator's state and mode stay.
    @Test func leavesTheGeneratorAsItWas() throws {
        let composition = try tinyComposition(conditioner: choose(TinyConditioner.self, as: .conditioner))
        let before = composition.generator.buffers().map { "\($0.buffer.value)" }
        composition.generator.setTraining(true)
        _ = try DiversityMeter(composition)?.measure(composition.generator)
        #expect(composition.generator.isTraining)
        #expect(composition.generator.buffers().map { "\($0.buffer.value)" } == before)
    }

    /// Long runs keep a bounded number of points, evenly spaced from the first on.
    @Test func historyIsThinned() {
        var history = DiversityHistory()
        for tick in 0..<3000 {
            history.add(ClassDiversity(latents: [], betweenClasses: nil, images: []), kimg: Double(tick))
        }
        let places = history.points.map(\.kimg)
        #expect((150...400).contains(places.count))
        #expect(places.first == 0 && Set(zip(places, places.dropFirst()).map { $1 - $0 }).count == 1)
    }
}
