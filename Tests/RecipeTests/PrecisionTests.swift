import GANCore
import GANRecipe
import GANTensor
import GANTestSupport
import GANTrain
import Synchronization
import Testing

/// `train.precision` in recipes, and on devices that lack it.
@Suite struct PrecisionTests {
    private let place: Workplace

    init() throws { place = try Workplace() }

    private static let small = SmallRecipe.text("train: {kimg: 0.032, batch: 4}")

    private func composed(_ changes: [String], _ text: String) throws -> Result<Composition, RecipeErrors> {
        let path = try place.write("recipe.yaml", text)
        return Result { () throws(RecipeErrors) in
            try Composer.compose(try RecipeLoader(.linked).check(path: path, overrides: changes))
        }
    }

    private func composition(_ changes: [String] = [], text: String = PrecisionTests.small) throws -> Composition {
        try composed(changes, text).get()
    }

    private func problems(_ changes: [String] = [], text: String = PrecisionTests.small) throws -> [String] {
        switch try composed(changes, text) {
        case .success: []
        case .failure(let errors): errors.problems.map { $0.message + "\n  fix: " + ($0.hint ?? "") }
        }
    }

    // MARK: Recipes

    @Test func aNumberOfResolutionsNeedsBfloat16() throws {
        #expect(
            try problems(["train.bfloat16_resolutions=2"]) == [
                "`train.bfloat16_resolutions`: no block uses bfloat16, since precision is float32\n"
                    + "  fix: set precision: bfloat16, or remove bfloat16_resolutions"
            ])
        #expect(try problems(["train.precision=bfloat16", "train.bfloat16_resolutions=2"]) == [])
    }

    @Test func aNetworkWithoutSuchBlocksIsNamed() throws {
        let text = """
            recipe: 2
            data: {type: shapes, resolution: 32}
            generator: {type: dcgan, z_dim: 8}
            discriminator: dcgan
            loss: hinge
            train: {precision: bfloat16}

            """
        #expect(
            try problems(text: text) == [
                "`train.precision`: `generator`: dcgan has no blocks in bfloat16\n"
                    + "  fix: set train.precision: float32 or tf32"
            ])
        #expect(try problems(["train.precision=tf32"], text: text) == [])
        #expect(
            try problems(["generator={type: biggan, ch: 4, z_dim: 20}"], text: text) == [
                "`train.precision`: `discriminator`: dcgan has no blocks in bfloat16\n"
                    + "  fix: set train.precision: float32 or tf32"
            ])
    }

    private func reducedBlocks(_ composition: Composition) throws -> [Int] {
        try [composition.generator, try #require(try composition.generatorCopy), composition.discriminator].map {
            try #require($0 as? any ReducedPrecisionNetwork).reducedBlocks
        }
    }

    /// The generator's copy is the moving average, which makes samples and scores.
    @Test func networksAndTheAverageHaveThePrecision() throws {
        let large = [
            "data.resolution=64", "generator.channel_base=64", "discriminator.channel_base=64",
            "train.precision=bfloat16",
        ]
        #expect(try reducedBlocks(composition()) == [0, 0, 0])
        #expect(try reducedBlocks(composition(["train.precision=tf32"])) == [0, 0, 0])
        // 4 × 4 is never reduced.
        #expect(try reducedBlocks(composition(["train.precision=bfloat16"])) == [1, 1, 1])
        #expect(try reducedBlocks(composition(large)) == [4, 4, 4])
        #expect(try reducedBlocks(composition(large + ["train.bfloat16_resolutions=2"])) == [2, 2, 2])
    }

    /// Blocks of the discriminator that keep the resolution of 8 × 8 count too.
    @Test func blocksOfBigGANHaveThePrecision() throws {
        let text = DeviceRecipe.bigGAN.text(train: "kimg: 1, precision: bfloat16")
        #expect(try reducedBlocks(composition(text: text)) == [3, 3, 4])
        #expect(try reducedBlocks(composition(["train.bfloat16_resolutions=1"], text: text)) == [1, 1, 1])
    }

    // MARK: Devices

    @Test(arguments: [
        (
            "bfloat16",
            "train.precision: bfloat16 runs on the devices `cuda` and `torch-cpu`, and this device is cpu\n"
                + "  fix: train on one of them, or set train.precision: float32"
        ),
        (
            "tf32",
            "train.precision: tf32 is arithmetic of NVIDIA GPUs, and this device is cpu\n"
                + "  fix: train on a device `cuda`, or set train.precision: float32"
        ),
    ]) func theProcessorRefusesWhatItLacks(_ precision: String, _ message: String) throws {
        let composition = try composition(["train.precision=\(precision)"])
        let error = #expect(throws: RecipeError.self) { try Trainer(composition) }
        #expect("\(error, default: "")" == message)
    }

    /// The device's default is float32, and a second training in one process must not inherit TF32.
    @Test func theDeviceIsToldWhetherToUseTF32() throws {
        let switches = Mutex<[Bool]>([])
        let device = WrappingBackend(
            CPUBackend(threads: 1), tf32: { isUsed in switches.withLock { $0.append(isUsed) } },
            around: { _, body in body() })
        try Backends.with(device) {
            _ = try Trainer(composition(["train.precision=tf32"]))
            _ = try Trainer(composition())
        }
        #expect(switches.withLock(\.self) == [true, false])
    }
}
