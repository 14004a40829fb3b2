"""Kills processes that train together, and compares what they end with, resumed on another number, with an undisturbed run of one process.

    python Tests/Faults/ranks.py .build/release/ganzoo [--kills 24] [--seed 0] [--launchers openmpi,mpich] [--hosts]

Each kill is SIGKILL to a random process at a random moment. All processes must end within seconds, and no process of theirs may be left.
With --hosts (as root) the processes also train on two network namespaces that are joined by a pair of virtual devices, as on two
machines. Checkpoints, metrics and sheets must be the same bytes.
"""

import argparse
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from check import RECIPE, end_state

LAUNCHERS = {
    "openmpi": ["mpirun.openmpi", "--oversubscribe", "--bind-to", "none", "--mca", "mpi_yield_when_idle", "1"],
    "mpich": ["mpiexec.mpich"],
}
ROOT = {"OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1", "OPENBLAS_NUM_THREADS": "1"}
SLICES = "train.microbatch=4"  # 4 slices
WITHIN = 30  # seconds from a kill to the end of all


def command(ganzoo, launcher, count, run):
    start = [*LAUNCHERS[launcher], "-n", str(count)] if count > 1 else []
    return [*start, ganzoo, "train", str(RECIPE), SLICES, "--run", str(run), "--resume", "auto"]


def finish(ganzoo, launcher, count, run):
    result = subprocess.run(
        command(ganzoo, launcher, count, run), env=os.environ | ROOT, capture_output=True, text=True)
    if result.returncode:
        sys.exit(f"{count} processes of {launcher} ended with {result.returncode}:\n{result.stdout}{result.stderr}")


def ranks_of(run):
    """The processes that train in a folder, without their launcher."""
    found = []
    for folder in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if len(words) > 2 and words[0].endswith(b"/ganzoo") and str(run).encode() in words:
            found.append(int(folder.name))
    return sorted(found)


def kill_one(ganzoo, launcher, count, run, seconds, choice):
    """Returns what was killed; None if training ended before."""
    process = subprocess.Popen(
        command(ganzoo, launcher, count, run), env=os.environ | ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    time.sleep(seconds)
    ranks = ranks_of(run)
    if len(ranks) < count:
        process.wait()
        return None
    victim = ranks[choice % len(ranks)]
    os.kill(victim, signal.SIGKILL)
    try:
        process.wait(timeout=WITHIN)
    except subprocess.TimeoutExpired:
        process.kill()
        sys.exit(f"{launcher}: {WITHIN} s after process {ranks.index(victim)} was killed the others still ran")
    left = ranks_of(run)
    if left:
        sys.exit(f"{launcher}: processes {left} were left after a kill")
    return f"one of {count} processes after {seconds:.2f} s"


def compare(run, expected, what):
    found = end_state(run)
    differences = [name for name in expected if found.get(name) != expected[name]]
    if differences:
        sys.exit(f"{what}: {', '.join(differences)} differ")


def kills(ganzoo, folder, expected, launchers, count, draw, duration):
    for number in range(count):
        launcher = launchers[number % len(launchers)]
        before, after = draw.choice([2, 3, 4]), draw.choice([1, 2, 4])
        run = folder / f"kill-{number}"
        seconds = draw.uniform(0.1, duration)
        what = kill_one(ganzoo, launcher, before, run, seconds, draw.randrange(before))
        finish(ganzoo, launcher, after, run)
        compare(run, expected, f"{launcher}: {what}, resumed on {after}")
        print(f"{launcher}: killed {what or 'nothing, it had ended'}; resumed on {after}: equal", flush=True)
        shutil.rmtree(run)


# Two network namespaces

AGENT = """#!/bin/sh
# mpirun's remote shell: AGENT [options] HOST COMMAND...
while [ "${1#-}" != "$1" ]; do shift; done
host=$1; shift
exec ip netns exec "$host" sh -c "$*"
"""


def run_ip(*words):
    subprocess.run(["ip", *words], check=True)


def on_two_hosts(ganzoo, folder, expected):
    names = ["ganzoo0", "ganzoo1"]
    try:
        for name in names:
            run_ip("netns", "add", name)
        run_ip("link", "add", "gz0", "type", "veth", "peer", "name", "gz1")
        for number, name in enumerate(names):
            run_ip("link", "set", f"gz{number}", "netns", name)
            run_ip("-n", name, "addr", "add", f"10.77.0.{number + 1}/24", "dev", f"gz{number}")
            run_ip("-n", name, "link", "set", f"gz{number}", "up")
            run_ip("-n", name, "link", "set", "lo", "up")
        agent = folder / "agent"
        agent.write_text(AGENT)
        agent.chmod(0o755)
        hosts = folder / "hosts"
        hosts.write_text("".join(f"{name} slots=1\n" for name in names))
        run = folder / "hosts-run"
        words = [
            "ip", "netns", "exec", names[0], *LAUNCHERS["openmpi"], "-n", "2", "--hostfile", str(hosts), "--mca",
            "plm_rsh_agent", str(agent), "--mca", "btl", "tcp,self", "--mca", "btl_tcp_if_include", "10.77.0.0/24",
            "--mca", "oob_tcp_if_include", "10.77.0.0/24", "-x", "OPENBLAS_NUM_THREADS", ganzoo, "train", str(RECIPE),
            SLICES, "--run", str(run), "--resume", "auto"]
        environment = os.environ | ROOT
        result = subprocess.run(words, env=environment, capture_output=True, text=True)
        if result.returncode:
            sys.exit(f"on two hosts training ended with {result.returncode}:\n{result.stdout}{result.stderr}")
        compare(run, expected, "two hosts")
        sent = subprocess.run(
            ["ip", "-n", names[0], "-s", "link", "show", "gz0"], capture_output=True, text=True, check=True).stdout
        megabytes = int(sent.split("TX:")[1].split("\n")[1].split()[0]) / 1e6
        if megabytes < 0.1:
            sys.exit("on two hosts nothing went over the link")
        print(f"two hosts: equal; {megabytes:.1f} MB were sent by the first", flush=True)
    finally:
        for name in names:
            subprocess.run(["ip", "netns", "delete", name], stderr=subprocess.DEVNULL)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("ganzoo", type=lambda path: str(pathlib.Path(path).resolve()))
    parser.add_argument("--kills", type=int, default=24)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--launchers", type=lambda text: text.split(","), default=list(LAUNCHERS))
    parser.add_argument("--hosts", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        start = time.monotonic()
        finish(arguments.ganzoo, None, 1, folder / "alone")
        expected = end_state(folder / "alone")
        for launcher in arguments.launchers:
            for count in (2, 4):
                run = folder / f"{launcher}-{count}"
                started = time.monotonic()
                finish(arguments.ganzoo, launcher, count, run)
                duration = time.monotonic() - started
                compare(run, expected, f"{count} processes of {launcher}")
                print(f"{launcher}: {count} processes: equal, in {duration:.1f} s", flush=True)
        kills(
            arguments.ganzoo, folder, expected, arguments.launchers, arguments.kills, random.Random(arguments.seed), duration)
        if arguments.hosts:
            on_two_hosts(arguments.ganzoo, folder, expected)
        print(f"all equal, {time.monotonic() - start:.0f} s")


if __name__ == "__main__":
    main()
