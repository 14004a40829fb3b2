"""Records what the program computes, writes and says, so that two commits can be compared.

    python3 Tests/Proof/record.py .build/release/ganzoo FOLDER

FOLDER gets, for each case, `CASE.files` (SHA-256 of every file that the case wrote) and `CASE.text` (each command with its
output, errors and exit status). Record one folder before a change and one after it on the same machine, then `diff -r` them:
a change of structure leaves `.files` alone, a change of words shows in `.text`. Times, rates and the program's stamp are left
out. The cases need Debian's dataset-fashion-mnist.
"""

import argparse
import hashlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
TIMES = {"seconds", "images_per_second", "waiting_for_data", "peak_memory_mb", "exchanging", "sent_mb_per_step"}
# Fields that say which build or machine made a file, and when.
STAMPS = {"program", "processor", "threads", "commit", "format", "logs", "seconds"}
EVENTS = re.compile(r"events\.out\.tfevents\.[\w.]+")
NUMBERS = [
    (re.compile(r"core \d+\.[0-9a-f]+"), "core STAMP"),
    (re.compile(r"\d+(\.\d+)? (img/s|images (a|per) second|images/s)"), "RATE"),
    (re.compile(r"(\d+ h )?(\d+ min )?\d+(\.\d+)? (s|ms|min|h)\b"), "TIME"),
    (re.compile(r"\d+(\.\d+)? (GB|GiB|MB|MiB)\b"), "MEMORY"),
    (re.compile(r"\d\d:\d\d(:\d\d)?"), "TIME"),
]


class Recorder:
    def __init__(self, program, out):
        self.program, self.out = program, out
        self.work = pathlib.Path(tempfile.mkdtemp(prefix="proof-"))

    def case(self, name, commands, folders=()):
        """Runs commands (each a list of words for the program) in the work folder, then hashes the folders."""
        began = time.monotonic()
        text = "".join(self.run(words) for words in commands)
        (self.out / f"{name}.text").write_text(text)
        paths = [path for folder in folders for path in files(self.work / folder)]
        lines = [f"{self.hash_of(path)}  {EVENTS.sub('events', str(path.relative_to(self.work)))}" for path in paths]
        (self.out / f"{name}.files").write_text("".join(f"{line}\n" for line in lines))
        print(f"{name}: {len(lines)} files, {time.monotonic() - began:.0f} s", flush=True)

    def run(self, words):
        environment = os.environ | {"COLUMNS": "100", "NO_COLOR": "1"}
        result = subprocess.run(
            [self.program, *words], cwd=self.work, env=environment, stdin=subprocess.DEVNULL, capture_output=True)
        output, errors = (self.readable(stream) for stream in (result.stdout, result.stderr))
        parts = [f"$ ganzoo {' '.join(words)}\n", output]
        if errors:
            parts.append("--- errors\n" + errors)
        return "".join(parts) + f"--- exit {result.returncode}\n\n"

    def readable(self, stream):
        text = stream.decode(errors="backslashreplace").replace("\r", "\n")
        text = text.replace(str(self.work), "WORK").replace(str(ROOT), "PROJECT")
        for pattern, word in NUMBERS:
            text = pattern.sub(word, text)
        return text


    def hash_of(self, path):
        return hashlib.sha256(self.content(path)).hexdigest()

    def content(self, path):
        """A file's bytes without times, stamps and places."""
        if EVENTS.fullmatch(path.name) or path.name in (".lock", "times.jsonl"):
            return b""
        if path.suffix == ".jsonl":
            lines = [json.loads(line) for line in path.read_text().splitlines()]
            return json.dumps([without(line, TIMES) for line in lines]).encode()
        if path.suffix == ".json":
            value = json.loads(path.read_text())
            # The second entry of a checkpoint's state is the checksum of the first, times included.
            value = value[0] if path.name == "state.json" else value
            return json.dumps(without(value, STAMPS), sort_keys=True).encode()
        if path.suffix == ".yaml":
            return self.readable(path.read_bytes()).encode()
        return path.read_bytes()


