"""Small recipes that together have every component, for tests of faults."""

NETWORKS = {
    "stylegan2": (
        "stylegan2, z_dim: 8, w_dim: 8, mapping_layers: 1, channel_base: 128, channel_max: 8",
        "stylegan2, channel_base: 128, channel_max: 8"),
    "biggan": ("biggan, ch: 1, z_dim: 8, shared_dim: 4", "biggan, ch: 1"),
    "biggan_deep": ("biggan, deep: true, ch: 2, z_dim: 8, shared_dim: 4", "biggan, deep: true, ch: 2"),
    "resnet": ("resnet, ch: 1, z_dim: 8, shared_dim: 4", "resnet, ch: 1"),
    "dcgan": ("dcgan, ch: 1, z_dim: 8, shared_dim: 4", "dcgan, ch: 1"),
    "r3gan": (
        "r3gan, z_dim: 8, embedding_dim: 4, channels: [8], blocks: [1], group_channels: 4",
        "r3gan, channels: [8], blocks: [1], group_channels: 4"),
}
HEADS = [
    "none", "projection", "{type: stylegan_projection, mapping_layers: 1}", "auxiliary_classifier",
    "{type: auxiliary_classifier, variant: tac}", "{type: contrastive, size: 8}", "{type: d2d_ce, size: 8, form: corrected}",
    "multi_hinge",
]
AUGMENTERS = [
    "~", "diffaugment", "{type: ada, p: 0.3, adaptive: {kimg: 0.5}}", "{type: apa, p: 0.2, adaptive: {kimg: 0.5}}",
    "flip_and_shift",
]
NOISY = "{type: noisy_embedding, sigma: 0.2, effective_number_beta: 0.99}"
CONDITIONERS = ["class_embedding", "embedding", "linear_embedding", NOISY]
LOSSES = [
    "hinge", "logistic", "wasserstein", "least_squares", "{type: top_k, loss: logistic}", "class_weighted",
    "{type: logit_adjusted, learned: true}",
]
SAMPLERS = [
    "shuffled", "class_balanced", "square_root", "effective_number", "{type: progressive, kimg: 0.1}",
    "{type: deferred, kimg: 0.1}",
]
REGULARIZERS = [
    "r1: {every: 2}", "r2: {every: 3}", "wgan_gp: {}", "dragan: {}", "lecam: {}", "consistency: {fake_weight: 1}",
    "latent_consistency: {generator_weight: 0.01}", "orthogonal: {}", "mode_seeking: {}", "class_balancing: {}", "feature_matching: {}",
    "path_length: {every: 2}", "group_spectral: {}", "noisy_twins: {}", "logit_drift: {}", "max_gradient_penalty: {}",
]


TRAIN = "tick_kimg: 0.016, sample_kimg: 0.08, checkpoint_kimg: 0.024"
DATA = "data: {type: shapes, resolution: 32, per_class: 20, mirror: flip, long_tail: {ratio: 5}}\n"


def stylegan2(head, both=""):
    generator, discriminator = NETWORKS["stylegan2"]
    return f"generator: {{type: {generator}{both}}}\ndiscriminator: {{type: {discriminator}{both}, head: {head}}}\n"


