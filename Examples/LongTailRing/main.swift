// A first look at the engine: a class-conditional GAN with R1, a gradient of a gradient, learns a long-tailed ring in
// seconds. Usage: long-tail-ring [PICTURE.png]

import Foundation
import GANTensor

let path = CommandLine.arguments.dropFirst().first ?? "runs/long-tail-ring.png"
try? FileManager.default.createDirectory(atPath: "runs", withIntermediateDirectories: true)
let steps = 4000
let counts = Ring.counts(10_000)
print("A ring of \(Ring.classes) classes, \(counts[0]) points of the first to \(counts[Ring.classes - 1]) of the last.")

let training = RingTraining()
let clock = ContinuousClock()
let start = clock.now
for step in 1...steps {
    let (generatorLoss, discriminatorLoss) = training.advance()
    guard step % 500 == 0 else { continue }
    let seconds = (clock.now - start) / .seconds(1)
    print(
        "step \(step) of \(steps)  G \(rounded(generatorLoss))  D \(rounded(discriminatorLoss))"
            + "  \(Int(Double(step * RingTraining.batch) / seconds / 1000)) thousand points a second")
}

let (real, classes) = training.sample(600, real: true)
let (fake, _) = training.sample(600, real: false)
print("\nclass  points   off center   spread (\(Ring.spread) in the data)")
for index in 0..<Ring.classes {
    let own = fake.rows((index * 600)..<((index + 1) * 600))
    let center = own.mean(0)
    let goal = real.rows((index * 600)..<((index + 1) * 600)).mean(0)
    let off = (center - goal).squared().sum().item().squareRoot()
    let spread = ((own - center).squared().mean()).item().squareRoot()
    print("\(index)      \(padded(counts[index]))     \(rounded(off))        \(rounded(spread))")
}

var picture = Picture()
picture.draw(real, classes, panel: 0)
picture.draw(fake, classes, panel: 1)
guard picture.write(to: path) else {
    FileHandle.standardError.write(
        Data("long-tail-ring: cannot write \(path); name a file in a folder that exists\n".utf8))
    exit(1)
}
print("\nData on the left, generated on the right: \(path)")

func rounded(_ value: Double) -> String {
    let thousandths = Int((value * 1000).rounded())
    return "\(thousandths / 1000).\(String(thousandths % 1000 + 1000).dropFirst())"
}

func padded(_ count: Int) -> String { String(repeating: " ", count: max(0, 5 - "\(count)".count)) + "\(count)" }
