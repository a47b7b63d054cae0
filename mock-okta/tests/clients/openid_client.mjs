// openid-client: an OAuth client for Node that knows nothing of Okta.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { webcrypto } from 'node:crypto';
import * as client from 'openid-client';

import { Checks, Mock, complete } from './checks.mjs';

const SCOPE = 'okta.logs.read';
const PAGES_MAX = 100;

/** The key of the app, with which assertions are signed. */
async function privateKey({ key }) {
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
  return { key: await webcrypto.subtle.importKey('jwk', key, algorithm, false, ['sign']), kid: key.kid };
}

/** A client that found the endpoints by itself. Okta insists on its token endpoint as audience. */
async function discovered(mock, algorithm = 'oidc') {
  const authentication = client.PrivateKeyJwt(await privateKey(mock), {
    [client.modifyAssertion]: (_header, payload) => {
      payload.aud = `${mock.url}/oauth2/v1/token`;
    },
  });
  return client.discovery(new URL(mock.url), mock.clientId, undefined, authentication, { algorithm });
}

/** Reads the log with `token`, and with a proof for every request if there is a handle for them. */
async function walk(mock, config, token, options) {
  const since = new Date(Date.now() - 3_600_000).toISOString();
  let url = new URL(`${mock.url}/api/v1/logs?limit=1000&since=${since}`);
  const seen = [];
  let pages = 0;
  while (pages < PAGES_MAX) {
    const answer = await client.fetchProtectedResource(
      config, token.access_token, url, 'GET', undefined, undefined, options,
    );
    assert.equal(answer.status, 200);
    const events = await answer.json();
    if (events.length === 0) {
      break;
    }
    seen.push(...events.map((event) => event.uuid));
    pages += 1;
    url = new URL(/<([^>]+)>; rel="next"/.exec(answer.headers.get('link'))[1]);
  }
  await complete(seen, mock);
  return `${seen.length.toLocaleString('en')} events in ${pages} pages`;
}

async function bearer(mock, algorithm) {
  const config = await discovered(mock, algorithm);
  const token = await client.clientCredentialsGrant(config, { scope: SCOPE });
  // The library writes types in lower case.
  assert.deepEqual([token.token_type, token.scope, token.expires_in], ['bearer', SCOPE, 3600]);
  return walk(mock, config, token);
}

async function bound(mock, algorithm) {
  const config = await discovered(mock);
  const DPoP = client.getDPoPHandle(config, await client.randomDPoPKeyPair(algorithm));
  const before = (await mock.lines('requests')).length;
  const token = await client.clientCredentialsGrant(config, { scope: SCOPE }, { DPoP });
  assert.equal(token.token_type, 'dpop');
  const asked = (await mock.lines('requests')).slice(before);
  assert.deepEqual(
    asked.map(({ endpoint, status }) => `${endpoint} ${status}`),
    ['token 400', 'token 200'],
    'the answers, the first of which asks for a nonce',
  );
  return walk(mock, config, token, { DPoP });
}

/** The library names the issuer as audience, as OAuth now advises; Okta does not take it. */
async function otherAudience(mock) {
  const config = await client.discovery(
    new URL(mock.url), mock.clientId, undefined, client.PrivateKeyJwt(await privateKey(mock)),
  );
  await assert.rejects(client.clientCredentialsGrant(config, { scope: SCOPE }), {
    status: 401,
    error: 'invalid_client',
    error_description:
      'The audience claim for client_assertion must be the endpoint invoked for the request.',
  });
}

const folder = process.argv[2];
const { version } = JSON.parse(
  readFileSync(new URL('node_modules/openid-client/package.json', import.meta.url)),
);
const checks = new Checks(`openid-client ${version}`);
const [open, strict] = ['open', 'bound'].map((name) => new Mock(folder, name));
await checks.run('openid-configuration and private_key_jwt', () => bearer(open, 'oidc'));
await checks.run('oauth-authorization-server and private_key_jwt', () => bearer(open, 'oauth2'));
await checks.run('private_key_jwt, DPoP with ES256 and the nonce', () => bound(strict, 'ES256'));
await checks.run('private_key_jwt, DPoP with RS256 and the nonce', () => bound(strict, 'RS256'));
await checks.run('the issuer as audience is refused', () => otherAudience(open));
