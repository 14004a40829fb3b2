"""The live page of a run in headless Chromium, by hand:

    apt-get install chromium; pip install playwright
    python Tests/Pages/served.py .build/release/ganzoo-dashboard

While the page is shown, a record with a NaN is added to the run's log, so that an alarm appears before all other parts. What has the focus
keeps it, what was opened stays open, charts stay, no message comes from the browser, and nothing is asked of another server. The names of
the classes are HTML and script.

The slider shows the sheet that it names. It follows the newest sheet; one that the reader chose stays when a further one comes. Two runs
are chosen on the first page with the keyboard and stand side by side, until one of them is gone. The names of rows stay in sight when a wide
table is scrolled.

`--pictures` keeps pictures of the page that compares runs, to be looked at.
"""

import argparse
import json
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.request

from playwright.sync_api import sync_playwright

import slider
import synthetic

CLASSES = ["</script><script>window.hit = 1</script>", "<img src=x onerror='window.hit = 2'>", "猫"]

OPEN_THE_LAST = """() => {
    window.last = [...document.querySelectorAll("main details")].at(-1);
    window.last.open = true;
    window.last.querySelector("summary").focus();
    window.chart = document.querySelector("canvas");
}"""
STATE = """() => ({
    "the focus is kept": document.activeElement === window.last.querySelector("summary"),
    "the fold stays open": window.last.isConnected && window.last.open,
    "the chart stays": window.chart.isConnected,
    "the alarm is there": document.body.innerText.includes("NaN or infinite"),
    "no name runs": window.hit === undefined,
    "the page is no wider than the window": document.documentElement.scrollWidth <= innerWidth,
})"""


def without_alarms(log):
    """Without the figures that show collapsed classes."""
    records = [json.loads(line) for line in log.read_text().splitlines()]
    kept = [{name: value for name, value in record.items() if not name.startswith("spread.")} for record in records]
    log.write_text("".join(json.dumps(record) + "\n" for record in kept))


def add_nan(log):
    record = json.loads(log.read_text().splitlines()[-1])
    record["step"] += 1
    record["kimg"] += 0.032
    record[next(name for name in record if name.startswith("loss"))] = None
    with log.open("a") as file:
        file.write(json.dumps(record) + "\n")


def opened(browser, address, width, problems):
    """A new page. Messages of the browser, and requests to others, are problems."""
    page = browser.new_context(viewport={"width": width, "height": 900}).new_page()
    page.on("console", lambda message: problems.append(message.text))
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("request", lambda request: request.url.startswith(address) or problems.append(f"asked for {request.url}"))
    return page


def look(browser, address, log, width):
    """What does not hold, in words."""
    problems = []
    page = opened(browser, address, width, problems)
    page.goto(f"{address}run/mine")
    page.wait_for_selector("canvas")
    page.evaluate(OPEN_THE_LAST)
    add_nan(log)
    page.wait_for_selector("text=NaN or infinite", timeout=30_000)
    return problems + [f"not so: {words}" for words, holds in page.evaluate(STATE).items() if not holds]


def add_sheet(run, step):
    noise = random.Random(step).randbytes(64 * 64)
    # Complete or not at all, as runs write it.
    (run / "samples/new.png").write_bytes(synthetic.png(64, 64, noise))
    (run / "samples/new.png").rename(run / f"samples/fakes-{step:06d}.png")


def look_at_sheets(browser, address, run, width):
    """The slider, while sheets are added."""
    problems = []
    page = opened(browser, address, width, problems)

    def read(source):
        with urllib.request.urlopen(address + source.removeprefix("/")) as answer:
            return answer.read()

    def wait_for(count):
        page.wait_for_function("last => Number(document.getElementById('sheet-slider').max) === last", arg=count - 1,
                               timeout=30_000)

    page.goto(f"{address}run/mine")
    page.wait_for_selector("#sheet-slider[aria-valuetext]")
    count = len(slider.sheets(run))
    problems += slider.walk_through(page, run, read)
    # At the newest one, it follows.
    page.keyboard.press("End")
    add_sheet(run, 201)
    wait_for(count + 1)
    problems += slider.problems_here(page, run, read)
    state = page.evaluate(slider.STATE)
    if state["value"] != count:
        problems.append(f"the slider stays at {state['value']} when sheet {count} comes")
    # Where the reader moved it, it stays, with the focus.
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    before = page.evaluate(slider.STATE)
    add_sheet(run, 202)
    wait_for(count + 2)
    problems += slider.problems_here(page, run, read)
    after = page.evaluate(slider.STATE)
    if (after["name"], after["source"]) != (before["name"], before["source"]):
        problems.append(f"the slider leaves {before['name']} for {after['name']} when a sheet comes")
    if page.evaluate("document.activeElement.id") != "sheet-slider":
        problems.append("the slider loses the focus when a sheet comes")
    if page.get_by_role("slider", name="Training").count() != 1:
        problems.append("the slider has no name")
    return problems


