import { expect, test } from 'vitest';
import {
  conditionKeysFor,
  expandAction,
  findAction,
  findConditionKey,
  serviceCatalog,
  services,
  servicesUnderRcp,
} from './index.ts';

test('an action is found in any case, with its access level, resources and condition keys', async () => {
  const action = await findAction('ECS:runtask');

  expect(action).toMatchObject({ service: 'ecs', name: 'RunTask', accessLevels: ['Write'] });
  expect(action?.resources.map(({ name }) => name)).toEqual(['task-definition']);
  expect(action?.conditionKeys.find('ecs:cluster')).toMatchObject({
    type: 'ARN',
    multivalued: false,
  });
});

test.for(['constructor', '__proto__', 'toString', '../services', 'ecs/../iam', ''])(
  'a name that is no service (%s) has no data',
  async (name) => {
    expect(await serviceCatalog(name)).toBeUndefined();
    expect(await findAction(`${name}:constructor`)).toBeUndefined();
    expect(await findAction(`ecs:${name}`)).toBeUndefined();
    expect(await findConditionKey(`${name}:constructor`)).toBeUndefined();
  },
);

test.for([
  ['ecs:Describe*', 'ecs:DescribeTasks', 'ecs:RunTask'],
  ['ec?:RunTas?', 'ecs:RunTask', 'ecr:PutImage'],
  ['IAM:passrole', 'iam:PassRole', 'iam:GetRole'],
] as const)('%s names %s and not %s', async ([pattern, inside, outside]) => {
  const actions = await expandAction(pattern);

  expect(actions).toContain(inside);
  expect(actions).not.toContain(outside);
});

test('a pattern without a service prefix names nothing', async () => {
  expect(await expandAction('RunTask')).toEqual([]);
  expect(await expandAction('ecs')).toEqual([]);
});

test.for([
  ['aws:resourcetag/Owner', 'aws:ResourceTag/${TagKey}', 'String', false],
  ['aws:TagKeys', 'aws:TagKeys', 'String', true],
  ['aws:CurrentTime', 'aws:CurrentTime', 'Date', false],
  [
    'kms:EncryptionContext:app:name',
    'kms:EncryptionContext:${EncryptionContextKey}',
    'String',
    false,
  ],
  ['s3:ExistingObjectTag/team', 's3:ExistingObjectTag/${key}', 'String', false],
  [
    'token.actions.githubusercontent.com:repository',
    'token.actions.githubusercontent.com:repository',
    'String',
    false,
  ],
  ['lambda:SourceFunctionArn', 'lambda:SourceFunctionArn', 'ARN', false],
] as const)('the condition key %s is %s of type %s', async ([written, name, type, multivalued]) => {
  expect(await findConditionKey(written)).toEqual({ name, type, multivalued });
});

test.for(['aws:ResourceTag/', 'aws:ResourceTag', 'aws:constructor', 's3:nothing', 'nothing'])(
  '%s is no condition key',
  async (name) => {
    expect(await findConditionKey(name)).toBeUndefined();
  },
);

test('an action lists the condition keys of its resource types too', async () => {
  const names = (await conditionKeysFor('ecs:StopTask')).map(({ name }) => name);

  expect(names).toContain('ecs:cluster');
  expect(names).toContain('aws:ResourceTag/${TagKey}');
  expect(await conditionKeysFor('ecs:NoSuchAction')).toEqual([]);
});

test('resource control policies apply to some of the services', async () => {
  const all = await services();
  const under = await servicesUnderRcp();

  expect(under.has('s3') && under.has('sts')).toBe(true);
  expect([...under].every((service) => all.has(service))).toBe(true);
  expect(under.size).toBeLessThan(all.size);
});
