import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compilePolicy, decide, requestContext } from '@gatehouse/policy';
import { expect, test } from 'vitest';
import { FINDINGS_EXAMPLE } from './findings.fixture.ts';

const GUIDE = readFileSync(
  join(import.meta.dirname, '../../../../docs/findings-in-aws.md'),
  'utf8',
);

/** The JSON blocks of the guide, in their order. */
const blocks = [...GUIDE.matchAll(/```json\n(.*?)```/gs)].map(([, block = '']) => block);

test('the guide shows the example as it is', () => {
  expect(JSON.parse(blocks[0] ?? '')).toEqual(JSON.parse(readFileSync(FINDINGS_EXAMPLE, 'utf8')));
});

test.for([
  ['arn:aws:iam::777788889999:role/GatehouseResolver', 'o-exampleorgid', true],
  ['arn:aws:iam::111122223333:role/GatehouseFalcoImporter', 'o-exampleorgid', true],
  ['arn:aws:iam::111122223333:role/GatehouseFalcoImporter', 'o-other000000', false],
  ['arn:aws:iam::111122223333:role/GatehouseResolver', 'o-exampleorgid', false],
  ['arn:aws:iam::111122223333:role/Administrator', 'o-exampleorgid', false],
] as const)('with the advised policy the server becomes %s of %s: %s', ([role, id, expected]) => {
  const account = role.split(':')[4] ?? '';
  const server = 'arn:aws:iam::999988887777:role/GatehouseServer';
  const everybody = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: server }, Action: 'sts:AssumeRole' }],
  });

  const { allowed } = decide(
    {
      action: 'sts:AssumeRole',
      resource: role,
      resourceAccount: account,
      principal: {
        kind: 'assumed-role',
        account: '999988887777',
        arn: 'arn:aws:sts::999988887777:assumed-role/GatehouseServer/task',
        id: 'AROAEXAMPLE:task',
        roleArn: server,
        roleId: 'AROAEXAMPLE',
      },
      context: requestContext({ 'aws:ResourceOrgID': id }),
    },
    {
      identity: [{ id: 'advised', policy: compilePolicy(blocks[1] ?? '', 'identity') }],
      resource: { id: 'trust', policy: compilePolicy(everybody, 'trust') },
      resourceKind: 'trust',
    },
  );

  expect(allowed).toBe(expected);
});
