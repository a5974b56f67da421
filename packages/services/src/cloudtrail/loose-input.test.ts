import { noOrganization } from '@gatehouse/service-kit';
import { expect, test } from 'vitest';
import { cloudTrailFixture } from './cloudtrail.fixture.ts';

const PLAIN = { Name: 'plain', S3BucketName: 'logs' };

test('an organization trail needs no organization', async () => {
  const { trail } = await cloudTrailFixture(noOrganization, { acceptsLooseInput: true });

  const created = await trail('CreateTrail', { ...PLAIN, IsOrganizationTrail: true });
  const updated = await trail('UpdateTrail', { Name: 'plain', IsOrganizationTrail: true });

  expect([created, updated]).toMatchObject([
    { IsOrganizationTrail: true },
    { IsOrganizationTrail: true },
  ]);
});
