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

// Node's cluster, and what BenchmarkApplication is for the JVM: node cluster.js <port> <workers> <rr or none>
'use strict';

const cluster = require('node:cluster');
const fs = require('node:fs');
const http = require('node:http');

const [port, workers, scheduling] = process.argv.slice(2);

if (cluster.isPrimary) {
  process.stdin.on('end', () => process.exit(1)).resume();
  cluster.schedulingPolicy = scheduling === 'rr' ? cluster.SCHED_RR : cluster.SCHED_NONE;
  cluster.on('exit', (worker, code, signal) => {
    console.error(`Worker ${worker.id} ended: ${signal ?? code}`);
    process.exit(1);
  });
  for (let i = 0; i < workers; i++) {
    cluster.fork();
  }
} else {
  const pid = String(process.pid);
  const never = new Int32Array(new SharedArrayBuffer(4));
  const headers = { 'Content-Type': 'text/plain', 'Content-Length': pid.length };
  const slow = (parameters) => {
    while (parameters.get('pid') === pid && fs.existsSync(parameters.get('file'))) {
      Atomics.wait(never, 0, 0, 20);
    }
  };
  http.createServer((request, response) => {
    if (request.url !== '/') {
      slow(new URL(request.url, 'http://localhost').searchParams);
    }
    response.writeHead(200, headers);
    response.end(pid);
  }).listen(Number(port), '127.0.0.1');
}
