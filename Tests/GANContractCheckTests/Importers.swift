import GANCore
import GANModule
import GANTensor

/// Recognizes `LayeredDiscriminator` under other names.
final class LayeredImporter: Importer {
    enum Fault: String, CaseIterable, SettingValue {
        case none, everything, blind, prefix, collision, nameless, trapless, settings, silent
    }

    struct Settings: ComponentSettings {
        @Setting("what is wrong") var fault = Fault.none

        init() {}
    }

    struct Surprise: Error {}

    static let name = "layered"
    static let summary = "an importer for tests"
    private let fault: Fault

    init(_ settings: Settings, _ build: BuildContext) { fault = settings.fault }

    var example: KeyValuePairs<String, [Int]> {
        fault == .silent ? [:] : ["own.first.weight": [9, 48], "own.second.weight": [1, 9]]
    }

    private var names: TensorNames {
        switch fault {
        case .collision: TensorNames("Own", [NameRule("first", "own.first"), NameRule("second", "own.first"), .unused])
        case .nameless: TensorNames("Own", [NameRule("first", "own.first")])
        default: TensorNames("Own", [NameRule("first", "own.first"), NameRule("second", "own.second"), .unused])
        }
    }

    func networks(in checkpoint: any ForeignCheckpoint) -> [ForeignNetwork] {
        let prefixes =
            switch fault {
            case .everything: [""]
            case .blind: [String]()
            case .prefix: checkpoint.has("own.first.weight") ? [""] : []
            default: checkpoint.prefixes(of: "own.first.weight")
            }
        return prefixes.map { .discriminator(names, in: checkpoint, prefix: $0) }
    }

    func architecture(of network: ForeignNetwork) throws -> ForeignArchitecture {
        let shapes = ForeignShapes(network)
        let first = try shapes.shape("first.weight", rank: 2)
        if fault == .trapless, shapes["second.weight"] == nil { throw Surprise() }
        let key = fault == .settings ? "breadth" : "width"
        guard first[0] <= 64, first[1] == 48 else { throw ImportDefect(problem: "it is of another size") }
        return ForeignArchitecture(
            type: "layered", settings: [ForeignSetting(key, first[0])], images: .init(resolution: 4, channels: 3),
            labels: .init(size: 0, conditioner: "embedding"), loss: "tiny_loss")
    }
}

extension NameRule {
    fileprivate static var unused: NameRule { NameRule("", "own") }
}
