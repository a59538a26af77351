"use strict";

let job = null;

async function inspect() {
	say("Asking\u2026");
	const report = await (await post("files")).json();
	for (const key of ["name", "sha256", "lines", "words", "bytes"]) {
		element(key).textContent = report[key];
	}
	element("most-frequent").replaceChildren(...report.mostFrequent.map(({ line, count }) => {
		const row = document.createElement("tr");
		row.insertCell().textContent = count;
		row.insertCell().textContent = line;
		return row;
	}));
	element("report").hidden = false;
	say("");
}

const handlers = {
	started({ id, pid, bytes }) {
		job.id = id;
		element("progress").max = bytes;
		write("Process " + pid + " has started\n");
	},
	progress({ line, bytes }) {
		if (bytes >= 0) {
			element("progress").value = bytes;
		}
		write(line + "\n");
	},
	finished({ bytes, millis }) {
		element("progress").value = element("progress").max;
		say(`${element("progress").max} bytes became ${bytes} in ${(millis / 1000).toFixed(1)} seconds.`);
	},
	failed({ status }) {
		say("The program failed: " + status);
	},
	cancelled() {
		say("Cancelled: nothing of it runs any more.");
	},
};

function write(text) {
	const output = element("output");
	output.append(text);
	output.scrollTop = output.scrollHeight;
}

async function run() {
	job = { id: null, abort: new AbortController() };
	element("output").textContent = "";
	element("progress").value = 0;
	element("job").hidden = false;
	say("Running\u2026");
	let last;
	for await (const { name, data } of events(await post("jobs", job.abort.signal))) {
		last = name;
		handlers[name](data);
	}
	if (!(last in handlers) || last === "started" || last === "progress") {
		throw new Error("The connection was lost, and the job has ended with it.");
	}
}

// Any worker can answer this one.
async function cancel() {
	if (job.id === null) {
		job.abort.abort();
		return;
	}
	await fetch("jobs/" + job.id, { method: "DELETE" });
}

async function busy(action) {
	if (!element("form").reportValidity()) {
		return;
	}
	element("inspect").disabled = element("start").disabled = true;
	element("cancel").disabled = action !== run;
	try {
		await action();
	}
	catch (error) {
		say((error.name === "AbortError") ? "Cancelled." : error.message);
	}
	finally {
		element("inspect").disabled = element("start").disabled = false;
		element("cancel").disabled = true;
	}
}

element("form").addEventListener("submit", (event) => {
	event.preventDefault();
	busy(inspect);
});
element("start").addEventListener("click", () => busy(run));
element("cancel").addEventListener("click", () => cancel().catch((error) => say(error.message)));
