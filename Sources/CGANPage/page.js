// The script of a page. Its data are JSON in the element #page-data; GANRun's `PageData` says what they are.
"use strict";

(() => {
    const read = () => JSON.parse(document.getElementById("page-data").textContent);
    let data = read();
    const dark = matchMedia("(prefers-color-scheme: dark)");
    const drawn = new Map();

    function color(name) {
        return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
    }

    function dataset(line) {
        const hue = dark.matches ? line.dark : line.light;
        const places = data.axes[line.axis];
        return {
            label: line.name,
            data: line.values.map((value, index) => ({ x: places[index], y: value === null ? NaN : value })),
            borderColor: hue,
            backgroundColor: hue,
            borderDash: line.dashes,
            borderWidth: 1.5,
            pointRadius: places.length > 30 ? 0 : 2,
            pointHitRadius: 6,
        };
    }

    function scale(title, type) {
        return {
            type,
            title: { display: title !== "", text: title, color: color("--soft") },
            ticks: { color: color("--soft") },
            grid: { color: color("--grid"), borderColor: color("--grid") },
        };
    }

    // A name that is wider than the chart would lose both of its ends.
    function shortened(name, chart) {
        const most = Math.max(16, Math.floor((chart.width - 60) / 7));
        const characters = Array.from(name);
        if (characters.length <= most) return name;
        const end = Math.floor((most - 1) / 2);
        return characters.slice(0, most - 1 - end).join("") + "…" + characters.slice(-end).join("");
    }

    function legend(chart) {
        const labels = Chart.defaults.plugins.legend.labels.generateLabels(chart);
        return labels.map((label) => ({ ...label, text: shortened(label.text, chart) }));
    }

    function draw(chart) {
        const canvas = document.getElementById(chart.id);
        drawn.get(chart.id)?.destroy();
        drawn.set(chart.id, new Chart(canvas, {
            type: "line",
            data: { datasets: chart.lines.map(dataset) },
            options: {
                animation: false,
                maintainAspectRatio: false,
                parsing: false,
                normalized: true,
                interaction: { mode: "nearest", axis: "x", intersect: false },
                scales: {
                    x: scale(data.axisTitle, "linear"),
                    y: scale("", chart.isLogarithmic ? "logarithmic" : "linear"),
                },
                plugins: {
                    legend: {
                        display: chart.lines.length <= 24,
                        position: "bottom",
                        labels: { color: color("--ink"), boxWidth: 18, boxHeight: 1, padding: 8, generateLabels: legend },
                    },
                },
            },
        }));
    }

    // A chart is drawn when it comes near the window, so that a page of many opens at once.
    const watcher = new IntersectionObserver((entries) => {
        for (const entry of entries) {
            if (!entry.isIntersecting) continue;
            watcher.unobserve(entry.target);
            const chart = data.charts.find((chart) => chart.id === entry.target.id);
            if (chart) draw(chart);
        }
    }, { rootMargin: "600px" });

    function watch() {
        for (const chart of data.charts) {
            if (!drawn.has(chart.id)) watcher.observe(document.getElementById(chart.id));
        }
    }

    function drawAll() {
        watcher.disconnect();
        data.charts.filter((chart) => !drawn.has(chart.id)).forEach(draw);
    }

    Chart.defaults.font.family = "system-ui, sans-serif";
    const redraw = () => data.charts.filter((chart) => drawn.has(chart.id)).forEach(draw);
    watch();
    dark.addEventListener("change", redraw);
    // A page of a server was fetched again, and has other data.
    document.addEventListener("page-data", () => {
        data = read();
        for (const [id, chart] of drawn) {
            if (chart.canvas.isConnected && data.charts.some((own) => own.id === id)) continue;
            chart.destroy();
            drawn.delete(id);
        }
        redraw();
        watch();
        slide();
    });
    addEventListener("beforeprint", drawAll);

    // Each direction shows the part of the sheet of walks that its slider chooses.
    const walks = data.walks;
    if (walks) {
        const sheet = document.getElementById("walks");
        const start = document.getElementById("walk-start");
        const show = (direction) => {
            const slider = document.getElementById(`${direction.id}-slider`);
            const from = start ? Number(start.value) : 0;
            const distance = walks.distances[Number(slider.value)];
            const canvas = document.getElementById(direction.id);
            const scale = sheet.naturalWidth / walks.width;
            const part = [walks.columns[Number(slider.value)], direction.tops[from], walks.cellWidth, walks.cellHeight];
            canvas.getContext("2d").drawImage(sheet, ...part.map((side) => side * scale), 0, 0, canvas.width, canvas.height);
            canvas.setAttribute("aria-label", `${direction.name} from ${walks.starts[from]}, distance ${distance}`);
            document.getElementById(`${direction.id}-distance`).value = distance;
            slider.setAttribute("aria-valuetext", distance);
        };
        const showAll = () => walks.directions.forEach(show);
        for (const direction of walks.directions) {
            document.getElementById(`${direction.id}-slider`).addEventListener("input", () => show(direction));
        }
        start?.addEventListener("change", showAll);
        sheet.decode().then(showAll);
    }

    // The slider over the sheets of the training. It follows the newest sheet until the reader moves it; then it stays at that step, or at the
    // last one before it if a page of a server has no longer that step's sheet.
    let slides = null;

    function slide() {
        const slider = document.getElementById("sheet-slider");
        if (!slider) return;
        if (slides?.slider !== slider) {
            slides = { slider, step: Infinity, inPage: document.getElementById("sheet").getAttribute("src") };
            slider.addEventListener("input", () => {
                const place = Number(slider.value);
                slides.step = place === data.sheets.length - 1 ? Infinity : data.sheets[place].step;
                slide();
            });
        }
        const place = Math.max(0, data.sheets.findLastIndex((sheet) => sheet.step <= slides.step));
        const sheet = data.sheets[place];
        slider.max = data.sheets.length - 1;
        slider.value = place;
        slider.setAttribute("aria-valuetext", sheet.name);
        const image = document.getElementById("sheet");
        const source = sheet.source ?? slides.inPage;
        if (image.getAttribute("src") !== source) image.src = source;
        image.alt = sheet.text;
        // Screen readers say what is set.
        const name = document.getElementById("sheet-name");
        if (name.value !== sheet.name) name.value = sheet.name;
    }

    slide();
})();
