import GANModule
import GANTensor
import GANZoo

// The Swift code of the documents, compiled. `SnippetTests` compares each block of a document with the lines between a name
// of a document and `// end`. Nothing here is called.

private func readme() throws {
    // README.md
    let recipe = try Recipe("fashion_mnist/demo", overrides: ["train.kimg=10"])
    let run = try Run.create(at: "runs/mine", for: recipe)
    try run.train { event in print(event) }
    try run.generator().sheet(seeds: 0..<8).write(to: "mine.png")
    // end
}

private func aRun() throws {
    // docs/library.md
    let recipe = try Recipe("fashion_mnist/demo", overrides: ["train.kimg=10"])
    let run = try Run.create(at: "runs/mine", for: recipe)
    try run.train { event in print(event) }

    let generator = try run.generator(.newest)
    try generator.sheet(seeds: 0..<8).write(to: "mine.png")
    let scores = try run.evaluate(["fid", "intra_fid"], of: .newest)
    print(scores.values)
    // end
}

private func endings() {
    // docs/library.md
    func train(_ run: Run) -> RunEnding? {
        do { return try run.train() } catch RunError.failed(let problem, let fixes) {
            print(problem, fixes.map { (fix: RunFix) in fix == .resume ? "press Continue" : fix.description })
        } catch { print(error) }
        return nil
    }
    // end
}

private func events(of run: Run) async throws {
    // docs/library.md
    for try await event in run.events() {
        if case .recorded(let step, let metrics) = event { print(step, metrics) }
    }
    // end
}

private func scores(of run: Run) throws {
    // docs/library.md
    var options = EvaluationOptions()
    options.samples = 2000
    let kid = ComponentReference<any Metric>(KID.self) { $0.subsets = 50 }
    let scores = try run.evaluate(["fid", kid], of: .best, options)
    for (name, value) in scores.values { print(name, value, scores.better[name] ?? "deviation") }
    // end
}

private func latents(of run: Run) throws {
    // docs/library.md
    let generator = try run.generator(.best)
    var settings = ProjectionSettings()
    settings.space = .wPlus
    let found = try generator.project(["photo.png"], settings)
    print(found.images[0].error.levels, found.images[0].startError.levels)
    try found.sheet().write(to: "projection.png")
    try found.write(to: "w.safetensors")
    let again = try generator.images(latents: "w.safetensors")

    let measured = try generator.directions(layers: [0, 1, 2])
    try generator.walks(along: measured, seeds: 0..<2, classes: .named(["bag"])).write(to: "walks.png")
    try measured.figure.write(to: "spectrum.pdf")
    // end
    _ = again
}

private func importAndExport() throws {
    // docs/library.md
    let (_, report) = try Run.importing(["550000.pt"], at: "runs/source")
    print(report.networks.map(\.program), report.assumptions.map(\.key))

    let recipe = try Recipe("mine.yaml", overrides: ["transfer.from=runs/source"])
    if let transfer = try recipe.transferReport() {
        for network in transfer.networks {
            print(network.name, network.tensors.filter { $0.outcome != .loaded }.map(\.path))
        }
    }
    let adapted = try Run.create(at: "runs/adapted", for: recipe)
    try adapted.train()
    try adapted.export(to: "adapted.safetensors")

    let comparison = try RunComparison(["runs/adapted", "runs/mine"])
    print(comparison.differences, comparison.scores)
    // end
}

private func aPublishedNetwork() throws {
    // docs/import.md
    let (faces, report) = try Run.importing(["network.pkl"], at: "runs/faces")
    for setting in report.assumptions { print(setting.key, setting.value, setting.note) }
    try faces.generator(truncation: 0.7).sheet(seeds: 0..<8).write(to: "faces.png")
    try faces.export(to: "average.safetensors", ExportOptions(network: .average))
    try faces.export(to: "faces.onnx", ExportOptions(format: .onnx))
    // end
}

private func theEngine() throws {
    // docs/architecture.md
    let random = RandomStream(seed: 0, path: "readme")
    let layer = Linear(3, 1, random: random)
    let images = random.normal([8, 3]).requiringGradient()

    // R1: the gradient of a gradient.
    let slope = gradient(of: layer(images).softplus().sum(), wrt: images, createGraph: true)
    let penalty = slope.squared().sum(1).mean()

    let settings = AdamSettings(learningRate: 0.0025, beta1: 0, beta2: 0.99, epsilon: 1e-8)
    let adam = Adam(layer.parameters(), settings.corrected(forLazyIntervals: [16]))
    adam.step(gradients(of: penalty, wrt: adam.targets))

    var writer = SafetensorsWriter(metadata: ["made by": "readme"])
    layer.addState(to: &writer)
    try writer.write(to: "layer.safetensors")
    // end
}
