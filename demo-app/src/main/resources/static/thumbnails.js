"use strict";

let abort = null;

const handlers = {
	started({ pid, bytes }) {
		say(`Process ${pid} has been given ${bytes} bytes.`);
	},
	progress({ percent, step }) {
		element("step").textContent = step;
		element("progress").value = percent;
	},
	finished({ width, height, bytes, url }) {
		element("thumbnail").src = url;
		element("thumbnail").hidden = false;
		say(`${width} \u00d7 ${height} pixels in ${bytes} bytes.`);
	},
	failed({ reason }) {
		say(reason + ".");
	},
};

async function convert() {
	abort = new AbortController();
	element("thumbnail").hidden = true;
	element("progress").value = 0;
	say("Starting\u2026");
	let last;
	for await (const { name, data } of events(await post("thumbnails", abort.signal))) {
		last = name;
		handlers[name](data);
	}
	if (last !== "finished" && last !== "failed") {
		throw new Error("The connection was lost, and the work has ended with it.");
	}
}

element("form").addEventListener("submit", async (event) => {
	event.preventDefault();
	element("start").disabled = true;
	element("cancel").disabled = false;
	try {
		await convert();
	}
	catch (error) {
		say((error.name === "AbortError") ? "Cancelled: nothing of it runs any more." : error.message);
	}
	finally {
		element("start").disabled = false;
		element("cancel").disabled = true;
	}
});
element("cancel").addEventListener("click", () => abort.abort());
