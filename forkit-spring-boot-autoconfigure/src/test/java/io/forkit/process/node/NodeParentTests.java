/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.forkit.process.node;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import io.forkit.posix.Children;
import io.forkit.posix.Signal;
import io.forkit.process.ChildProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests with a Node program that forks a JVM. The Node program does the asserting.
 */
class NodeParentTests extends AbstractChannelTests {

	private static final String PRELUDE = """
			const assert = require('assert');
			const { fork, spawn } = require('child_process');
			const dgram = require('dgram');
			const net = require('net');
			const { once } = require('events');
			const [java, classPath] = process.argv.slice(2);
			const flags = ['-XX:TieredStopAtLevel=1', '--add-opens=java.base/sun.nio.ch=ALL-UNNAMED', '-cp', classPath];
			const main = (name) => 'io.forkit.process.node.' + name;
			const forkJava = (name, args, options) =>
			  fork(main(name), args, { execPath: java, execArgv: flags, ...options });
			const next = async (child) => (await once(child, 'message'))[0];
			const readAll = async (socket) => {
			  let text = '';
			  for await (const chunk of socket) text += chunk;
			  return text;
			};
			const listening = async (server) => { server.listen(0, '127.0.0.1'); await once(server, 'listening'); };
			const ended = (child) => child.exitCode === null ? once(child, 'exit') : [child.exitCode, null];
			process.on('unhandledRejection', (ex) => { console.error(ex); process.exit(99); });
			""";

	/**
	 * Let Node run a program that prints "done" in the end.
	 * @param body the program, in an asynchronous function
	 * @return what stderr said
	 */
	private String runInNode(String body) throws IOException {
		try (ChildProcess node = start(body)) {
			String out = new String(node.stdout().readAllBytes(), StandardCharsets.UTF_8);
			String err = new String(node.stderr().readAllBytes(), StandardCharsets.UTF_8);
			assertThat(out).as(err).isEqualTo("done\n");
			return err;
		}
	}

	private ChildProcess start(String body) throws IOException {
		Path program = script("parent.js", PRELUDE + "(async () => {\n" + body + "\n})();");
		return this.processes
			.spawn("node", program.toString(), Path.of(System.getProperty("java.home"), "bin", "java").toString(),
					System.getProperty("java.class.path"))
			.start();
	}

	@ParameterizedTest
	@ValueSource(strings = { "forkJava('ForkChild', ['echo'])",
			"spawn(java, [...flags, main('ForkChild'), 'echo'], { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] })" })
	void aJvmFindsItsNodeParentAndAnswers(String start) throws Exception {
		runInNode("const child = " + start + ";" + """
				const text = 'aä\\u20ac\\ud83d\\ude00';
				for (const value of [null, true, false, 0, -1.5, 1e300, 2 ** 53, '', text, [], [1, [2]], {},
				    { a: { b: [null] } }, text.repeat(100000), text.repeat(6000000)]) {
				  child.send(value);
				  assert.deepStrictEqual(await next(child), value);
				}
				child.send(Buffer.from([1, 255]));
				assert.deepStrictEqual(await next(child), { type: 'Buffer', data: [1, 255] });
				child.disconnect();
				assert.deepStrictEqual(await ended(child), [0, null]);
				console.log('done');
				""");
	}

	@Test
	void requestsAreAnsweredInBothDirections() throws Exception {
		runInNode(
				"""
						const child = forkJava('NodeForkedChild', ['requests']);
						const question = await next(child);
						assert.strictEqual(question.body, 'question');
						child.send({ $reply: question.$request, body: 'yes' });
						assert.strictEqual(await next(child), 'answered yes');
						child.send({ $request: 1, body: { x: 1 } });
						assert.deepStrictEqual(await next(child), { $reply: 1, body: { asked: { x: 1 } } });
						child.send({ $request: 2, body: 'no' });
						assert.deepStrictEqual(await next(child), { $reply: 2, error: ['java.lang.IllegalStateException', 'no'] });
						child.disconnect();
						assert.deepStrictEqual(await ended(child), [0, null]);
						console.log('done');
						""");
	}

	@Test
	void handlesOfNodeServeRealClientsInTheJvm() throws Exception {
		runInNode("""
				const child = forkJava('HandleChild', []);
				const server = net.createServer();
				await listening(server);
				const { port } = server.address();
				child.send('keep', server);
				assert.strictEqual(await next(child), 'kept');
				server.close();
				child.send('accept from the JVM');
				assert.strictEqual(await readAll(net.connect(port)), 'from the JVM');
				child.send('close');
				assert.strictEqual(await next(child), 'closed');
				const refused = net.connect(port);
				assert.strictEqual((await once(refused, 'error'))[0].code, 'ECONNREFUSED');
				child.disconnect();
				assert.deepStrictEqual(await ended(child), [0, null]);

				const other = forkJava('HandleChild', []);
				const datagrams = dgram.createSocket('udp4');
				datagrams.bind(0, '127.0.0.1');
				await once(datagrams, 'listening');
				const udpPort = datagrams.address().port;
				other.send('keep', datagrams);
				assert.strictEqual(await next(other), 'kept');
				datagrams.close();
				const client = dgram.createSocket('udp4');
				client.send('over UDP', udpPort, '127.0.0.1');
				other.send('receive');
				assert.strictEqual(await next(other), 'over UDP');
				client.close();
				other.disconnect();
				assert.deepStrictEqual(await ended(other), [0, null]);
				console.log('done');
				""");
	}

