import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { filesOf } from '../../../../tools/bundle-functions.ts';

/** A service with one user, which the template of a rotation function is written for. */
export const startService = async (first: string) => {
  const state = { password: first };
  const server = createServer((request, response) => {
    const [, basic = ''] = (request.headers.authorization ?? '').split(' ');
    const isKnown = Buffer.from(basic, 'base64').toString() === `robot:${state.password}`;
    void text(request).then((body) => {
      if (isKnown && request.method === 'PUT') state.password = body;
      response.writeHead(isKnown ? 200 : 401).end();
      return undefined;
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { state, url: `http://127.0.0.1:${port}`, close: () => server.close() };
};

/** A function as somebody wrote it who read half of the documentation; what is wrong is chosen by a variable. */
const HOME_MADE = `
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { randomUUID } from 'node:crypto';
const secrets = new SecretsManager({});
const { FAULT } = process.env;
export const handler = async ({ Step, SecretId, ClientRequestToken: id }) => {
  const { VersionIdsToStages: stages, RotationEnabled: on } = await secrets.describeSecret({ SecretId });
  if (FAULT !== 'unchecked') {
    if (!on) throw new Error('off');
    if (!stages[id]) throw new Error('unknown');
    if (FAULT !== 'again' && stages[id].includes('AWSCURRENT')) return;
    if (!stages[id].includes('AWSPENDING')) throw new Error('not pending');
  }
  if (Step === 'createSecret') {
    if (FAULT !== 'replaces') try {
      await secrets.getSecretValue({ SecretId, VersionId: id, VersionStage: 'AWSPENDING' });
      return;
    } catch {}
    const value = randomUUID();
    if (FAULT === 'talks') console.log('new value', value);
    await secrets.putSecretValue({ SecretId, ClientRequestToken: id, SecretString: value, VersionStages: ['AWSPENDING'] });
  }
  if (Step === 'testSecret' && FAULT === 'fails') throw new TypeError('cannot read the answer');
  if (Step === 'finishSecret' && FAULT !== 'unfinished') {
    const current = Object.keys(stages).find((one) => stages[one].includes('AWSCURRENT'));
    await secrets.updateSecretVersionStage({ SecretId, VersionStage: 'AWSCURRENT', MoveToVersionId: id, RemoveFromVersionId: current });
  }
};
`;

/** Folders with the template and the home-made function. */
export const functionFolders = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-rotation-test-'));
  for (const [name, code] of Object.entries(await filesOf('rotation-template')))
    writeFileSync(join(folder, name), code);
  const homeMade = join(folder, 'home-made.mjs');
  writeFileSync(homeMade, HOME_MADE);
  return {
    template: folder,
    homeMade,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
};
