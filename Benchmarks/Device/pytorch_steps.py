"""The speed of PyTorch's training steps on a device, for measure.py: the networks of ../pytorch_networks.py, in a process of their own.

A line of JSON with images a second of each cycle of lazy terms, the first left out.
"""

import argparse
import contextlib
import dataclasses
import json
import pathlib
import sys
import time

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parent), str(pathlib.Path(__file__).resolve().parent.parent)]

import torch

from pytorch_networks import NETWORKS, training


def choose(device, precision):
    """Sets what the networks compute with; returns the context of a step."""
    torch.set_default_device(device)
    allowed = precision != "float32"
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = allowed
    torch.backends.cudnn.benchmark = True  # as in the official code
    if precision != "bfloat16":
        return contextlib.nullcontext
    return lambda: torch.autocast(device, torch.bfloat16)


def cycles(parts, context, steps, cycle, wait):
    """Seconds of each cycle; a part with a share of 1/n is due every n-th step."""
    for start in range(0, steps, cycle):
        before = time.perf_counter()
        for step in range(start, start + cycle):
            for share, part in parts:
                if step % round(1 / share) == 0:
                    with context():
                        part()
        wait()
        yield time.perf_counter() - before


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("network", choices=sorted(NETWORKS))
    parser.add_argument("--device", default="cuda", choices=["cuda", "cpu"])
    parser.add_argument("--precision", default="float32", choices=["float32", "tf32", "bfloat16"])
    parser.add_argument("--resolution", type=int, required=True)
    parser.add_argument("--batch", type=int, required=True)
    parser.add_argument("--group", type=int, required=True)
    parser.add_argument("--steps", type=int, required=True)
    parser.add_argument("--cycle", type=int, required=True)
    options = parser.parse_args()
    context = choose(options.device, options.precision)
    sizes, schedule = NETWORKS[options.network]
    sizes = dataclasses.replace(sizes, resolution=options.resolution, group_size=options.group)
    schedule = dataclasses.replace(schedule, batch=options.batch)
    parts = training(sizes, schedule)
    wait = torch.cuda.synchronize if options.device == "cuda" else lambda: None
    seconds = list(cycles(parts, context, options.steps, options.cycle, wait))[1:]
    peak = torch.cuda.max_memory_allocated() if options.device == "cuda" else None
    print(json.dumps({"images_per_second": [options.cycle * options.batch / s for s in seconds], "peak_bytes": peak}))


if __name__ == "__main__":
    main()
