// What the Node clients share: mocks to talk to, and one line for every check.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

/** How many records a mock replays (see `run`); that makes ten pages, as large as we ask for. */
export const MANY = 10_000;
export const FEW = 2_000;

/** A mock that `run` started, as its ready line describes it. */
export class Mock {
  constructor(folder, name) {
    const ready = JSON.parse(readFileSync(`${folder}/${name}.json`, 'utf8'));
    this.url = ready.url;
    this.adminUrl = ready.admin_url;
    this.token = ready.ssws_token;
    this.clientId = ready.client_id;
    this.key = ready.private_key_jwk;
    this.proxyUrl = ready.proxy_url;
  }

  /** What the control plane lists at `what`, such as `requests`. */
  async lines(what) {
    const answer = await fetch(`${this.adminUrl}/${what}`, { signal: AbortSignal.timeout(30_000) });
    const text = await answer.text();
    return text.split('\n').filter(Boolean).map((line) => JSON.parse(line));
  }

  /** The `uuid`s of the log, in the order in which it was committed. */
  async ledger() {
    const lines = await this.lines('ledger');
    return lines.map((line) => JSON.parse(line.raw).uuid);
  }
}

/** Runs checks one after the other; a failure ends its check, not the others. */
export class Checks {
  constructor(client) {
    this.client = client;
  }

  /** `check` resolves to what to say besides `name`, or rejects. */
  async run(name, check) {
    try {
      const said = await check();
      console.log(`ok   ${this.client}: ${name}${said ? ', ' : ''}${said ?? ''}`);
    } catch (mistake) {
      process.exitCode = 1;
      console.error(mistake);
      console.log(`FAIL ${this.client}: ${name}`);
    }
  }
}

/** Every record was seen once, in the order in which it was committed. */
export async function complete(seen, mock, records = MANY) {
  const ledger = await mock.ledger();
  assert.equal(new Set(seen).size, seen.length, 'some were seen twice');
  assert.ok(seen.length >= records, `${seen.length} records seen of ${records}`);
  assert.deepEqual(seen, ledger.slice(0, seen.length), 'the order is not that of the ledger');
}

/**
 * After a 429 the same page was asked for again, not before the window had ended.
 * Resolves to how many 429s there were.
 */
export function obedient(requests) {
  let refused = 0;
  requests.slice(0, -1).forEach((refusal, place) => {
    if (refusal.status !== 429) {
      return;
    }
    refused += 1;
    const again = requests[place + 1];
    assert.equal(again.target, refusal.target, 'what was asked for after a 429');
    assert.equal(again.status, 200, 'the answer after having waited');
    const waited = Date.parse(again.at) >= refusal.rate.reset * 1000;
    assert.ok(waited, `asked again at ${again.at}, before the window had ended`);
  });
  assert.ok(refused > 0, 'nothing was refused: the check has shown nothing');
  return refused;
}
