// Okta's Node SDK, as its own documentation uses it.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

import { FEW, MANY, Checks, Mock, complete, obedient } from './checks.mjs';

const require = createRequire(import.meta.url);
const { Client } = require('@okta/okta-sdk-nodejs');
const { version } = require('@okta/okta-sdk-nodejs/package.json');

/** The `uuid`s of the log. The SDK finds the next page itself and ends at the first empty one. */
async function walk(config, limit) {
  const client = new Client(config);
  let pages = 0;
  client.requestExecutor.on('response', (answer) => {
    pages += answer.status === 200 && answer.url.includes('/api/v1/logs') ? 1 : 0;
  });
  const seen = [];
  const since = new Date(Date.now() - 3_600_000).toISOString();
  const log = await client.systemLogApi.listLogEvents({ since, limit, sortOrder: 'ASCENDING' });
  await log.each((event) => {
    seen.push(event.uuid);
  });
  return { seen, pages };
}

async function everything(mock, config, records = MANY) {
  const { seen, pages } = await walk({ orgUrl: mock.url, ...config }, records / 10);
  await complete(seen, mock, records);
  return `${seen.length.toLocaleString('en')} events in ${pages} pages`;
}

async function refused(mock, config) {
  const said = await everything(mock, config, FEW);
  return `${said}, ${obedient(await mock.lines('requests'))} times 429`;
}

/** What the app of `mock` signs its requests for tokens with. */
function app(mock) {
  return {
    authorizationMode: 'PrivateKey',
    clientId: mock.clientId,
    scopes: ['okta.logs.read'],
    privateKey: { ...mock.key },
  };
}

/** The answers to requests for tokens. */
async function tokenStatuses(mock) {
  const requests = await mock.lines('requests');
  return requests.filter(({ endpoint }) => endpoint === 'token').map(({ status }) => status);
}

async function bearer(mock) {
  const said = await everything(mock, app(mock));
  assert.deepEqual(await tokenStatuses(mock), [200]);
  return said;
}

/** The SDK sends a proof with every request for a token; only the challenge makes it use DPoP. */
async function bound(mock) {
  const said = await everything(mock, app(mock));
  assert.deepEqual(await tokenStatuses(mock), [400, 200]);
  return said;
}

const folder = process.argv[2];
const checks = new Checks(`node @okta/okta-sdk-nodejs ${version}`);
const names = ['unbound', 'tight', 'rough', 'proxy', 'bound', 'tight-bound'];
const [unbound, tight, rough, proxy, ...boundOnes] = names.map((name) => new Mock(folder, name));
await checks.run('SSWS', () => everything(unbound, { token: unbound.token }));
await checks.run('SSWS and 429', () => refused(tight, { token: tight.token }));
await checks.run('SSWS, a folded Link and a concurrency 429', () => refused(rough, { token: rough.token }));
await checks.run('SSWS as acme.okta.com through the proxy', () =>
  everything(
    proxy,
    { orgUrl: 'https://acme.okta.com', httpsProxy: proxy.proxyUrl, token: proxy.token },
    FEW,
  ));
await checks.run('private_key_jwt', () => bearer(unbound));
await checks.run('private_key_jwt, DPoP and the nonce', () => bound(boundOnes[0]));
await checks.run('private_key_jwt, DPoP and 429', () => refused(boundOnes[1], app(boundOnes[1])));
