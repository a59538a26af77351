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

// One run of Node's child_process.fork: what MessagePeerMain and MessageChild are for the JVM.
'use strict';

const { fork } = require('node:child_process');
const { once } = require('node:events');
const net = require('node:net');

const WINDOW = 1000;
const BATCH = 100;
const SHORTEST_BATCH = 200;

const now = () => Number(process.hrtime.bigint()) / 1e6;

const modes = {
  ECHO() {
    process.on('message', (message) => process.send(message));
  },
  COUNT() {
    let left = 0;
    let begin = 0;
    process.on('message', (message) => {
      if (typeof message === 'number') {
        left = message;
        begin = now();
      } else if (--left === 0) {
        process.send(now() - begin);
      }
    });
  },
  TAKE() {
    // Node has an acknowledgement of its own, of which it does not tell the sender.
    process.on('message', (message, handle) => {
      handle.destroy();
      process.send('taken');
    });
  },
  HELLO() {
    process.send('hello');
    process.on('message', () => {});
  },
};

if (process.argv[2] === 'child') {
  modes[process.argv[3]]();
} else {
  parent(process.argv[2], process.argv[3], Number(process.argv[4]), Number(process.argv[5]));
}

async function parent(serialization, scenario, warmUp, measured) {
  process.stdin.on('end', () => process.exit(1)).resume();
  const forkChild = (mode) => fork(__filename, ['child', mode], { serialization });
  const workloads = {
    ROUND_TRIP: () => roundTrips(forkChild('ECHO'), warmUp, measured),
    ONE_WAY: () => oneWay(forkChild, warmUp, measured),
    LARGE: () => large(forkChild('COUNT'), serialization, warmUp, measured),
    HANDLES: () => handles(forkChild('TAKE'), warmUp, measured),
    FORK: () => forks(forkChild, warmUp, measured),
  };
  try {
    const figures = await workloads[scenario]();
    console.log('result ' + Object.entries(figures).map(([name, value]) => name + '=' + value).join(' '));
    process.exit(0);
  } catch (error) {
    console.error(error);
    process.exit(1);
  }
}

function median(values) {
  return values.sort((a, b) => a - b)[Math.floor((values.length * 50 + 99) / 100) - 1];
}

async function roundTrips(child, warmUp, measured) {
  await roundTripsFor(child, warmUp);
  const micros = (await roundTripsFor(child, measured)).map((millis) => millis * 1000);
  const mean = micros.reduce((a, b) => a + b, 0) / micros.length;
  return { ROUND_TRIP_P50: median(micros), ROUND_TRIP_MEAN: mean };
}

function roundTripsFor(child, millis) {
  return new Promise((resolve) => {
    const samples = [];
    const end = now() + millis;
    let sent = now();
    const listener = (message) => {
      const time = now();
      samples.push(time - sent);
      if (time > end) {
        child.off('message', listener);
        resolve(samples);
        return;
      }
      sent = time;
      child.send(message);
    };
    child.on('message', listener);
    child.send('0123456789abcdef');
  });
}

async function oneWay(forkChild, warmUp, measured) {
  return {
    TINY_PER_SECOND: await perSecond(forkChild('COUNT'), 'x'.repeat(16), WINDOW, warmUp, measured),
    SMALL_PER_SECOND: await perSecond(forkChild('COUNT'), 'x'.repeat(1024), WINDOW, warmUp, measured),
  };
}

async function large(child, serialization, warmUp, measured) {
  const payload = serialization === 'json' ? 'x'.repeat(1 << 20) : Buffer.alloc(1 << 20);
  return { LARGE_RATE: await perSecond(child, payload, 16, warmUp, measured) };
}

async function perSecond(child, payload, window, warmUp, measured) {
  let batch = 1;
  const begin = now();
  while (now() - begin < warmUp) {
    if (await stream(child, payload, batch, window) < SHORTEST_BATCH) {
      batch *= 2;
    }
  }
  let count = 0;
  let millis = 0;
  while (millis < measured) {
    millis += await stream(child, payload, batch, window);
    count += batch;
  }
  return count * 1000 / millis;
}

// As many at once as the window lets, so that the memory stays bounded.
async function stream(child, payload, count, window) {
  const report = once(child, 'message');
  child.send(count);
  let left = count;
  let outstanding = 0;
  const fill = () => {
    while (left > 0 && outstanding < window) {
      left--;
      outstanding++;
      child.send(payload, written);
    }
  };
  const written = () => {
    outstanding--;
    if (outstanding <= window / 2) {
      fill();
    }
  };
  fill();
  return (await report)[0];
}

async function handles(child, warmUp, measured) {
  const server = net.createServer({ pauseOnConnect: true }).listen(0, '127.0.0.1', BATCH);
  await once(server, 'listening');
  const rate = async (atOnce) => {
    await transfers(child, server, atOnce, warmUp);
    return transfers(child, server, atOnce, measured);
  };
  return { CONNECTIONS_ONE: await rate(1), CONNECTIONS_MANY: await rate(BATCH) };
}

async function transfers(child, server, atOnce, limit) {
  let millis = 0;
  let count = 0;
  const end = now() + 3 * limit;
  while (millis < limit && (count === 0 || now() < end)) {
    millis += await transferBatch(child, server, atOnce);
    count += BATCH;
  }
  return count * 1000 / millis;
}

async function transferBatch(child, server, atOnce) {
  const clients = [];
  const accepted = [];
  for (let i = 0; i < BATCH; i++) {
    const client = net.connect(server.address().port, '127.0.0.1').on('error', () => {});
    const [connection] = await once(server, 'connection');
    clients.push(client);
    accepted.push(connection);
  }
  const begin = now();
  for (let i = 0; i < BATCH; i += atOnce) {
    await taken(child, accepted.slice(i, i + atOnce));
  }
  const millis = now() - begin;
  clients.forEach((client) => client.resetAndDestroy());
  return millis;
}

function taken(child, connections) {
  return new Promise((resolve) => {
    let left = connections.length;
    const listener = () => {
      if (--left === 0) {
        child.off('message', listener);
        resolve();
      }
    };
    child.on('message', listener);
    connections.forEach((connection) => child.send('take', connection));
  });
}

async function forks(forkChild, warmUp, measured) {
  await forkSome(forkChild, Math.max(3, warmUp / 150));
  return { FORK_P50: median(await forkSome(forkChild, Math.max(5, measured / 150))) };
}

async function forkSome(forkChild, count) {
  const samples = [];
  for (let i = 0; i < count; i++) {
    const begin = now();
    const child = forkChild('HELLO');
    await once(child, 'message');
    samples.push(now() - begin);
    const exit = once(child, 'exit');
    child.disconnect();
    await exit;
  }
  return samples;
}
