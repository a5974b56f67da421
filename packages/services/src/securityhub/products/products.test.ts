import type { DescribeProductsResponse } from '@aws-sdk/client-securityhub';
import { expect, test } from 'vitest';
import {
  ADMINISTRATOR,
  securityHubFixture,
  type SecurityHubFixture,
} from '../securityhub.fixture.ts';

const EAST = 'us-east-1';

const enabled = async (): Promise<SecurityHubFixture> => {
  const hub = await securityHubFixture();
  await hub.call('EnableSecurityHub');
  return hub;
};

const arn = `arn:aws:securityhub:${EAST}::product/prowler/prowler`;

test('products are taken findings of once they are enabled', async () => {
  const hub = await enabled();
  const changes = { ProductArn: arn };
  await expect(hub.import(ADMINISTRATOR, EAST, changes)).rejects.toThrow(/FailedFindings/);

  const { ProductSubscriptionArn } = await hub.call('EnableImportFindingsForProduct', {
    ProductArn: arn,
  });
  await hub.import(ADMINISTRATOR, EAST, changes);

  expect(ProductSubscriptionArn).toBe(
    `arn:aws:securityhub:${EAST}:${ADMINISTRATOR}:product-subscription/prowler/prowler`,
  );
  const { Findings } = await hub.call<{ Findings: object[] }>('GetFindings');
  expect(Findings).toMatchObject([{ ProductName: 'Prowler', CompanyName: 'Prowler' }]);
  await expect(
    hub.call('EnableImportFindingsForProduct', { ProductArn: arn }),
  ).rejects.toMatchObject({ name: 'ResourceConflictException' });
  await hub.call('DisableImportFindingsForProduct', { ProductSubscriptionArn });
  await expect(
    hub.call('DisableImportFindingsForProduct', { ProductSubscriptionArn }),
  ).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

test('a product has one ARN in a Region, and no account makes one of its own for it', async () => {
  const hub = await enabled();
  const own = `arn:aws:securityhub:${EAST}:${ADMINISTRATOR}:product/aws/guardduty`;

  await expect(hub.import(ADMINISTRATOR, EAST, { ProductArn: own })).rejects.toThrow(
    /FailedFindings/,
  );
  await hub.import(ADMINISTRATOR, EAST, { ProductArn: own.replace(ADMINISTRATOR, '') });
});

test('products are listed in pages; those of AWS are enabled from the beginning', async () => {
  const { call } = await enabled();
  const all: string[] = [];
  let NextToken: string | undefined;
  do {
    const page = await call<DescribeProductsResponse>('DescribeProducts', {
      MaxResults: 40,
      NextToken,
    });
    all.push(...(page.Products ?? []).map(({ ProductArn = '' }) => ProductArn));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);

  expect(new Set(all).size).toBe(all.length);
  expect(all).toContain(`arn:aws:securityhub:${EAST}::product/sysdig/sysdig-secure-for-cloud`);
  expect(await call('ListEnabledProductsForImport', { MaxResults: 1 })).toMatchObject({
    ProductSubscriptions: [
      `arn:aws:securityhub:${EAST}:${ADMINISTRATOR}:product-subscription/aws/securityhub`,
    ],
  });
  expect(await call('DescribeProducts', { ProductArn: arn })).toMatchObject({
    Products: [{ ProductName: 'Prowler', IntegrationTypes: ['SEND_FINDINGS_TO_SECURITY_HUB'] }],
  });
  for (const ProductArn of ['nonsense', arn.replace('prowler', 'nobody')])
    await expect(call('DescribeProducts', { ProductArn })).rejects.toMatchObject({
      name: 'InvalidInputException',
    });
});