	@Test
	void connectionsGoBothWays() throws Exception {
		runInNode("""
				const child = forkJava('HandleChild', []);
				const server = net.createServer({ pauseOnConnect: true });
				await listening(server);
				const { port } = server.address();
				const client = net.connect(port);
				const [accepted] = await once(server, 'connection');
				child.send('write hello', accepted);
				assert.strictEqual(await readAll(client), 'hello');
				child.send('connect ' + port);
				const [[ofServer], [message, ofJvm]] =
				  await Promise.all([once(server, 'connection'), once(child, 'message')]);
				assert.strictEqual(message, 'socket');
				ofServer.end('to the socket of the JVM');
				assert.strictEqual(await readAll(ofJvm), 'to the socket of the JVM');
				server.close();
				child.disconnect();
				assert.deepStrictEqual(await ended(child), [0, null]);
				console.log('done');
				""");
	}

	@Test
	void aNodeServerCountsConnectionsOfTheJvmAndWaitsForThem() throws Exception {
		runInNode("""
				const child = forkJava('HandleChild', []);
				const server = net.createServer({ pauseOnConnect: true });
				await listening(server);
				const count = () => new Promise((resolve) => server.getConnections((ex, n) => resolve(n)));
				const clients = [];
				for (const order of ['keep', 'write end', 'keep']) {
				  clients.push(net.connect(server.address().port));
				  const [accepted] = await once(server, 'connection');
				  child.send(order, accepted);
				  if (order === 'keep') assert.strictEqual(await next(child), 'kept');
				}
				assert.strictEqual(await readAll(clients[1]), 'end');
				assert.strictEqual(await count(), 2);
				const closed = once(server, 'close');
				server.close();
				const first = Promise.race([closed.then(() => 'server'), next(child)]);
				child.send('write-kept still open');
				assert.strictEqual(String(await once(clients[0], 'data')), 'still open');
				child.send('close');
				assert.strictEqual(await first, 'closed');
				await closed;
				assert.strictEqual(await count(), 0);
				child.disconnect();
				assert.deepStrictEqual(await ended(child), [0, null]);
				console.log('done');
				""");
	}

	@Test
	void eitherSideCanDisconnect() throws Exception {
		runInNode("""
				const leaving = forkJava('NodeForkedChild', ['leave'], { silent: true });
				assert.strictEqual(await next(leaving), 'leaving');
				await once(leaving, 'disconnect');
				assert.strictEqual(await readAll(leaving.stdout), 'left\\n');
				assert.deepStrictEqual(await ended(leaving), [0, null]);
				console.log('done');
				""");
	}

	@Test
	void aJvmWithOtherWorkGoesOnWhenNodeDisconnects() throws Exception {
		runInNode("""
				const child = forkJava('NodeForkedChild', ['work'], { silent: true });
				child.stderr.pipe(process.stderr);
				child.disconnect();
				const [first] = await once(child.stdout, 'data');
				assert.strictEqual(String(first), 'PEER_GONE\\n');
				// As long as the JVM looks whether its parent is gone.
				setTimeout(() => child.stdin.end('go on\\n'), 1500);
				assert.strictEqual(await readAll(child.stdout), 'still here: go on\\n');
				assert.deepStrictEqual(await ended(child), [0, null]);
				console.log('done');
				""");
	}

	@Test
	void aJvmEndsWhenItsNodeParentIsKilled() throws Exception {
		try (ChildProcess node = start("""
				const child = forkJava('NodeForkedChild', ['stay']);
				await next(child);
				console.log(child.pid);
				""")) {
			long pid = pid(node);
			node.kill(Signal.SIGKILL);
			await().until(() -> !Children.isRunning(pid));
		}
	}

	@Test
	void aJvmEndsWhenItsNodeParentIsKilledInTheMiddleOfAMessage() throws Exception {
		try (ChildProcess node = start("""
				const child = forkJava('NodeForkedChild', ['stay']);
				await next(child);
				console.log(child.pid);
				child.send('x'.repeat(64 * 1024 * 1024));
				process.kill(process.pid, 'SIGKILL');
				""")) {
			long pid = pid(node);
			assertThat(exit(node).signal()).contains(Signal.SIGKILL);
			await().until(() -> !Children.isRunning(pid));
		}
	}

	private static long pid(ChildProcess node) throws IOException {
		return Long
			.parseLong(new BufferedReader(new InputStreamReader(node.stdout(), StandardCharsets.UTF_8)).readLine());
	}

	@Test
	void aJvmThatIsHaltedInTheMiddleOfAMessageHarmsNothing() throws Exception {
		runInNode("""
				const child = forkJava('NodeForkedChild', ['crash']);
				const messages = [];
				child.on('message', (message) => messages.push(message));
				assert.deepStrictEqual(await once(child, 'exit'), [7, null]);
				assert.ok(messages[0] === 'begin' && messages.length <= 2);
				console.log('done');
				""");
	}

	@Test
	void serializationThatOnlyNodeKnowsIsRefusedWithTheReason() throws Exception {
		String err = runInNode("""
				const child = forkJava('ForkChild', ['echo'], { serialization: 'advanced' });
				assert.deepStrictEqual(await ended(child), [1, null]);
				console.log('done');
				""");
		assertThat(err).contains("NODE_CHANNEL_SERIALIZATION_MODE must be 'json' or 'frames' but is 'advanced'")
			.contains("serialization: 'json'");
	}

}
