// From a recipe to a trained network, pictures and scores:
//
//     swift run TrainFromSwift ../../recipes/debug/tiny.yaml runs/tiny
//
// Run it inside the project: the weights of the small classifier that scores are computed with lie there.

import Foundation
import GANZoo

let arguments = CommandLine.arguments
guard arguments.count == 3 else {
    print("usage: TrainFromSwift RECIPE FOLDER")
    exit(2)
}
let (name, folder) = (arguments[1], arguments[2])

let run = try Run.create(at: folder, for: Recipe(name, overrides: ["train.kimg=0.064", "evaluate.metrics=[]"]))
try run.train { event in
    switch event {
    case .recorded(let step, let metrics): print("step \(step): loss.generator \(metrics["loss.generator"] ?? .nan)")
    case .note(let text): print(text)
    default: break
    }
}

let generator = try run.generator()
try generator.sheet(seeds: 0..<8).write(to: "\(folder)/from-swift.png")

var options = EvaluationOptions()
options.samples = 200
// The images are in color. This classifier of gray images is in the project; `ganzoo features fetch` gets one that sees color.
options.features = "fmnist"
let scores = try run.evaluate(["fid"], options)
for (name, value) in scores.values.sorted(by: { $0.key < $1.key }) { print("\(name) \(value)") }