def files(folder):
    return [folder] if folder.is_file() else sorted(path for path in folder.rglob("*") if path.is_file())


def without(value, keys):
    if isinstance(value, dict):
        return {key: without(item, keys) for key, item in value.items() if key not in keys}
    if isinstance(value, list):
        return [without(item, keys) for item in value]
    return value


def kimg(steps, batch):
    return f"train.kimg={steps * batch / 1000}"


def record_runs(recorder):
    tiny = ["train", "debug/tiny"]
    recorder.case("tiny", [[*tiny, "--run", "tiny"]], ["tiny"])
    resume = [[*tiny, kimg(4, 8), "--run", "resumed"], [*tiny, kimg(8, 8), "--run", "resumed", "--resume", "auto"]]
    recorder.case("resumed", resume, ["resumed"])
    for recipe in sorted((ROOT / "recipes/shapes").glob("*.yaml")):
        name = f"shapes_{recipe.stem}"
        words = ["train", f"shapes/{recipe.stem}", "train.batch=8", kimg(3, 8), "--run", name]
        recorder.case(name, [words], [name])
    demo = ["train", "fashion_mnist/demo", "train.kimg=2", "evaluate.samples=500", "--run", "demo"]
    recorder.case("demo", [demo], ["demo"])
    source = ["train", "few_shot/fashion_mnist/source", "train.kimg=0.5", "evaluate.metrics=[]", "--run", "source"]
    start = ["transfer.from=source"]
    few = [
        ["train", f"few_shot/fashion_mnist/{name}", *begin, "train.kimg=0.5", "evaluate.metrics=[]", "--run", name]
        for name, begin in (("ewc", start), ("adam", start), ("freeze_d", start), ("transitional", []))
    ]
    recorder.case("transfer", [source, *few], ["ewc", "adam", "transitional", "freeze_d"])
    recorder.case("biggan", [["train", "bench/biggan-32", "train.batch=8", kimg(3, 8), "--run", "biggan"]], ["biggan"])


def record_uses(recorder):
    sheet = ["generate", "sheet", "--run", "tiny", "--out"]
    pictures = [
        [*sheet, "sheet.png", "--seeds", "0-3"],
        [*sheet, "cut.png", "--truncation", "0.5", "--checkpoint", "8"],
        ["generate", "images", "--run", "tiny", "--per-class", "2", "--out", "images"],
        ["generate", "truncation", "--run", "tiny", "--out", "truncation.png"],
        ["generate", "interpolation", "--run", "tiny", "--out", "walk.gif"],
        ["generate", "mixing", "--run", "tiny", "--out", "mixing.png"],
    ]
    made = ["sheet.png", "cut.png", "images", "truncation.png", "walk.gif", "mixing.png"]
    recorder.case("generate", pictures, made)
    exported = [
        ["export", "--run", "tiny", "--out", "tiny.safetensors"],
        ["import", "tiny.safetensors", "--out", "imported"],
        ["generate", "sheet", "--run", "imported", "--out", "imported.png"],
    ]
    recorder.case("import", exported, ["tiny.safetensors", "imported", "imported.png"])
    measure = ["--samples", "200", "--samples-per-class", "20"]
    evaluated = [
        ["evaluate", "--run", "demo", *measure, "--out", "demo.json"],
        ["evaluate", "--images", "images", "--reference", "images", "--out", "images.json"],
        ["compare", "demo.json", "demo.json"],
        ["nearest", "--run", "demo", "--seeds", "0", "--out", "nearest.png"],
    ]
    recorder.case("evaluate", evaluated, ["demo.json", "images.json", "nearest.png"])
    data = [
        ["data", "check", "images"], ["data", "check", "debug/tiny"],
        ["data", "convert", "images", "--out", "images.zip"], ["data", "preview", "images", "--out", "preview.png"],
        ["data", "check", "images.zip"],
    ]
    recorder.case("data", data, ["images.zip", "preview.png"])


