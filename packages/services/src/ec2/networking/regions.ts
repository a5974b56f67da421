import type {
  DescribeAccountAttributesRequest,
  DescribeAccountAttributesResult,
  DescribeAvailabilityZonesRequest,
  DescribeAvailabilityZonesResult,
  DescribeDhcpOptionsRequest,
  DescribeDhcpOptionsResult,
  DescribeRegionsRequest,
  DescribeRegionsResult,
  DhcpOptions,
} from '@aws-sdk/client-ec2';
import { AwsError } from '@gatehouse/core';
import { authorizeAll } from '../authorization.ts';
import type { Ec2Deps } from '../deps.ts';
import { described, type Description } from '../describing.ts';
import { parameterInvalid } from '../errors.ts';
import { filtering } from '../filters.ts';
import { shows } from '../operation.ts';
import { resources } from '../repositories/resources.ts';
import { shownTags } from '../tags.ts';
import { showNetwork } from './default-network.ts';
import { REGION_NAMES, zonesOf } from './zones.ts';

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeRegions.html */
export const describeRegions = () =>
  shows<DescribeRegionsRequest, DescribeRegionsResult>(
    { partial: 'Regions that are enabled by default' },
    async ({ RegionNames = [], Filters }, call) => {
      await authorizeAll(call, 'DescribeRegions');
      const unknown = RegionNames.find((name) => !REGION_NAMES.includes(name));
      if (unknown !== undefined) throw parameterInvalid('regionName', unknown, 'Unknown Region.');
      const matches = filtering<{
        RegionName: string;
        Endpoint: string;
        OptInStatus: string;
        Tags?: never;
      }>(
        {
          endpoint: ({ Endpoint }) => Endpoint,
          'opt-in-status': ({ OptInStatus }) => OptInStatus,
          'region-name': ({ RegionName }) => RegionName,
        },
        Filters,
      );
      const regions = REGION_NAMES.filter(
        (name) => RegionNames.length === 0 || RegionNames.includes(name),
      ).map((RegionName) => ({
        RegionName,
        Endpoint: `ec2.${RegionName}.amazonaws.com`,
        OptInStatus: 'opt-in-not-required' as const,
      }));
      return { Regions: regions.filter(matches) };
    },
  );

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeAvailabilityZones.html */
export const describeAvailabilityZones = () =>
  shows<DescribeAvailabilityZonesRequest, DescribeAvailabilityZonesResult>(
    {},
    async ({ ZoneNames = [], ZoneIds = [], Filters }, call) => {
      await authorizeAll(call, 'DescribeAvailabilityZones');
      const all = zonesOf(call.region).map(({ name, id }) => ({
        ZoneName: name,
        ZoneId: id,
        RegionName: call.region,
        GroupName: `${call.region}-zg-1`,
        NetworkBorderGroup: call.region,
        ZoneType: 'availability-zone',
        OptInStatus: 'opt-in-not-required' as const,
        State: 'available' as const,
        Messages: [],
      }));
      const unknown = [
        ...ZoneNames.filter((name) => !all.some(({ ZoneName }) => ZoneName === name)),
        ...ZoneIds.filter((id) => !all.some(({ ZoneId }) => ZoneId === id)),
      ];
      if (unknown.length > 0)
        throw new AwsError(
          'InvalidParameterValue',
          `Invalid availability zones: [${unknown.join(', ')}]`,
        );
      const matches = filtering<(typeof all)[number] & { Tags?: never }>(
        {
          'group-name': ({ GroupName }) => GroupName,
          'opt-in-status': ({ OptInStatus }) => OptInStatus,
          'region-name': ({ RegionName }) => RegionName,
          state: ({ State }) => State,
          'zone-id': ({ ZoneId }) => ZoneId,
          'zone-name': ({ ZoneName }) => ZoneName,
          'zone-type': ({ ZoneType }) => ZoneType,
        },
        Filters,
      );
      const named = all.filter(
        ({ ZoneName, ZoneId }) =>
          ZoneNames.length + ZoneIds.length === 0 ||
          ZoneNames.includes(ZoneName) ||
          ZoneIds.includes(ZoneId),
      );
      return { AvailabilityZones: named.filter(matches) };
    },
  );

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeAccountAttributes.html */
export const describeAccountAttributes = (deps: Ec2Deps) =>
  shows<DescribeAccountAttributesRequest, DescribeAccountAttributesResult>(
    {},
    async ({ AttributeNames = [] }, call) => {
      await authorizeAll(call, 'DescribeAccountAttributes');
      await showNetwork(deps, call);
      const vpc = await resources.named(call.tx, call, 'vpc', 'default');
      const attributes: Readonly<Record<string, readonly string[]>> = {
        'supported-platforms': ['VPC'],
        'default-vpc': [vpc?.id ?? 'none'],
        'max-instances': ['2000'],
        'max-elastic-ips': ['100'],
        'vpc-max-elastic-ips': ['100'],
        'vpc-max-security-groups-per-interface': ['5'],
      };
      return {
        AccountAttributes: Object.entries(attributes)
          .filter(
            ([name]) => AttributeNames.length === 0 || AttributeNames.some((one) => one === name),
          )
          .map(([AttributeName, values]) => ({
            AttributeName,
            AttributeValues: values.map((AttributeValue) => ({ AttributeValue })),
          })),
      };
    },
  );

const OPTIONS: Description<'dhcp-options', DhcpOptions> = {
  kind: 'dhcp-options',
  filters: {
    'dhcp-options-id': ({ DhcpOptionsId }) => DhcpOptionsId,
    key: ({ DhcpConfigurations = [] }) => DhcpConfigurations.map(({ Key }) => Key),
    'owner-id': ({ OwnerId }) => OwnerId,
    value: ({ DhcpConfigurations = [] }) =>
      DhcpConfigurations.flatMap(({ Values = [] }) => Values.map(({ Value }) => Value)),
  },
  show: (_call, rows, tags) =>
    rows.map((row) => ({
      DhcpOptionsId: row.id,
      OwnerId: row.account,
      DhcpConfigurations: [
        { Key: 'domain-name', Values: [{ Value: row.details.domainName }] },
        { Key: 'domain-name-servers', Values: [{ Value: 'AmazonProvidedDNS' }] },
      ],
      Tags: shownTags(tags(row)),
    })),
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeDhcpOptions.html */
export const describeDhcpOptions = (deps: Ec2Deps) =>
  shows<DescribeDhcpOptionsRequest, DescribeDhcpOptionsResult>({}, async (input, call) => {
    await authorizeAll(call, 'DescribeDhcpOptions');
    await showNetwork(deps, call);
    const ids = input.DhcpOptionsIds;
    const { shown, next } = await described(deps.pages, call, OPTIONS, input, ids);
    return { DhcpOptions: [...shown], ...next };
  });
