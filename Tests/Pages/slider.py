"""What the slider over the sheets of a page shows, compared with the files of the run."""

import re

STATE = """() => {
    const slider = document.getElementById("sheet-slider"), image = document.getElementById("sheet");
    return {
        value: Number(slider.value), last: Number(slider.max), name: document.getElementById("sheet-name").value,
        spoken: slider.getAttribute("aria-valuetext"), text: image.alt, source: image.getAttribute("src"),
    };
}"""


def sheets(run):
    """The bytes of the run's sheets by their places in the training, of a run that `synthetic` wrote with 32 images a step."""
    files = sorted((run / "samples").glob("fakes-*.png"))
    return [(int(re.search(r"\d+", file.stem).group()) * 32 / 1000, file.read_bytes()) for file in files]


def problems_here(window, run, read):
    """What does not fit at the slider's place, in words. `read` gives the bytes at the address of a picture."""
    state = window.evaluate(STATE)
    named = re.fullmatch(r"([\d.,]+) kimg", state["name"])
    if not named or state["spoken"] != state["name"] or f"after {state['name']}" not in state["text"]:
        return [f"the slider says {state['spoken']!r}, its output {state['name']!r}, the picture {state['text']!r}"]
    kimg = float(named.group(1).replace(",", ""))
    files = sheets(run)
    near = [place for place, (at, _) in enumerate(files) if abs(at - kimg) < 1e-9]
    if near != [state["value"]] or state["last"] != len(files) - 1:
        return [f"place {state['value']} of {state['last']} is named {state['name']}, which is place {near}"]
    if read(state["source"]) != files[near[0]][1]:
        return [f"the picture at {state['name']} is not the file of that sheet"]
    return []


def walk_through(window, run, read):
    """Moves the slider with keys over all sheets, from the newest to the first."""
    count = len(sheets(run))
    window.focus("#sheet-slider")
    window.keyboard.press("End")
    problems, values = problems_here(window, run, read), []
    for _ in range(count - 1):
        window.keyboard.press("ArrowLeft")
        problems += problems_here(window, run, read)
        values.append(window.evaluate(STATE)["value"])
    if values != list(reversed(range(count - 1))):
        problems.append(f"the left arrow leads to the places {values}")
    return problems
