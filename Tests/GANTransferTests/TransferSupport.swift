import Foundation
import GANCore
import GANModule
import GANPictures
import GANRecipe
import GANTensor
import GANTestSupport

@testable import GANTrain
@testable import GANTransfer

/// What the tests' recipes have in common and what they change of it.
struct Study {
    var classes = "[red circle, green square, blue triangle]"
    var resolution: ImageSize = 8
    var channels = "rgb"
    var labels = true
    var conditioner = "embedding"
    var mappingLayers = 1
    var head = "~"
    var loss = "logistic"
    var mixing = 0.0
    var seed = 1
    /// With their settings, instead of a small StyleGAN2.
    var networks: (generator: String, discriminator: String)?
    var more = ""

    var text: String {
        """
        recipe: 2
        seed: \(seed)
        data: {type: shapes, resolution: \(resolution.recipeNode.inlineText), per_class: 4, long_tail: ~, channels: \(channels), classes: \(classes), labels: \(labels)}
        generator: {type: \(networks?.generator ?? generator)}
        discriminator: {type: \(networks?.discriminator ?? discriminator)}
        conditioner: \(conditioner)
        loss: \(loss)
        train: {kimg: 0.024, batch: 4, tick_kimg: 0.004, checkpoint_kimg: 0.012, average: {kimg: 0.01, ramp_up: ~}}
        \(more)

        """
    }

    private var generator: String {
        "stylegan2, z_dim: 4, w_dim: 4, mapping_layers: \(mappingLayers), \(widths), style_mixing: \(mixing)"
    }
    private var discriminator: String { "stylegan2, mapping_layers: 1, \(widths), head: \(head)" }
    private var widths: String { "channel_base: 64, channel_max: 4" }

    func composition(_ catalog: ComponentCatalog = .linked) throws -> Composition {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).yaml")
        try Data(text.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        return try Composer.compose(try RecipeLoader(catalog).check(path: file.path, overrides: []))
    }
}

/// The folder of a run of a few steps.
struct SourceRun {
    let composition: Composition
    let trainer: Trainer
    let path: String

    init(_ study: Study, in place: Workplace, _ name: String = "source") throws {
        composition = try study.composition()
        trainer = try Trainer(composition)
        path = place.path(name)
        for _ in 0..<2 { try trainer.advance() }
        _ = try CheckpointStore("\(path)/checkpoints").write(trainer, CheckpointState())
        let info = DatasetInfoFile(composition.data.info, sheet: try .init(composition: composition))
        try JSONEncoder().encode(["data": info]).write(to: URL(fileURLWithPath: "\(path)/run.json"))
    }
}

func settings(_ from: String, _ change: (inout TransferSettings) -> Void = { _ in }) -> TransferSettings {
    var settings = TransferSettings()
    settings.from = from
    change(&settings)
    return settings
}

extension Module {
    func tensor(_ path: String) -> Tensor? { parameters().first { $0.path == path }?.parameter.wrappedValue.detached() }

    /// Of every parameter, in order.
    var parameterBits: [[UInt64]] { parameters().map { bits($0.parameter.wrappedValue) } }
}

/// The largest difference of two tensors of one shape.
func distance(_ a: Tensor, _ b: Tensor) -> Double {
    precondition(a.shape == b.shape, "\(a.shape) and \(b.shape)")
    return (a.detached() - b.detached()).abs().max().item()
}
