import GANTensor
import Testing

@testable import GANCore

private final class ConfiguredLoss<S: ComponentSettings>: AdversarialLoss {
    static var name: String { "configured" }
    static var summary: String { "a loss for tests" }

    init(_ settings: S, _ build: BuildContext) {}
    func discriminator(real: Tensor, fake: Tensor) -> Tensor { real }
    func generator(real: Tensor?, fake: Tensor) -> Tensor { fake }
}

private struct SameKeys: ComponentSettings {
    @Setting("one") var offDiagonal: Double = 1
    // swift-format-ignore: AlwaysUseLowerCamelCase
    @Setting("another") var off_diagonal: Double = 2
}

private struct FarDefault: ComponentSettings {
    @Setting("a share", in: 0...1) var share: Double = 1.5
}

private struct FarInList: ComponentSettings {
    @Setting("some shares", in: 0...1) var shares: [Double] = [0.5, 2]
}

private struct Sound: ComponentSettings {
    @Setting("a share", in: 0...1) var share: Double = 1
    @Setting("a number above 0", above: 0) var rate: Double = 1
    @Setting("nothing by default", in: 3...) var limit: Int? = nil
}

private struct OwnMirror: ComponentSettings {
    @Setting("whether images are mirrored") var mirror = false
}

private final class ConfiguredData<S: ComponentSettings>: Dataset {
    static var name: String { "configured" }
    static var summary: String { "data for tests" }
    let info = DatasetInfo(count: 1, channels: 1, height: 1, width: 1, labelKind: .none, labelSize: 0)

    init(_ settings: S, _ build: BuildContext) {}
    func samples(at indices: [Int]) throws -> Samples {
        Samples(images: .zeros([indices.count, 1, 1, 1]), labels: try labels(at: indices))
    }
    func labels(at indices: [Int]) throws -> Tensor { .zeros([indices.count, 0]) }
}

/// A component whose settings contradict themselves cannot be registered.
@Suite struct RegistrationTests {
    private func problem<S: ComponentSettings>(_: S.Type) -> String? {
        var catalog = ComponentCatalog()
        do { try catalog.insert(ConfiguredLoss<S>.self) } catch { return error.description }
        return nil
    }

    @Test func keysDiffer() {
        #expect(
            problem(SameKeys.self)
                == "loss configured declares two settings with the key `off_diagonal`\n  fix: rename one of them")
    }

    @Test func defaultsAreInTheirRange() {
        #expect(
            problem(FarDefault.self)
                == "loss configured declares a setting `share` with the default 1.5, which is not in 0 ... 1\n  fix: change the default or the range"
        )
        #expect(problem(FarInList.self)?.contains("`shares` with the default 2, which is not in 0 ... 1") == true)
        #expect(problem(Sound.self) == nil)
    }
    /// The library applies `mirror`, `classes` and the like to every data set.
    @Test func keysOfEveryDataSetAreTaken() {
        var catalog = ComponentCatalog()
        let error = #expect(throws: RegistrationProblem.self) { try catalog.insert(ConfiguredData<OwnMirror>.self) }
        #expect(
            error?.description
                == "dataset configured declares a setting `mirror`, but every component of this role already has a key `mirror`\n  fix: rename the setting"
        )
        #expect(throws: Never.self) { try catalog.insert(ConfiguredData<Sound>.self) }
    }
}
