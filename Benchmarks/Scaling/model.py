"""How long a step takes on many processes, computed from measured and published numbers. Prints the tables of docs/scaling.md.

    python3 model.py Benchmarks/Scaling/measured.json

A step of n processes takes

    compute + exchanged / bandwidth + messages * latency + beginnings * time to begin one

where `compute` is that of one process for its own images, `exchanged` = 2 (n - 1) / n times the gradients of the updates of the step
(recursive halving and doubling), and a step has log2(n) exchanges twice an update, and a few gathers. A gather sends sizes and then
contents, and begins n - 1 messages for each. Sums do not overlap the backward pass.
"""

import json
import math
import pathlib
import sys

GATHERS = 12  # of a step: agreements about its parts, reports of slices, signals; an assumption
UPDATES = 2  # generator and discriminator; lazy terms have updates of their own, at intervals
LATENCY = 5e-6  # seconds of a small message between machines; an assumption
SEND = 5e-7  # seconds to begin a message of a gather; an assumption

# StyleGAN2 at 256 x 256 with channel_base 16384, 16 images for each GPU: 12.53 s for 1000 images on one A100, as published
# (NVlabs/stylegan3, docs/configs.md). Gradients of both networks in float32.
COMPUTE = 12.53 * 16 / 1000
GRADIENTS = (23_459_298 + 24_794_176) * 4  # bytes


def step(processes, gigabits, compute=COMPUTE, gradients=GRADIENTS):
    """Seconds of a step, and the part of exchanges."""
    if processes == 1:
        return compute, 0.0
    exchanged = 2 * (processes - 1) / processes * gradients
    messages = UPDATES * 2 * math.log2(processes) + GATHERS * 2
    exchange = exchanged * 8 / (gigabits * 1e9) + messages * LATENCY + GATHERS * 2 * (processes - 1) * SEND
    return compute + exchange, exchange


def projection():
    print("| GPUs | 25 Gb/s | 100 Gb/s | 400 Gb/s |\n| ---: | ---: | ---: | ---: |")
    for processes in (1, 2, 4, 8, 16, 32, 64):
        cells = []
        for link in (25, 100, 400):
            total, _ = step(processes, link)
            cells.append(f"{total * 1000:.0f} ms, {COMPUTE / total * 100:.0f} %")
        print(f"| {processes} | " + " | ".join(cells) + " |")


def check(measured):
    """What the model says of the links that were measured, from the step without a limit."""
    ways = measured["ways"]
    batch = 32
    free = batch / ways["two processes, a link"]["images_per_second"]
    gradients = ways["two processes, a link"]["sent_mb_per_step"] * 1e6
    print("| link | step, measured | step, computed |\n| --- | ---: | ---: |")
    for name, gigabits in (("10 Gb/s", 10), ("1 Gb/s", 1), ("100 Mb/s", 0.1)):
        seconds = batch / ways[f"two processes, {name}"]["images_per_second"]
        computed = free + gradients * 8 / (gigabits * 1e9)
        print(f"| {name} | {seconds * 1000:.0f} ms | {computed * 1000:.0f} ms |")


def main():
    if len(sys.argv) > 1:
        check(json.loads(pathlib.Path(sys.argv[1]).read_text()))
        print()
    projection()


if __name__ == "__main__":
    main()
