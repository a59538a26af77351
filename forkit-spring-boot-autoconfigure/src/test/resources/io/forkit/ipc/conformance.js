// Answers each line of a file with what Node makes of it.
'use strict';

const fs = require('fs');
const { StringDecoder } = require('string_decoder');

// As the channel of Node does it: see lib/internal/child_process/serialization.js
function receive(pieces) {
  const decoder = new StringDecoder('utf8');
  let text = '';
  for (const piece of pieces) text += decoder.write(Buffer.from(piece, 'hex'));
  const lines = text.split('\n');
  lines.pop();
  return lines.map((line) => {
    try {
      return JSON.stringify(JSON.parse(line));
    } catch {
      return 'malformed';
    }
  });
}

const answer = {
  // The bits of a double
  number: ([bits]) => JSON.stringify(Buffer.from(bits, 'hex').readDoubleBE()),
  // The units of a string
  string: ([units]) => JSON.stringify(Buffer.from(units, 'hex').swap16().toString('utf16le')),
  // A message of ours, which Node reads and writes again
  message: ([bytes]) => JSON.stringify(JSON.parse(Buffer.from(bytes, 'hex').toString('utf8'))),
  bytes: ([bytes]) => JSON.stringify(Buffer.from(bytes, 'hex')),
  receive: (pieces) => receive(pieces).join(' '),
};

const answers = [];
for (const line of fs.readFileSync(process.argv[2], 'latin1').split('\n')) {
  if (line === '') continue;
  const [question, ...values] = line.split(' ');
  answers.push(Buffer.from(answer[question](values)).toString('hex') + '\n');
}
fs.writeFileSync(process.argv[3], answers.join(''));
