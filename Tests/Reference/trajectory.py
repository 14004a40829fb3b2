"""Six training iterations of a small StyleGAN2, with their start, every draw and their end: the published code at commit d72cc7d of
NVlabs/stylegan2-ada-pytorch, not a re-implementation (published_training.py).

    python Tests/Reference/trajectory.py stylegan2-ada-pytorch

writes Tests/OracleTests/PyTorch/stylegan2_trajectory_16.safetensors, in the form and with the hyper-parameters of the oracle
of that name, but from biases that are not zero. Start and draws are ours. Given the oracle's, the published code must end at the oracle's
weights, or the script stops; so must Benchmarks/pytorch_training.py, our re-implementation. Needs torch, safetensors, numpy and scipy.
"""

import sys

import torch
from safetensors.torch import load_file

import fixture_file
import published_training
from stylegan2 import ROOT

sys.path.insert(0, str(ROOT / "Benchmarks"))
from pytorch_stylegan2 import Discriminator, Generator, Networks  # noqa: E402
from pytorch_training import Schedule, Training  # noqa: E402

ORACLE = ROOT / "Tests/OracleTests/Oracles/stylegan2_trajectory_16.safetensors"
PATH = ROOT / "Tests/OracleTests/PyTorch/stylegan2_trajectory_16.safetensors"
ITERATIONS, CLASSES = 6, 4
SIZES = Networks(
    resolution=16, channels=3, z_dim=16, w_dim=16, c_dim=CLASSES, channel_base=256, channel_max=16, mapping_layers=2,
    label_mapping_layers=1, group_size=4, noise=False)  # fmt: skip
SCHEDULE = Schedule(
    batch=8, learning_rate=0.002, r1_gamma=1.0, r1_interval=3, path_interval=2, mixing=0, ema_kimg=0.02, ema_ramp=None)
METADATA = {
    "resolution": SIZES.resolution, "channels": SIZES.channels, "channel_base": SIZES.channel_base,
    "channel_max": SIZES.channel_max, "mapping_layers": SIZES.mapping_layers,
    "cmap_mapping_layers": SIZES.label_mapping_layers, "mbstd_group_size": SIZES.group_size,
    "iterations": ITERATIONS, "batch": SCHEDULE.batch, "lr": SCHEDULE.learning_rate, "beta1": SCHEDULE.beta1,
    "beta2": SCHEDULE.beta2, "eps": SCHEDULE.epsilon, "r1_gamma": SCHEDULE.r1_gamma,
    "d_reg_interval": SCHEDULE.r1_interval, "g_reg_interval": SCHEDULE.path_interval,
    "pl_weight": SCHEDULE.path_weight, "pl_decay": SCHEDULE.path_decay, "pl_batch_shrink": SCHEDULE.path_shrink,
    "ema_kimg": SCHEDULE.ema_kimg,
    "note": "order per iteration: Gmain, Greg, Dmain, Dreg; Adam's rate and betas corrected by interval / (interval + 1);"
    " the phases of an iteration share the real batch; made by Tests/Reference/trajectory.py",
}  # fmt: skip


def start():
    """Networks as they are made, but for biases, which are not left at values that hide a mistake."""
    generator, discriminator = Generator(SIZES), Discriminator(SIZES)
    with torch.no_grad():
        for network in [generator, discriminator]:
            for name, parameter in network.named_parameters():
                if name.endswith("bias"):
                    parameter += 0.1 * torch.randn_like(parameter)
    return generator, discriminator


def labels():
    return torch.nn.functional.one_hot(torch.randint(CLASSES, [SCHEDULE.batch]), CLASSES).float()


