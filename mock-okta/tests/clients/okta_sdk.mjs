// Okta's Node SDK, as its own documentation uses it.

import { createRequire } from 'node:module';

import { Checks, Mock, complete, obedient } from './checks.mjs';

const require = createRequire(import.meta.url);
const { Client } = require('@okta/okta-sdk-nodejs');
const { version } = require('@okta/okta-sdk-nodejs/package.json');

/** The `uuid`s of the log. The SDK finds the next page itself and ends at the first empty one. */
async function walk(config) {
  const client = new Client(config);
  let pages = 0;
  client.requestExecutor.on('response', (answer) => {
    pages += answer.status === 200 && answer.url.includes('/api/v1/logs') ? 1 : 0;
  });
  const seen = [];
  const since = new Date(Date.now() - 3_600_000).toISOString();
  const log = await client.systemLogApi.listLogEvents({ since, limit: 1000, sortOrder: 'ASCENDING' });
  await log.each((event) => {
    seen.push(event.uuid);
  });
  return { seen, pages };
}

async function everything(mock, config) {
  const { seen, pages } = await walk({ orgUrl: mock.url, ...config });
  await complete(seen, mock);
  return `${seen.length.toLocaleString('en')} events in ${pages} pages`;
}

async function refused(mock, config) {
  const said = await everything(mock, config);
  return `${said}, ${obedient(await mock.lines('requests'))} times 429`;
}

const folder = process.argv[2];
const checks = new Checks(`node @okta/okta-sdk-nodejs ${version}`);
const [open, tight, rough, proxy] = ['open', 'tight', 'rough', 'proxy'].map(
  (name) => new Mock(folder, name),
);
await checks.run('SSWS', () => everything(open, { token: open.token }));
await checks.run('SSWS and 429', () => refused(tight, { token: tight.token }));
await checks.run('SSWS, a folded Link and a concurrency 429', () => refused(rough, { token: rough.token }));
await checks.run('SSWS as acme.okta.com through the proxy', () =>
  everything(proxy, {
    orgUrl: 'https://acme.okta.com',
    httpsProxy: proxy.proxyUrl,
    token: proxy.token,
  }));
