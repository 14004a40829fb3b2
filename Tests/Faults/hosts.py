"""Two network namespaces, joined by a pair of virtual devices, as two machines on which MPI starts processes. Needs root."""

import contextlib
import pathlib
import subprocess

NAMES = ["ganzoo0", "ganzoo1"]

AGENT = """#!/bin/sh
# mpirun's remote shell: AGENT [options] HOST COMMAND...
while [ "${1#-}" != "$1" ]; do shift; done
case $1 in *.1) host=ganzoo0 ;; *.2) host=ganzoo1 ;; *) host=$1 ;; esac
shift
exec ip netns exec "$host" sh -c "$*"
"""


def run_ip(*words):
    subprocess.run(["ip", *words], check=True)


def openmpi(folder, agent):
    hosts = folder / "hosts"
    hosts.write_text("".join(f"{name} slots=1\n" for name in NAMES))
    return [
        "--hostfile", str(hosts), "--mca", "plm_rsh_agent", agent, "--mca", "btl", "tcp,self", "--mca", "btl_tcp_if_include",
        "10.77.0.0/24", "--mca", "oob_tcp_if_include", "10.77.0.0/24", "-x", "OPENBLAS_NUM_THREADS"]


def mpich(folder, agent):
    """Both namespaces have the name of one machine, so MPICH and its UCX are told to share no memory."""
    hosts = folder / "hosts"
    hosts.write_text("10.77.0.1:1\n10.77.0.2:1\n")
    return [
        "-f", str(hosts), "-launcher", "ssh", "-launcher-exec", agent, "-iface", "gz0", "-genv", "MPIR_CVAR_NOLOCAL", "1",
        "-genv", "UCX_TLS", "tcp,self"]


@contextlib.contextmanager
def two_hosts(folder: pathlib.Path, mpirun: list[str], rate: str | None = None):
    """The words that start two processes, one on each host, before those of the program.

    `folder` gets the files that mpirun reads; `rate`, such as 1gbit, limits the link in each direction.
    """
    try:
        for number, name in enumerate(NAMES):
            run_ip("netns", "add", name)
            if number == 1:
                run_ip("link", "add", "gz0", "type", "veth", "peer", "name", "gz1")
        for number, name in enumerate(NAMES):
            run_ip("link", "set", f"gz{number}", "netns", name)
            run_ip("-n", name, "addr", "add", f"10.77.0.{number + 1}/24", "dev", f"gz{number}")
            run_ip("-n", name, "link", "set", f"gz{number}", "up")
            run_ip("-n", name, "link", "set", "lo", "up")
            if rate:
                subprocess.run(
                    ["ip", "netns", "exec", name, "tc", "qdisc", "add", "dev", f"gz{number}", "root", "tbf", "rate", rate,
                     "burst", "1mb", "latency", "100ms"], check=True)
        agent = folder / "agent"
        agent.write_text(AGENT)
        agent.chmod(0o755)
        start = mpich if "mpich" in mpirun[0] else openmpi
        yield ["ip", "netns", "exec", NAMES[0], *mpirun, "-n", "2", *start(folder, str(agent))]
    finally:
        for name in NAMES:
            subprocess.run(["ip", "netns", "delete", name], stderr=subprocess.DEVNULL)


def megabytes_sent() -> float:
    """What the first host has sent over the link."""
    shown = subprocess.run(
        ["ip", "-n", NAMES[0], "-s", "link", "show", "gz0"], capture_output=True, text=True, check=True).stdout
    return int(shown.split("TX:")[1].split("\n")[1].split()[0]) / 1e6
