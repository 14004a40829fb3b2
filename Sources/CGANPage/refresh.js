// The script of pages that a server shows. It fetches the page again every few seconds, and puts what changed into the page that is shown: what
// has the focus keeps it, and what was opened stays open.
"use strict";

(() => {
    const seconds = 5;
    const notice = document.getElementById("connection");

    // Makes a node, and what is in it, equal to a fresh one.
    function synchronize(node, fresh) {
        if (node.nodeName !== fresh.nodeName || node.id !== fresh.id) {
            node.replaceWith(document.importNode(fresh, true));
            return;
        }
        if (node.nodeType !== Node.ELEMENT_NODE) {
            if (node.nodeValue !== fresh.nodeValue) node.nodeValue = fresh.nodeValue;
            return;
        }
        for (const { name, value } of fresh.attributes) {
            if (node.getAttribute(name) !== value) node.setAttribute(name, value);
        }
        // A chart sets its canvas's size, the script of pages shows what a slider chose, and the reader opens details.
        if (node.nodeName === "CANVAS" || "scripted" in node.dataset) return;
        for (const { name } of [...node.attributes]) {
            if (!fresh.hasAttribute(name) && name !== "open") node.removeAttribute(name);
        }
        synchronizeChildren([...node.childNodes], [...fresh.childNodes], node);
    }

    // Children with an id belong to those of the same id, and the others to each other in their order. Nodes that stay are not moved where
    // others come or go before them, because a node that moves loses the focus.
    function synchronizeChildren(old, fresh, parent) {
        const named = new Map(old.filter((child) => child.id).map((child) => [child.id, child]));
        const unnamed = old.filter((child) => !child.id);
        const partners = fresh.map((child) => (child.id ? named.get(child.id) : unnamed.shift()));
        old.filter((child) => !partners.includes(child)).forEach((child) => child.remove());
        let next = parent.firstChild;
        fresh.forEach((child, index) => {
            const partner = partners[index];
            if (!partner) {
                parent.insertBefore(document.importNode(child, true), next);
                return;
            }
            if (partner === next) next = next.nextSibling;
            else parent.insertBefore(partner, next);
            synchronize(partner, child);
        });
    }

    function show(text) {
        const fresh = new DOMParser().parseFromString(text, "text/html");
        const places = ["header", "main", "#page-data"];
        const pairs = places.map((place) => [document.querySelector(place), fresh.querySelector(place)]);
        if (pairs.some(([node, other]) => !node || !other)) return;
        const data = document.getElementById("page-data");
        const before = data.textContent;
        for (const [node, other] of pairs) synchronize(node, other);
        if (data.textContent !== before) document.dispatchEvent(new Event("page-data"));
    }

    function say(problem) {
        if (notice.textContent !== problem) notice.textContent = problem;
    }

    async function refresh() {
        try {
            const answer = await fetch(location.href, { cache: "no-store", redirect: "error" });
            if (answer.ok) {
                show(await answer.text());
                say("");
            } else {
                say(answer.status === 404 ? "What this page shows is no longer there." : `The server answers with status ${answer.status}.`);
            }
        } catch {
            say("The server does not answer; what is shown is older.");
        }
    }

    async function keepFresh() {
        if (!document.hidden) await refresh();
        setTimeout(keepFresh, seconds * 1000);
    }

    document.addEventListener("visibilitychange", () => {
        if (!document.hidden) refresh();
    });
    setTimeout(keepFresh, seconds * 1000);
})();
