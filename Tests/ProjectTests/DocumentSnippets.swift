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
    try run.generator(.best).sheet(seeds: 0..<8).write(to: "mine.png")
    // end
}

private func aRun() throws {
    // docs/library.md
    let recipe = try Recipe("fashion_mnist/demo", overrides: ["train.kimg=10"])
    let run = try Run.create(at: "runs/mine", for: recipe)
    try run.train { event in print(event) }

    let generator = try run.generator(.best)
    try generator.sheet(seeds: 0..<8).write(to: "mine.png")
    let scores = try run.evaluate(.newest)
    print(scores.values)
    // end
}

private func events(of run: Run) async throws {
    // docs/library.md
    for try await event in run.events() {
        if case .recorded(let step, let metrics) = event { print(step, metrics) }
    }
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
