import { expect, test } from 'vitest';
import { organizationsFixture } from './organizations.fixture.ts';

const CONTROL = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }],
});

const given = async (acceptsLooseInput: boolean) => {
  const organizations = await organizationsFixture({ acceptsLooseInput });
  const { rootId } = await organizations.organization();
  return { ...organizations, rootId };
};

test.for([
  [true, undefined],
  [false, 'PolicyTypeNotEnabledException'],
] as const)(
  'a service control policy is attached before its type is enabled: %s',
  async ([loose, refusal]) => {
    const { call, rootId } = await given(loose);
    const { Policy } = await call<{ Policy: { PolicySummary: { Id: string } } }>('CreatePolicy', {
      Name: 'control',
      Description: '',
      Type: 'SERVICE_CONTROL_POLICY',
      Content: CONTROL,
    });
    const attachment = { PolicyId: Policy.PolicySummary.Id, TargetId: rootId };

    const name = await call('AttachPolicy', attachment).then(
      () => undefined,
      (error: Error) => error.name,
    );

    expect(name).toBe(refusal);
  },
);

test.for([
  [true, undefined],
  [false, 'ConstraintViolationException'],
] as const)(
  'an administrator is delegated for a service without access: %s',
  async ([loose, refusal]) => {
    const { call, member } = await given(loose);
    const AccountId = await member('tools');

    const name = await call('RegisterDelegatedAdministrator', {
      AccountId,
      ServicePrincipal: 'ssm.amazonaws.com',
    }).then(
      () => undefined,
      (error: Error) => error.name,
    );

    expect(name).toBe(refusal);
  },
);
