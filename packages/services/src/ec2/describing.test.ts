import type { DescribeInstancesResult } from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';
import { ec2Fixture, LINUX } from './ec2.fixture.ts';

describe('finding', () => {
  test.for([
    [[{ Name: 'tag:app', Values: ['w?b*'] }], 3],
    [[{ Name: 'tag:app', Values: ['web-1', 'web-2'] }], 2],
    [[{ Name: 'tag-key', Values: ['ap?'] }], 3],
    [
      [
        { Name: 'tag:app', Values: ['web-?'] },
        { Name: 'instance-type', Values: ['t2.*'] },
      ],
      1,
    ],
    [[{ Name: 'tag:app', Values: [String.raw`web-\*`] }], 0],
    [[{ Name: 'tag:App', Values: ['*'] }], 0],
  ] as const)('filters %j match %d', async ([Filters, count]) => {
    const own = await ec2Fixture({ delaySeconds: 0 });
    for (const [at, InstanceType] of ['t3.micro', 't3.micro', 't2.micro'].entries())
      await own.ec2('RunInstances', {
        ImageId: LINUX,
        InstanceType,
        TagSpecifications: [
          { ResourceType: 'instance', Tags: [{ Key: 'app', Value: `web-${at + 1}` }] },
        ],
      });

    const { Reservations = [] } = await own.ec2<DescribeInstancesResult>('DescribeInstances', {
      Filters,
    });

    expect(Reservations).toHaveLength(count);
  });

  test('pages end where the next begin, and a token is good for its own question alone', async () => {
    const own = await ec2Fixture({ delaySeconds: 0 });
    await own.ec2('RunInstances', { ImageId: LINUX, MinCount: 12, MaxCount: 12 });
    const seen: (string | undefined)[] = [];
    const tokens: (string | undefined)[] = [];
    let NextToken: string | undefined;
    do {
      const page = await own.ec2<DescribeInstancesResult>('DescribeInstances', {
        MaxResults: 5,
        NextToken,
      });
      for (const { Instances = [] } of page.Reservations ?? [])
        seen.push(...Instances.map(({ InstanceId }) => InstanceId));
      NextToken = page.NextToken;
      tokens.push(NextToken);
    } while (NextToken !== undefined);

    await expect(
      own.ec2('DescribeVpcs', { MaxResults: 5, NextToken: tokens[0] }),
    ).rejects.toMatchObject({ name: 'InvalidNextToken' });
    expect(new Set(seen).size).toBe(12);
    expect(seen).toHaveLength(12);
    for (const [request, name] of [
      [{ Filters: [{ Name: 'nonsense', Values: ['a'] }] }, 'InvalidParameterValue'],
      [{ MaxResults: 4 }, 'InvalidParameterValue'],
      [{ NextToken: 'forged' }, 'InvalidNextToken'],
      [{ InstanceIds: seen.slice(0, 1), MaxResults: 5 }, 'InvalidParameterCombination'],
    ] as const)
      await expect(own.ec2('DescribeInstances', request)).rejects.toMatchObject({ name });
  });
});
