"use strict";

// What the pages for uploads have in common.

const element = (id) => document.getElementById(id);

function say(message) {
	element("message").textContent = message;
}

async function post(path, signal) {
	const response = await fetch(path, { method: "POST", body: new FormData(element("form")), signal });
	if (!response.ok) {
		const problem = await response.json().catch(() => ({}));
		throw new Error(problem.detail || "The server answered " + response.status);
	}
	return response;
}

// EventSource can only GET. The events come as the answer of the POST that starts the job.
async function* events(response) {
	const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
	let text = "";
	for (;;) {
		const { value, done } = await reader.read();
		if (done) {
			return;
		}
		const blocks = (text + value).split("\n\n");
		text = blocks.pop();
		for (const block of blocks) {
			const event = /^event: (.*)\ndata: (.*)$/.exec(block);
			if (event) {
				yield { name: event[1], data: JSON.parse(event[2]) };
			}
		}
	}
}
