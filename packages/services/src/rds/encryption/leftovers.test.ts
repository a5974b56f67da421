import type { GrantListEntry } from '@aws-sdk/client-kms';
import { expect, test } from 'vitest';
import { DBInstanceIdentifier, keyedFixture, RDS } from './keyed.fixture.ts';

/** A database whose node falls for good after one step of its launch, which then is deleted. */
const fallenAfter = async (granteeRole: string, whenDeleted: string | undefined) => {
  let fallen = false;
  let grantedTo = '';
  const fixture = await keyedFixture({
    after: ({ operation, input }) => {
      const { GranteePrincipal = '' } = input as { readonly GranteePrincipal?: string };
      if (fallen || operation !== 'CreateGrant' || !GranteePrincipal.includes(granteeRole)) return;
      fallen = true;
      grantedTo = GranteePrincipal;
      throw new Error('the node fell');
    },
  });
  const { create, kms, rds, pass, grants, KeyId } = fixture;
  await create();
  await pass(5);
  const before = await grants();
  if (whenDeleted !== undefined)
    await kms(whenDeleted, {
      KeyId,
      ...(whenDeleted === 'RevokeGrant' ? { GrantId: grantTo(before, RDS)?.GrantId } : {}),
    });
  await rds('DeleteDBInstance', { DBInstanceIdentifier, SkipFinalSnapshot: true });
  await pass(600);
  return {
    left: await grants(),
    before: before.map(({ GranteePrincipal }) => GranteePrincipal),
    grantedTo,
  };
};

const grantTo = (grants: readonly GrantListEntry[], grantee: string) =>
  grants.find(({ GranteePrincipal }) => GranteePrincipal === grantee);

test.for(
  ['aws:rds-host', 'aws:ec2-infrastructure'].flatMap((role) =>
    [undefined, 'DisableKey', 'ScheduleKeyDeletion', 'RevokeGrant'].map(
      (step) => [role, step] as const,
    ),
  ),
)(
  'a grant for %s that nobody came to note goes with the database, even after %s',
  async ([role, step]) => {
    const { left, before, grantedTo } = await fallenAfter(role, step);

    expect(before).toContain(grantedTo);
    expect(left).toEqual([]);
  },
);
