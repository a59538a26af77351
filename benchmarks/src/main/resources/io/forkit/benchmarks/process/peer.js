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

// One run of Node's child_process: what PeerRun and the workloads are for the JVM.
'use strict';

const { execFile, spawn } = require('node:child_process');
const { once } = require('node:events');
const fs = require('node:fs');
const { promisify } = require('node:util');

const execFileAsync = promisify(execFile);
const BLOCK_SIZE = 64 * 1024;
const MIB = 1 << 20;
const GAP_MILLIS = 5;

const scenario = process.argv[2];
const [warmUp, count, width] = process.argv.slice(3).map(Number);
const living = new Set();

const now = () => Number(process.hrtime.bigint()) / 1e6;
const sleep = (millis) => new Promise((resolve) => setTimeout(resolve, millis));
const ascending = (values) => values.sort((a, b) => a - b);
const percentile = (sorted, percent) => sorted[Math.floor((sorted.length * percent + 99) / 100) - 1];

async function spawnWorkload() {
  for (let i = 0; i < warmUp; i++) {
    await execFileAsync('/bin/true');
  }
  const micros = [];
  for (let i = 0; i < count; i++) {
    const start = now();
    await execFileAsync('/bin/true');
    micros.push((now() - start) * 1000);
  }
  ascending(micros);
  return { P50: percentile(micros, 50), P99: percentile(micros, 99) };
}

function footprint() {
  const rss = /VmRSS:\s*(\d+)/.exec(fs.readFileSync('/proc/self/status', 'utf8'))[1];
  return { threads: fs.readdirSync('/proc/self/task').length, mib: rss / 1024 };
}

async function liveWorkload() {
  const before = footprint();
  const children = [];
  for (let i = 0; i < width; i++) {
    const child = spawn('/bin/sleep', ['300']);
    living.add(child);
    const ended = new Promise((resolve) => child.on('exit', () => resolve(now())));
    child.on('close', () => living.delete(child));
    await once(child, 'spawn');
    children.push({ child, ended });
    // The event alone is no turn of the event loop: nothing else would be noticed until all are started.
    await new Promise(setImmediate);
  }
  const alive = footprint();
  const killAll = async (some) => {
    for (const one of some) {
      one.killedAt = now();
      process.kill(one.child.pid, 'SIGKILL');
      await sleep(GAP_MILLIS);
    }
    return ascending(await Promise.all(some.map(async (one) => await one.ended - one.killedAt)));
  };
  await killAll(children.slice(0, warmUp));
  const millis = await killAll(children.slice(warmUp, warmUp + count));
  const threads = alive.threads - before.threads;
  return {
    THREADS: threads,
    PEAK_THREADS: Math.max(threads, footprint().threads - before.threads),
    MEMORY: alive.mib,
    MEMORY_GROWTH: alive.mib - before.mib,
    NOTICE_P50: percentile(millis, 50),
    NOTICE_P99: percentile(millis, 99),
  };
}

async function countBytes(child, mebibytes) {
  living.add(child);
  let bytes = 0;
  let completedAt;
  child.stdout.on('data', (chunk) => {
    bytes += chunk.length;
    if (bytes === mebibytes * MIB) {
      completedAt = now();
    }
  });
  child.stderr.resume();
  const [code] = await once(child, 'close');
  living.delete(child);
  if (code !== 0 || bytes !== mebibytes * MIB) {
    throw new Error(`Exit code ${code} and ${bytes} bytes of ${mebibytes} MiB`);
  }
  return completedAt;
}

function dd(mebibytes) {
  const args = ['if=/dev/zero', 'bs=1M', `count=${mebibytes}`, 'status=none'];
  return countBytes(spawn('/bin/dd', args), mebibytes);
}

async function cat(mebibytes) {
  const child = spawn('/bin/cat');
  const counted = countBytes(child, mebibytes);
  const block = Buffer.alloc(BLOCK_SIZE);
  for (let left = mebibytes * MIB; left > 0; left -= block.length) {
    if (!child.stdin.write(block)) {
      await once(child.stdin, 'drain');
    }
  }
  child.stdin.end();
  return counted;
}

async function dataWorkload(transfer) {
  await transfer(warmUp);
  const start = now();
  return { GIB_PER_SECOND: count / 1024 / ((await transfer(count) - start) / 1000) };
}

async function concurrently(total) {
  let started = 0;
  const chain = async () => {
    while (started < total) {
      started++;
      const { stdout } = await execFileAsync('/bin/echo', ['hello']);
      if (stdout !== 'hello\n') {
        throw new Error(`Got '${stdout}'`);
      }
    }
  };
  await Promise.all(Array.from({ length: width }, chain));
}

async function concurrentWorkload() {
  await concurrently(warmUp);
  const start = now();
  await concurrently(count);
  return { COMMANDS_PER_SECOND: count / ((now() - start) / 1000) };
}

const workloads = {
  SPAWN: spawnWorkload,
  LIVE: liveWorkload,
  STDOUT: () => dataWorkload(dd),
  CAT: () => dataWorkload(cat),
  CONCURRENT: concurrentWorkload,
};

process.on('exit', () => living.forEach((child) => child.kill('SIGKILL')));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => process.exit(1));
}
// Standard input ends with the process at its other end, whatever ended that.
process.stdin.on('close', () => process.exit(1)).resume();

workloads[scenario]().then(
  (figures) => {
    console.log(`result ${Object.entries(figures).map(([name, value]) => `${name}=${value}`).join(' ')}`);
    process.exit(0);
  },
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