def recipes():
    """Texts by name. Each list is gone through, so all that it has is in one of them."""
    found = {}
    names = list(NETWORKS)
    for index, regularizer in enumerate(REGULARIZERS):
        def of(things):
            return things[index % len(things)]
        name = regularizer.split(":")[0]
        # Only StyleGAN2 has W, twins differ by their noise, and one head brings its own hinge loss.
        network = "stylegan2" if name in ("path_length", "noisy_twins") else of(names)
        if name == "group_spectral":
            network = "biggan"  # the only one with weights that are those of a class
        generator, discriminator = NETWORKS[network]
        found[f"{network} with {name}"] = f"""\
recipe: 2
{DATA}generator: {{type: {generator}}}
discriminator: {{type: {discriminator}, head: {of(HEADS)}}}
conditioner: {NOISY if name == 'noisy_twins' else of(CONDITIONERS)}
loss: {'hinge' if of(HEADS) == 'multi_hinge' else of(LOSSES)}
augment: {of(AUGMENTERS)}
regularizers: {{{regularizer}}}
train: {{kimg: 0.16, batch: 8, joint_batch: {str(index % 2 == 0).lower()}, sampler: {of(SAMPLERS)},
  fake_sampler: {SAMPLERS[(index + 1) % len(SAMPLERS)]}, average: {{buffers: {['copied', 'averaged'][index % 2]}}}, {TRAIN}}}
"""
    found["stylegan2, transitional"] = f"""\
recipe: 2
{DATA}{stylegan2("{type: transitional, from_kimg: 0.032, until_kimg: 0.128}")}\
conditioner: {{type: transitional_embedding, from_kimg: 0.032, until_kimg: 0.128}}
loss: logistic
train: {{kimg: 0.16, batch: 8, {TRAIN}}}
"""
    # These change both networks, or fit one another only.
    found["stylegan2 with utlo"] = f"""\
recipe: 2
{DATA}{stylegan2("projection", ", class_free_resolution: 8")}\
conditioner: embedding
loss: hinge
augment: {{type: ada, p: 0.3, adaptive: {{kimg: 0.5}}}}
regularizers: {{utlo: {{}}}}
train: {{kimg: 0.16, batch: 8, {TRAIN}}}
"""
    generator, discriminator = NETWORKS["dcgan"]
    optimizer = "{type: sgd, momentum: 0.9}"
    found["dcgan with sgd and scores"] = f"""\
recipe: 2
{DATA}generator: {{type: {generator}}}
discriminator: {{type: {discriminator}, head: projection}}
conditioner: embedding
loss: hinge
evaluate: {{metrics: [fid, intra_fid], features: fmnist, samples: 16, samples_per_class: 4, every_kimg: 0.048}}
train: {{kimg: 0.16, batch: 8, generator_optimizer: {optimizer}, discriminator_optimizer: {optimizer}, {TRAIN}}}
"""
    generator, discriminator = NETWORKS["r3gan"]
    found["r3gan, relativistic"] = f"""\
recipe: 2
{DATA}generator: {{type: {generator}}}
discriminator: {{type: {discriminator}}}
loss: relativistic
regularizers: {{r1: {{weight: 0.1}}, r2: {{weight: 0.1}}}}
train: {{kimg: 0.16, batch: 8, fake_sampler: paired, {TRAIN}}}
"""
    return found


def transfers(source):
    """Recipes that begin with the networks of a run of `source_recipe`, by name."""
    kinds = {
        "elastic weight consolidation": "regularizers: {elastic_weight_consolidation: {weight: 5, samples: 16}}",
        "freeze": "hooks: {freeze: {discriminator_layers: 2}}",
        "kernel modulation":
            "hooks:\n  kernel_modulation: {network: generator, probing_steps: 2, measuring_steps: 2, quantile: 0.5}",
        "cross-domain correspondence": "regularizers: {cross_domain_correspondence: {}}",
    }
    def recipe(keys, head="projection", rest=""):
        return f"""\
recipe: 2
data: {{type: shapes, resolution: 32, per_class: 5, long_tail: null}}
{stylegan2(head)}conditioner: embedding
loss: logistic
transfer: {{from: {source}{rest}}}
{keys}
train: {{kimg: 0.12, batch: 8, {TRAIN}}}
"""
    found = {f"transfer with {name}": recipe(keys) for name, keys in kinds.items()}
    # The source's discriminator has another head.
    found["transfer with anchored patches"] = recipe(
        kinds["cross-domain correspondence"], "anchored_patch", ", networks: [generator]")
    return found


def source_recipe():
    return f"""\
recipe: 2
{DATA}{stylegan2('projection')}conditioner: embedding
loss: logistic
train: {{kimg: 0.032, batch: 8}}
"""