def draws(iteration):
    """What an iteration is given, by the file's names without `it<iteration>.`"""
    shape = (SIZES.channels, SIZES.resolution, SIZES.resolution)
    given = {"real": torch.rand(SCHEDULE.batch, *shape) * 2 - 1, "real_c": labels()}
    intervals = {"Gmain": 1, "Greg": SCHEDULE.path_interval, "Dmain": 1, "Dreg": SCHEDULE.r1_interval}
    for phase, interval in intervals.items():
        if iteration % interval == 0:
            given |= {f"{phase}.z": torch.randn(SCHEDULE.batch, SIZES.z_dim), f"{phase}.c": labels()}
    if "Greg.z" in given:
        given["Greg.pl_noise"] = torch.randn(SCHEDULE.batch // SCHEDULE.path_shrink, *shape)
    return given


def iterate(training, iteration, given):
    """- given: draws by the names of `draws`, those of phases that are due among them."""
    training.generator_main(given["Gmain.z"], given["Gmain.c"])
    if iteration % training.schedule.path_interval == 0:
        training.path_length(given["Greg.z"], given["Greg.c"], given["Greg.pl_noise"])
    training.discriminator_main(given["Dmain.z"], given["Dmain.c"], given["real"], given["real_c"])
    if iteration % training.schedule.r1_interval == 0:
        training.r1(given["real"], given["real_c"])
    with torch.no_grad():
        training.finish()


def part(tensors, prefix):
    """Those whose names begin with `prefix`, by what follows it."""
    return {name.removeprefix(prefix): value for name, value in tensors.items() if name.startswith(prefix)}


def state(prefix, network):
    return {prefix + name: value.detach().clone() for name, value in network.state_dict().items()}


def end(training):
    networks = {"G": training.generator, "D": training.discriminator, "G_ema": training.average}
    return {name: value for key, network in networks.items() for name, value in state(f"{key}.after.", network).items()}


def loaded(networks, tensors):
    """- tensors: the state of both, `G.before.` and `D.before.`; filters, which are constants, may be left out."""
    for prefix, network in zip(["G.before.", "D.before."], networks):
        missing, unknown = network.load_state_dict(part(tensors, prefix), strict=False)
        if unknown or any(not name.endswith("resample_filter") for name in missing):
            sys.exit(f"{prefix} lacks {missing} and has {unknown}")
    return networks


def published(program, sizes, tensors, schedule):
    """The published loop before its first iteration. Draws nothing."""
    with torch.random.fork_rng():
        return published_training.Training(program, *loaded(program.pair(sizes), tensors), schedule)


def check_against_oracle(program):
    """From the oracle's start and draws to its end, by the published code and by the benchmarks'."""
    oracle = load_file(ORACLE)
    trainings = [published(program, SIZES, oracle, SCHEDULE)]
    trainings.append(Training(*loaded([Generator(SIZES), Discriminator(SIZES)], oracle), SCHEDULE))
    for iteration in range(ITERATIONS):
        given = part(oracle, f"it{iteration}.")
        trainings[0].iterate(given)
        iterate(trainings[1], iteration, given)
    for training in trainings:
        compare(end(training), oracle)


def compare(found, oracle):
    for name, value in found.items():
        error = (value - oracle[name]).norm() / oracle[name].norm().clamp(min=1e-30)
        if error > 1e-3:
            sys.exit(f"{name} is {error:.1e} off what the published code ends with")


def main(checkout):
    program = published_training.Published(checkout)
    # From these weights float64 ends within 3e-5 of float32: no gradient is so near zero that rounding decides its sign.
    torch.manual_seed(21)
    torch.set_num_threads(1)
    with torch.random.fork_rng():
        check_against_oracle(program)
    generator, discriminator = start()
    tensors = state("G.before.", generator) | state("D.before.", discriminator)
    training = published(program, SIZES, tensors, SCHEDULE)
    for iteration in range(ITERATIONS):
        given = draws(iteration)
        training.iterate(given)
        tensors |= {f"it{iteration}.{name}": value for name, value in given.items()}
        tensors[f"it{iteration}.pl_mean"] = training.path_mean.clone()
    fixture_file.write(tensors | end(training), PATH, METADATA)


if __name__ == "__main__":
    main(*sys.argv[1:])
