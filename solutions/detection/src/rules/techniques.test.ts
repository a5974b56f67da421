import { expect, test } from 'vitest';
import type { JsonObject } from '../model.ts';
import { isAtLeast } from '../severity.ts';
import { ACCESS_CASES } from './cases/access.fixture.ts';
import { EVASION_CASES } from './cases/evasion.fixture.ts';
import { IDENTITY_CASES } from './cases/identity.fixture.ts';
import { TERRAFORM, byService, record, session, told } from './rules.fixture.ts';

const CASES = { ...IDENTITY_CASES, ...EVASION_CASES, ...ACCESS_CASES };

test.for(Object.entries(CASES))('%s is found, and what only looks like it is not', ([, wanted]) => {
  const found = told(wanted.records).filter(({ rule }) => rule === wanted.rule);
  const backwards = told(wanted.records.toReversed()).filter(({ rule }) => rule === wanted.rule);

  expect(backwards).toHaveLength(found.length);
  expect(found.map(({ severity }) => severity)).toEqual([wanted.severity ?? 'MEDIUM']);
  expect(found[0]?.because.join(' ')).not.toMatch(/\{[$a-z]/);
  const near = told(wanted.near).filter(({ rule }) => rule === wanted.rule);
  expect(near.filter(({ severity }) => isAtLeast(severity, 'MEDIUM'))).toEqual([]);
});

// What every deployment and every operator does: found, and not weighty.
test.for<readonly [string, JsonObject]>([
  ['attack.user-created', record('iam:CreateUser', { userName: 'x' })],
  ['attack.mfa-removed', record('iam:DeleteVirtualMFADevice', { serialNumber: 'x' })],
  ['attack.password-policy-changed', record('iam:DeleteAccountPasswordPolicy', null)],
  [
    'attack.older-policy-version',
    record('iam:SetDefaultPolicyVersion', { policyArn: 'p', versionId: 'v1' }),
  ],
  ['attack.all-rights-read', record('iam:GetAccountAuthorizationDetails', null)],
  ['attack.command-on-instance', record('ssm:SendCommand', { documentName: 'X' })],
  ['attack.session-on-instance', record('ssm:StartSession', { target: 'i-1' })],
  ['attack.ssh-key-sent', record('ec2-instance-connect:SendSSHPublicKey', { instanceId: 'i-1' })],
  ['attack.key-pair-made', record('ec2:CreateKeyPair', { keyName: 'x' })],
  [
    'attack.function-changed',
    record('lambda:UpdateFunctionCode20150331v2', { functionName: 'x' }, session('d', 'c')),
  ],
  ['attack.backups-deleted', record('ec2:DeleteSnapshot', { snapshotId: 's' })],
  ['attack.logs-deleted', record('logs:DeleteLogGroup', { logGroupName: 'x' })],
  ['attack.alarms-silenced', record('monitoring:DeleteAlarms', { alarmNames: ['x'] })],
  ['attack.guardduty-told-to-trust', record('guardduty:CreateFilter', {})],
  ['attack.key-material-imported', record('kms:ImportKeyMaterial', { keyId: 'k' })],
  ['attack.mail-opened', record('ses:VerifyEmailIdentity', { emailAddress: 'a@b.example' })],
  [
    'attack.metadata-v1-allowed',
    record('ec2:ModifyInstanceMetadataOptions', { httpTokens: 'optional' }),
  ],
  ['attack.data-exported', record('rds:StartExportTask', {})],
  ['workload.ec2-outside-pipeline', record('ec2:RunInstances', { instanceType: 't3.micro' })],
] as const)('%s is told as LOW', ([rule, raw]) => {
  expect(told([raw]).find((one) => one.rule === rule)?.severity).toBe('LOW');
});

test('what AWS does for itself is nothing to tell', () => {
  const records = Object.values(CASES)
    .flatMap((one) => one.records)
    .map((raw) => ({ ...raw, ...byService('backup') }));

  expect(
    told(records, { packs: ['workload', 'attack'], disabled: ['attack.key-quarantined'] }),
  ).toEqual([]);
});

test('what a pipeline says of itself makes it weigh less, not vanish', () => {
  const [raw] = CASES['port 22']?.records ?? [];
  const found = told([{ ...raw, ...TERRAFORM }]).filter(
    ({ rule }) => rule === 'attack.admin-port-opened',
  );

  expect(found.map(({ severity }) => severity)).toEqual(['LOW']);
  expect(found[0]?.because.join(' ')).toContain('a pipeline');
});
