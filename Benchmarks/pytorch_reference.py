"""The figures of ganzoo-bench measured with PyTorch's eager CPU operators.

Alone:       python Benchmarks/pytorch_reference.py [--only PATTERN] [--output PATH]
In one run:  ganzoo-bench --pytorch PYTHON, which starts this with --serve and asks for one round at a time.

Each figure does what the official StyleGAN2 code does on a processor. Whole networks run in a process of their own, whose
peak of memory is told too. Needs torch; measured with torch==2.13.0+cpu.
"""

import argparse
import fnmatch
import json
import os
import statistics
import subprocess
import sys
import time

try:
    import torch
    import torch.nn.functional as F
except ImportError as error:
    sys.exit(f"pytorch_reference.py: {sys.executable} finds no PyTorch ({error}); pip install torch==2.13.0+cpu "
             "--index-url https://download.pytorch.org/whl/cpu")

from pytorch_networks import network_figures

WARM_UP = 0.1  # seconds
ROUNDS = 5
IMAGES = (64, 64, 64, 64)  # 64 MB
PARAMETERS = 1 << 24
SMALL_PRODUCTS = 1000


def matmul(rows, columns, inner):
    def prepare():
        a, b = torch.randn(rows, inner), torch.randn(inner, columns)
        return lambda: torch.mm(a, b)

    return "GFLOP/s", 2e-9 * rows * columns * inner, prepare


def convolution(batch, inputs, outputs, side):
    def prepare():
        x, w = torch.randn(batch, inputs, side, side), torch.randn(outputs, inputs, 3, 3)
        return lambda: F.conv2d(x, w, padding=1)

    return "GFLOP/s", 2e-9 * batch * outputs * side * side * inputs * 9, prepare


def convolution_with_adjoints(batch, inputs, outputs, side):
    def prepare():
        x = torch.randn(batch, inputs, side, side, requires_grad=True)
        w = torch.randn(outputs, inputs, 3, 3, requires_grad=True)
        dy = torch.randn(batch, outputs, side, side)
        return lambda: torch.autograd.grad(F.conv2d(x, w, padding=1), (x, w), dy)

    return "GFLOP/s", 3 * convolution(batch, inputs, outputs, side)[1], prepare


def memory(arrays, prepare, array_bytes=1 << 26):
    return "GB/s", arrays * array_bytes * 1e-9, prepare


def small_products():
    """What a call costs besides its work: products of 4 elements."""
    x = torch.ones(4)

    def call():
        with torch.no_grad():
            for _ in range(SMALL_PRODUCTS):
                x * x

    return call


def copy():
    x, y = torch.randn(IMAGES), torch.empty(IMAGES)
    return lambda: y.copy_(x)


def bias_activation(x, bias):
    """bias_act's reference implementation: three operators."""
    return F.leaky_relu(x + bias.reshape(1, -1, 1, 1), 0.2) * 2**0.5


def activation():
    x, bias = torch.randn(IMAGES), torch.randn(IMAGES[1])
    return lambda: bias_activation(x, bias)


def activation_adjoint():
    x, dy = torch.randn(IMAGES, requires_grad=True), torch.randn(IMAGES)
    y = bias_activation(x, torch.randn(IMAGES[1]))
    return lambda: torch.autograd.grad(y, x, dy, retain_graph=True)


def add():
    a, b = torch.randn(IMAGES), torch.randn(IMAGES)
    return lambda: a + b


def multiply_broadcast():
    a, b = torch.randn(IMAGES), torch.randn(IMAGES[0], IMAGES[1], 1, 1)
    return lambda: a * b


def sum_per_channel():
    x = torch.randn(IMAGES)
    return lambda: x.sum((0, 2, 3))