def record_texts(recorder):
    library = ROOT / "recipes"
    names = sorted(str(path.relative_to(library))[:-5] for path in library.rglob("*.yaml"))
    shown = ["debug/tiny", "fashion_mnist/noisy_twins", "few_shot/fashion_mnist/ewc", "cifar10_lt/biggan_noisy_twins"]
    recorder.case("recipe_show", [["recipe", "show", name, *more] for name in shown for more in ([], ["--origins"])])
    recorder.case("recipe_values", [["recipe", "diff", name, "debug/logit_drift"] for name in names])
    recorder.case("recipes", [["recipe", "list"], ["recipe", "diff", "debug/tiny", "shapes/stylegan2"], ["recipe", "schema"]])
    listing = recorder.run(["component", "list"])
    found = re.findall(r"^  (\w+)\b", listing, re.MULTILINE)
    recorder.case("components", [["component", "list"], *(["component", "show", name] for name in dict.fromkeys(found))])
    commands = re.findall(r"^  (\w+)  ", recorder.run(["--help"]), re.MULTILINE)
    pairs = [
        [command, inner] for command in commands
        for inner in re.findall(r"^  (\w+)(?: \(default\))?  ", recorder.run([command, "--help"]).partition("SUBCOMMANDS")[2], re.MULTILINE)
    ]
    recorder.case("help", [["--help"], *([*words, "--help"] for words in [[command] for command in commands] + pairs)])


def record_refusals(recorder):
    recorder.case("bad_recipes", [["recipe", "check", str(path)] for path in sorted((ROOT / "Tests/RecipeTests/Bad").glob("*.yaml"))])
    (recorder.work / "empty").mkdir()
    words = [
        [], ["tarin"], ["train"], ["train", "nothing"], ["train", "debug/tiny", "--resume", "auto"],
        ["train", "debug/tiny", "--run", "tiny"], ["train", "debug/tiny", "train.batch=7", "--run", "new"],
        ["train", "debug/tiny", "seed=1", "--run", "tiny", "--resume", "auto"], ["train", "debug/tiny", "train.bathc=8"],
        ["generate"], ["generate", "--run", "empty"], ["generate", "--run", "absent"], ["generate", "--run", "tiny", "--checkpoint", "9"],
        ["generate", "--run", "tiny", "--classes", "squid"], ["generate", "mixing", "--run", "biggan"],
        ["evaluate"], ["evaluate", "--run", "empty"], ["evaluate", "--images", "absent", "--reference", "images"],
        ["evaluate", "--run", "tiny", "--against", "test"], ["compare", "empty"], ["compare", "absent"],
        ["import", "absent.pt"], ["import", "sheet.png"], ["export", "--run", "empty"], ["export", "--run", "imported", "--network", "generator"],
        ["data", "check", "absent"], ["data", "check", "empty"], ["data", "preview", "images", "--out", "preview.png"],
        ["component", "show", "nothing"], ["recipe", "show", "nothing"], ["recipe", "diff", "debug/tiny"],
        ["features", "score", "absent", "absent"], ["new", "regularizer"], ["new", "regularizer", "9"], ["plugin", "build", "absent"],
    ]
    recorder.case("refusals", words)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("folder", type=pathlib.Path)
    arguments = parser.parse_args()
    if arguments.folder.exists():
        sys.exit(f"{arguments.folder} is there already: name a new folder")
    arguments.folder.mkdir(parents=True)
    recorder = Recorder(arguments.program.resolve(), arguments.folder)
    try:
        record_texts(recorder)
        record_runs(recorder)
        record_uses(recorder)
        record_refusals(recorder)
    finally:
        shutil.rmtree(recorder.work)


if __name__ == "__main__":
    main()
