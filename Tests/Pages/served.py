"""The live page of a run in headless Chromium, by hand:

    apt-get install chromium; pip install playwright
    python Tests/Pages/served.py .build/release/ganzoo-dashboard

While the page is shown, a record with a NaN is added to the run's log, so that an alarm appears before all other parts. What has the focus
keeps it, what was opened stays open, charts stay, no message comes from the browser, and nothing is asked of another server. The names of
the classes are HTML and script.
"""

import argparse
import json
import pathlib
import re
import subprocess
import sys
import tempfile

from playwright.sync_api import sync_playwright

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


def look(browser, address, log, width):
    """What does not hold, in words."""
    page = browser.new_context(viewport={"width": width, "height": 900}).new_page()
    problems = []
    page.on("console", lambda message: problems.append(message.text))
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("request", lambda request: request.url.startswith(address) or problems.append(f"asked for {request.url}"))
    page.goto(f"{address}run/mine")
    page.wait_for_selector("canvas")
    page.evaluate(OPEN_THE_LAST)
    add_nan(log)
    page.wait_for_selector("text=NaN or infinite", timeout=30_000)
    return problems + [f"not so: {words}" for words, holds in page.evaluate(STATE).items() if not holds]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dashboard", type=lambda path: str(pathlib.Path(path).resolve()))
    parser.add_argument("--browser", default="/usr/bin/chromium")
    options = parser.parse_args()
    problems = []
    with tempfile.TemporaryDirectory() as place, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=options.browser, args=["--no-sandbox"])
        for width in (390, 1440):
            runs = pathlib.Path(place) / str(width)
            log = synthetic.write_run(str(runs / "mine"), CLASSES) / "metrics.jsonl"
            without_alarms(log)
            server = subprocess.Popen(
                [options.dashboard, str(runs), "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
            try:
                address = re.search(r"http://\S+/", server.stdout.readline()).group()
                problems += [f"{width} pixels: {problem}" for problem in look(browser, address, log, width)]
            finally:
                server.terminate()
        browser.close()
    print("\n".join(problems) if problems else "the page is as it should be")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