def resampling(up, down, pad, area):
    """upfirdn2d's reference implementation, as a depthwise convolution, but with its stride inside."""
    batch, channels, side = 32, 64, 64

    def prepare():
        x = torch.randn(batch, channels, side, side)
        taps = torch.tensor([1.0, 3.0, 3.0, 1.0])
        kernel = taps[:, None] * taps[None, :]
        kernel = (kernel * (up * up / kernel.sum()))[None, None].repeat(channels, 1, 1, 1)

        def call():
            y = x
            if up > 1:
                y = F.pad(x.reshape(batch, channels, side, 1, side, 1), [0, up - 1, 0, 0, 0, up - 1])
                y = y.reshape(batch, channels, side * up, side * up)
            return F.conv2d(F.pad(y, [pad[0], pad[1], pad[0], pad[1]]), kernel, stride=down, groups=channels)

        return call

    return memory(1 + area, prepare, array_bytes=4 * batch * channels * side * side)


def adam():
    parameter = torch.randn(PARAMETERS, requires_grad=True)
    parameter.grad = torch.randn(PARAMETERS)
    optimizer = torch.optim.Adam([parameter], lr=0.002, betas=(0.0, 0.99), fused=True)
    return optimizer.step


def figures():
    """name -> (unit, work of one call in that unit, prepare() -> call, or parts of it that count by their shares)"""
    table = {"sgemm": matmul(1024, 1024, 1024)}
    for rows, columns, inner in [(512, 512, 512), (1024, 1024, 1024), (2048, 512, 512)]:
        table[f"matmul.{rows}x{columns}x{inner}"] = matmul(rows, columns, inner)
    sizes = [(32, 128, 128, 32), (32, 256, 256, 16), (32, 512, 512, 8), (32, 64, 64, 64), (32, 512, 512, 4)]
    for kind, make in [("forward", convolution), ("all", convolution_with_adjoints)]:
        for size in sizes:
            table[f"conv3x3.{kind}." + "x".join(map(str, size))] = make(*size)
    table["memory.memcpy"] = memory(2, copy)
    table["memory.bias-activation.forward"] = memory(2, activation)
    table["memory.bias-activation.adjoint"] = memory(3, activation_adjoint)
    table["memory.add"] = memory(3, add)
    table["memory.multiply-broadcast"] = memory(2, multiply_broadcast)
    table["memory.sum-per-channel"] = memory(1, sum_per_channel)
    table["memory.fir.up2"] = resampling(2, 1, (2, 1), 4)
    table["memory.fir.down2"] = resampling(1, 2, (1, 1), 0.25)
    table["memory.fir.plain"] = resampling(1, 1, (2, 1), 1)
    table["memory.adam"] = memory(7, adam, array_bytes=4 * PARAMETERS)
    table["call.product"] = "M/s", SMALL_PRODUCTS * 1e-6, small_products
    table["random.normal"] = "M/s", PARAMETERS * 1e-6, lambda: lambda: torch.randn(PARAMETERS)
    return table | network_figures()


def wait_until_idle():
    """OpenMP's threads spin for a while after their work; nobody else is timed meanwhile."""
    for _ in range(50):
        before = time.process_time()
        time.sleep(0.005)
        if time.process_time() - before < 0.0005:
            return


class Contender:
    """A figure's call, prepared and warmed up, timed round by round."""

    def __init__(self, prepare):
        prepared = prepare()
        self.parts = [(1, prepared)] if callable(prepared) else prepared
        self.last = self.timed_calls(WARM_UP)[-1]

    def timed_call(self):
        total = 0
        for share, part in self.parts:
            before = time.perf_counter()
            part()
            total += share * (time.perf_counter() - before)
        return total

    def timed_calls(self, seconds):
        times, start = [], time.perf_counter()
        while True:
            times.append(self.timed_call())
            if time.perf_counter() - start >= seconds:
                return times

    def round(self, seconds):
        """0 seconds ask for nothing but a call that is warmed up."""
        if seconds == 0:
            return {"times": [self.last]}
        if self.last < WARM_UP:
            self.timed_call()
        times = self.timed_calls(seconds)
        self.last = times[-1]
        wait_until_idle()
        return {"times": times}

    def close(self):
        pass


