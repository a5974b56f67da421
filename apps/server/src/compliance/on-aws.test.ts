import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { SecurityHub } from '@aws-sdk/client-securityhub';
import { createClients } from '@gatehouse/clients';
import { silentLog, systemClock } from '@gatehouse/core';
import { coreMigrations, migrate, openSqlite } from '@gatehouse/store';
import { startCloud } from '@gatehouse/testcloud';
import { manualClock } from '@gatehouse/testkit';
import { expect, onTestFinished, test } from 'vitest';
import { readConfig } from '../config.ts';
import { complianceOnAws } from './on-aws.ts';
import { startCompliance } from './start-compliance.ts';

const MANAGEMENT = '123456789012';
const WORKLOADS = '111122223333';

const settingsOf = (...flags: readonly string[]) =>
  complianceOnAws(
    readConfig(['--cloud=aws', '--region=us-east-1', ...flags], {}, () => {
      throw new Error('no file is read');
    }),
  );

const fileWith = (text: string): string => {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-compliance-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'parameters.json');
  writeFileSync(file, text);
  return file;
};

test.for<[readonly string[], string | undefined]>([
  [[], undefined],
  [['--compliance=off', `--compliance-accounts=${WORKLOADS}`], undefined],
  [['--compliance=on'], 'own'],
  [[`--compliance-accounts=${WORKLOADS}`, '--compliance-role=Reader'], 'Reader'],
])('%j judges secrets as %s', ([flags, role]) => {
  const found = settingsOf(...flags);

  const arn = found && (found.settings.roleArnOf(WORKLOADS) ?? 'own');
  expect(arn?.split('/').at(-1)).toBe(role);
});

test.for([
  [[`--compliance-accounts=${WORKLOADS}`], 'complianceRole'],
  [['--compliance-role=Reader'], 'complianceAccounts'],
  [['--compliance-hours=0'], 'complianceHours'],
] as const)('%j is refused for %s', ([flags, name]) => {
  expect(() => settingsOf(...flags)).toThrow(name);
});

test.for([
  ['{"maxAgeDays": 0}', 'maxAgeDays'],
  ['{"rules": ["fly"]}', 'rules'],
  ['{"more": 1}', 'more'],
  ['no', 'cannot be used'],
] as const)('parameters %s are refused', ([text, reason]) => {
  const file = fileWith(text);

  expect(() => settingsOf('--compliance=on', `--compliance-parameters-file=${file}`)).toThrow(
    reason,
  );
});

test('accounts are judged through a role, with the parameters of a file, and their findings imported', async () => {
  const cloud = await startCloud();
  onTestFinished(() => cloud.stop());
  const secrets = new SecretsManager(cloud.client('workloads'));
  await secrets.createSecret({ Name: 'prod/db', SecretString: 'x' });
  const clock = manualClock(systemClock.now());
  const store = await openSqlite({ file: ':memory:', clock, log: silentLog });
  await migrate(store, coreMigrations);
  const file = fileWith('{"rules": ["no-rotation", "too-many-readers"], "mostReaders": 0}');
  const found = settingsOf(
    `--compliance-accounts=${MANAGEMENT},${WORKLOADS}`,
    '--compliance-role=OrganizationAccountAccessRole',
    '--compliance-regions=us-east-1',
    `--compliance-parameters-file=${file}`,
  );
  if (found === undefined) throw new Error('compliance is not wanted');
  const clients = createClients({
    endpoint: cloud.aws,
    region: found.region,
    credentials: () => Promise.resolve(cloud.client('admin').credentials),
    clock: systemClock,
  });

  const running = await startCompliance({ store, clock, log: silentLog }, clients, found.settings);
  onTestFinished(() => running.stop());
  clock.advance({ minutes: 2 });
  await running.runner.runDue();

  const { Findings = [] } = await new SecurityHub(cloud.client('security')).getFindings({
    Filters: { GeneratorId: [{ Value: 'gatehouse/secrets/', Comparison: 'PREFIX' }] },
  });
  expect(Findings.map(({ GeneratorId = '' }) => GeneratorId).toSorted()).toEqual([
    'gatehouse/secrets/no-rotation',
    'gatehouse/secrets/too-many-readers',
  ]);
  // The management account's own role is not there: it is told, and does not keep the others from being judged.
  clock.advance({ hours: 12 });
  expect(await running.runner.runDue()).toBe(1);
});
