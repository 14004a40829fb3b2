import Testing

/// A wrong override of `Bad/base.yaml`, and what is said of it.
struct OverrideCase: Sendable, CustomTestStringConvertible {
    let overrides: [String]
    let expected: String

    init(_ overrides: String..., expected: String) { (self.overrides, self.expected) = (overrides, expected) }

    var testDescription: String { overrides.joined(separator: " ") }

    static let all = [
        OverrideCase(
            "train.batch=abc",
            expected: """
                command line: train.batch=abc: `train.batch` is `abc`
                  expected a whole number in 1 ... 65536, default 32
                """),
        OverrideCase(
            "trian.batch=8",
            expected: """
                command line: trian.batch=8: unknown key `trian`
                  did you mean `train`?
                     known: recipe, about, requires, seed, data, generator, discriminator, conditioner, augment, regularizers, loss, hooks, train
                """),
        OverrideCase(
            "train.batch",
            expected: """
                command line: train.batch: this override has no `=`
                  write `train.batch=VALUE` to set, `~train.batch` to remove
                """),
        OverrideCase(
            "=8",
            expected: """
                command line: =8: this override has no key
                  write `path.to.key=value`
                """),
        OverrideCase(
            "train..batch=8",
            expected: """
                command line: train..batch=8: there is an empty key in `train..batch`
                  write `path.to.key=value`
                """),
        OverrideCase(
            "~regularizers.r1",
            expected: """
                command line: ~regularizers.r1: cannot remove `regularizers`: there is no such key
                     the recipe has: recipe, data, generator, discriminator, conditioner, loss
                """),
        OverrideCase(
            "~generator.z_dimm",
            expected: """
                command line: ~generator.z_dimm: cannot remove `generator.z_dimm`: there is no such key
                  did you mean `~generator.z_dim`?
                     `generator` has: type, z_dim, w_dim, channel_base, channel_max
                """),
        OverrideCase(
            "seed.x=1",
            expected: """
                command line: seed.x=1: `seed` is a map
                  expected a whole number at least 0, default 0
                """),
        OverrideCase(
            "generator=stylegan3",
            expected: """
                command line: generator=stylegan3: unknown generator `stylegan3`
                  did you mean `stylegan2`?
                     registered: stylegan2
                """),
        OverrideCase(
            "regularizers.r2.weight=1",
            expected: """
                command line: regularizers.r2.weight=1: unknown key `r2` in `regularizers`
                  did you mean `r1`?
                     registered: lecam, noisy_twins, path_length, r1
                """),
        OverrideCase(
            "conditioner=embedding", "regularizers.noisy_twins.weight=1",
            expected: """
                command line: regularizers.noisy_twins.weight=1: `regularizers.noisy_twins`: the twins would be identical: the conditioner adds no noise
                  set conditioner: {type: noisy_embedding, sigma: 0.25}
                """),
        OverrideCase(
            "about.summary=a: b",
            expected: """
                command line: about.summary=a: b: `a: b` is not a valid override value
                  write a word, a map as `{a: 1}`, or a list as `[a, b]`; put a text that contains `: ` in quotes
                """),
        OverrideCase(
            "extends=base.yaml",
            expected: """
                command line: extends=base.yaml: an override cannot change `extends`
                  write a recipe that extends another
                """),
        OverrideCase(
            "augment.policy=[color]",
            expected: """
                command line: augment.policy=[color]: `augment` has no type
                  add `type:`
                     registered: diffaugment
                """),
        OverrideCase(
            "seed=",
            expected: """
                command line: seed=: `seed` is null
                  expected a whole number at least 0, default 0
                """),
        OverrideCase(
            "train.batch=-8", "seed=x",
            expected: """
                command line: seed=x: `seed` is `x`
                  expected a whole number at least 0, default 0

                command line: train.batch=-8: `train.batch` is -8
                  expected a whole number in 1 ... 65536, default 32
                """),
        // Of several overrides of one schedule, the one with the number is at fault.
        OverrideCase(
            "train.generator_optimizer.beta1={type: linear, from: 0, to: 0.5, until_kimg: 1}",
            "train.generator_optimizer.beta1.to=2", "train.generator_optimizer.beta1.from=0.1",
            expected: """
                command line: train.generator_optimizer.beta1.to=2: `train.generator_optimizer.beta1` reaches 2
                  expected a number in 0 ... 0.9999, or a schedule, default 0
                """),
        // The map lacks a key, and not the override of another of its keys.
        OverrideCase(
            "train.generator_optimizer.beta1={type: linear, from: 0, to: 0.5}",
            "train.generator_optimizer.beta1.to=0.3",
            expected: """
                command line: train.generator_optimizer.beta1={type: linear, from: 0, to: 0.5}: `train.generator_optimizer.beta1` has no `until_kimg`
                  expected a number at least 0: thousands of images after which the change is complete
                """),
    ]
}