def look_at_comparison(browser, address, runs, width, pictures):
    """Chooses two runs with the keyboard, and takes one of them away. Keeps pictures of the page in the folder `pictures`, if there is one."""
    problems = []
    page = opened(browser, address, width, problems)
    page.goto(address)
    for name in ("mine", "other"):
        page.get_by_role("link", name=f"Compare {name} with others").focus()
        page.keyboard.press("Enter")
        page.wait_for_selector(f"text=Do not compare >> nth={0 if name == 'mine' else 1}")
    page.get_by_role("link", name="Compare these 2 runs").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("canvas")
    if page.url != f"{address}compare?run=mine&run=other":
        problems.append(f"the choice leads to {page.url}")
    decoded = page.evaluate("""() => Promise.all([...document.images].filter(e => e.checkVisibility()).map(
        image => image.decode().then(() => true, () => image.src)))""")
    if len(decoded) < 3 or any(picture is not True for picture in decoded):
        problems.append(f"pictures of the comparison: {decoded}")
    lines = page.evaluate("JSON.parse(document.getElementById('page-data').textContent).charts[0].lines.map(l => l.name)")
    if lines != ["mine", "other"]:
        problems.append(f"a chart has the lines {lines}")
    problems += [f"not so: {words}" for words, holds in page.evaluate(COMPARED).items() if not holds]
    if pictures:
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.screenshot(path=pictures / f"compare-{width}-{scheme}.png", full_page=True)
    before = len(problems)
    shutil.move(runs / "other", runs.parent / f"gone-{width}")
    page.wait_for_selector("text=What this page shows is no longer there.", timeout=30_000)
    # Chromium says that the answer was 404. Before the run was moved away, that is a problem.
    return problems[:before] + [problem for problem in problems[before:] if "404" not in problem]


COMPARED = """() => ({
    "no name runs": window.hit === undefined,
    "the page is no wider than the window": document.documentElement.scrollWidth <= innerWidth,
    "the names of rows and the caption stay in sight when a table is scrolled":
        [...document.querySelectorAll("main .scroll:has(tbody)")].filter(area => area.checkVisibility()).every(area => {
            area.scrollLeft = area.scrollWidth;
            const left = area.getBoundingClientRect().left;
            const [name, caption] = ["tbody th", "caption"].map(part => area.querySelector(part).getBoundingClientRect());
            area.scrollLeft = 0;
            return Math.abs(name.left - left) < 1 && Math.abs(caption.left - left) < 1
                && caption.right < left + area.clientWidth + 1;
        }),
})"""


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dashboard", type=lambda path: str(pathlib.Path(path).resolve()))
    parser.add_argument("--browser", default="/usr/bin/chromium")
    parser.add_argument("--pictures", type=pathlib.Path)
    options = parser.parse_args()
    if options.pictures:
        options.pictures.mkdir(parents=True, exist_ok=True)
    problems = []
    with tempfile.TemporaryDirectory() as place, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=options.browser, args=["--no-sandbox"])
        for width in (390, 1440):
            runs = pathlib.Path(place) / str(width)
            log = synthetic.write_run(str(runs / "mine"), CLASSES) / "metrics.jsonl"
            without_alarms(log)
            synthetic.write_run(str(runs / "other"), CLASSES, seed=1)
            server = subprocess.Popen(
                [options.dashboard, str(runs), "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
            try:
                address = re.search(r"http://\S+/", server.stdout.readline()).group()
                found = (look(browser, address, log, width) + look_at_sheets(browser, address, log.parent, width)
                         + look_at_comparison(browser, address, runs, width, options.pictures))
                problems += [f"{width} pixels: {problem}" for problem in found]
            finally:
                server.terminate()
        browser.close()
    print("\n".join(problems) if problems else "the page is as it should be")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
