"""Logs of a run as others write and read them: event files by PyPI's tensorboard, metrics.jsonl by a strict JSON reader.

    python Tests/Interoperation/run_logs.py write     # makes the files in Tests/GANTrainTests/Fixtures anew
    python Tests/Interoperation/run_logs.py verify    # reads them back, exit status 1 on a difference

The tests in Tests/GANTrainTests/Logging know the same formulas and write the same bytes. Needs tensorboard, without
TensorFlow.
"""

import io
import json
import math
import pathlib
import struct
import sys

from PIL import Image
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboard.summary.writer.record_writer import RecordWriter

TESTS = pathlib.Path(__file__).resolve().parents[1]
EVENTS = TESTS / "GANTrainTests/Fixtures/events.out.tfevents.1795000000.host.1"
METRICS = TESTS / "GANTrainTests/Fixtures/metrics.jsonl"
TICKS = range(3)
PICTURES = {"samples/\u00e9chantillons": ("rgb.png", 3), "samples/grey": ("grey.png", 1)}
MODES = {1: "L", 3: "RGB"}


def time(tick):
    return 1_795_000_000 + tick / 4


def step(tick):
    return tick * 3_000_000_000


def scalars(tick):
    values = {"loss/generator": tick / 8 - 1, "loss/third": tick / 3}
    return values | ({"loss/not finite": math.nan} if tick == 2 else {})


def png(name):
    return (TESTS / "GANDataTests/Fixtures/decode" / name).read_bytes()


def lines():
    return [
        {"step": step(tick), "third": tick / 3, "tiny": 5e-324 * tick, "huge": sys.float_info.max, "small": 1e-7,
         "minus zero": -0.0, "none": None, 'text "\\': "\0\x1f\n\x7f\u00e9\u2028\U0001f600"}
        for tick in TICKS
    ]  # fmt: skip


def write():
    events = [Event(wall_time=time(0), file_version="brain.Event:2")]
    for tick in TICKS:
        values = [Summary.Value(tag=tag, simple_value=value) for tag, value in scalars(tick).items()]
        for tag, (name, channels) in PICTURES.items() if tick == 2 else ():
            image = Summary.Image(height=9, width=13, colorspace=channels, encoded_image_string=png(name))
            values.append(Summary.Value(tag=tag, image=image))
        events.append(Event(wall_time=time(tick), step=step(tick), summary=Summary(value=values)))
    with open(EVENTS, "wb") as file:
        writer = RecordWriter(file)
        for event in events:
            writer.write(event.SerializeToString())
    text = "".join(json.dumps(line, ensure_ascii=False, allow_nan=False) + "\n" for line in lines())
    METRICS.write_text(text.replace("\\n", "\\u000a").replace("\x7f", "\\u007f").replace("\u2028", "\\u2028"), encoding="utf-8")


def event_differences():
    events = EventAccumulator(str(EVENTS), size_guidance={"scalars": 0, "images": 0}).Reload()
    if events.FirstEventTimestamp() != time(0) or events.file_version != 2.0:
        yield f"begins at {events.FirstEventTimestamp()}, version {events.file_version}"
    tags, expected = events.Tags(), {tag for tick in TICKS for tag in scalars(tick)}
    if set(tags["scalars"]) != expected or set(tags["images"]) != set(PICTURES):
        yield f"tags {tags}"
    for tag in expected:
        rows = [(time(tick), step(tick), single(scalars(tick)[tag])) for tick in TICKS if tag in scalars(tick)]
        read = [(scalar.wall_time, scalar.step, scalar.value) for scalar in events.Scalars(tag)]
        if repr(read) != repr(rows):
            yield f"{tag}: {read}, expected {rows}"
    for tag, (name, channels) in PICTURES.items():
        [image] = events.Images(tag)
        picture = Image.open(io.BytesIO(image.encoded_image_string))
        if image.encoded_image_string != png(name) or (image.wall_time, image.step) != (time(2), step(2)):
            yield f"{tag}: other bytes, or at {image.wall_time}, step {image.step}"
        if (picture.width, picture.height, picture.mode) != (image.width, image.height, MODES[channels]):
            yield f"{tag}: says {image.width}x{image.height}, holds {picture}"


def single(value):
    return struct.unpack("<f", struct.pack("<f", value))[0]


def metrics_differences():
    def refuse(word):
        raise ValueError(f"{word} is no JSON")

    texts = METRICS.read_text(encoding="utf-8").split("\n")
    if texts.pop() != "":
        yield "metrics.jsonl: the last line has no end"
    read = [json.loads(text, parse_constant=refuse) for text in texts]
    if repr(read) != repr(lines()):
        yield f"metrics.jsonl: {read}, expected {lines()}"


def main():
    if sys.argv[1:] == ["write"]:
        return write()
    if sys.argv[1:] != ["verify"]:
        sys.exit(__doc__)
    differences = [*event_differences(), *metrics_differences()]
    print("\n".join(differences) or "event file and metrics: all the same")
    sys.exit(1 if differences else 0)


main()