class ProcessContender:
    """A figure's call in a process of its own."""

    def __init__(self, name):
        command = [sys.executable, __file__, "--serve", "--inside", "--threads", str(torch.get_num_threads())]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.name = name
        self.process.stdout.readline()
        self.round(0)

    def round(self, seconds):
        print(seconds, self.name, file=self.process.stdin, flush=True)
        answer = json.loads(self.process.stdout.readline() or '{"error": "its process ended"}')
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def contender(name, table, inside):
    if table[name][0] == "img/s" and not inside:
        return ProcessContender(name)
    return Contender(table[name][2])


def peak_megabytes():
    """Of this process. Not by getrusage, whose answer may be that of the process that started this one."""
    with open("/proc/self/status") as file:
        [kilobytes] = [line.split()[1] for line in file if line.startswith("VmHWM:")]
    return int(kilobytes) * 1024e-6


def serve(table, inside):
    """Answers requests `<seconds> <figure>`, a line each, until standard input ends."""
    print(json.dumps({"torch": torch.__version__, "benchmarks": list(table)}), flush=True)
    prepared, current = None, None
    for request in sys.stdin:
        seconds, _, name = request.strip().partition(" ")
        try:
            if name != prepared:
                if current:
                    current.close()
                prepared, current = None, None  # the old operands go before the new ones come
                prepared, current = name, contender(name, table, inside)
            answer = current.round(float(seconds))
            if inside:
                answer["peak_mb"] = peak_megabytes()
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}".splitlines()[0]}
        print(json.dumps(answer), flush=True)
    if current:
        current.close()


def measure(name, table, seconds):
    unit, amount, _ = table[name]
    own = contender(name, table, inside=False)
    yardstick = Contender(table["sgemm"][2]) if unit == "GFLOP/s" and name != "sgemm" else None
    times, ratios = [], []
    for _ in range(ROUNDS):
        reference = yardstick.round(seconds / ROUNDS / 2)["times"] if yardstick else None
        answer = own.round(seconds / ROUNDS)
        times += answer["times"]
        if reference:
            speed = table["sgemm"][1] / statistics.median(reference)
            ratios.append(amount / statistics.median(answer["times"]) / speed)
    own.close()
    median = statistics.median(times)
    quartiles = statistics.quantiles(times, n=4, method="inclusive")
    line = {"figure": "pytorch." + name, "value": amount / median, "unit": unit}
    if ratios:
        line["of_sgemm"] = statistics.median(ratios)
    line |= {"ms": median * 1e3, "min_ms": min(times) * 1e3, "spread": (quartiles[2] - quartiles[0]) / median}
    if "peak_mb" in answer:
        line["peak_mb"] = answer["peak_mb"]
    line = {key: float(f"{value:.4g}") if isinstance(value, float) else value for key, value in line.items()}
    return line | {"repetitions": len(times)}


def matches(name, patterns):
    """As --only of ganzoo-bench: a part of the name, or a shell pattern for all of it."""
    return not patterns or any(
        fnmatch.fnmatchcase(name, p) if any(c in p for c in "*?[") else p in name for p in patterns)


def write_whole(path, text):
    with open(path + ".partial", "w") as file:
        file.write(text)
    os.replace(path + ".partial", path)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", action="append", default=[], metavar="PATTERN")
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--seconds", type=float, default=1.0)
    parser.add_argument("--output", metavar="PATH", help="also write the lines there")
    parser.add_argument("--serve", action="store_true", help="take turns with ganzoo-bench")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)  # networks too in this process
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    table = figures()
    if options.serve:
        return serve(table, options.inside)
    chosen = [name for name in table if matches(name, options.only)]
    if not chosen:
        parser.error("--only matches no figure")
    lines = [json.dumps({"machine": torch.backends.cpu.get_cpu_capability(), "threads": options.threads,
                         "pytorch": torch.__version__})]
    print(lines[0], flush=True)
    for name in chosen:
        lines.append(json.dumps(measure(name, table, options.seconds)))
        print(lines[-1], flush=True)
    if options.output:
        write_whole(options.output, "\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
