import type { AwsSecurityFinding } from '@gatehouse/clients';
import { partitionOf } from '@gatehouse/core';
import type { FalcoAlert } from '../alerts/alert.ts';
import { findingId } from './identity.ts';
import { resourcesOf } from './resources.ts';
import { severityOf } from './severity.ts';
import { typesOf } from './types.ts';

/** Whose finding it is. */
export interface Place {
  readonly account: string;
  readonly region: string;
}

/** How often the same was seen. */
export interface Sightings {
  readonly firstAt: Date;
  readonly lastAt: Date;
  readonly number: number;
}

const cut = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, length - 1)}…`;

// ASFF: 50 product fields, keys of 128 and values of 2048 characters.
const MOST_PRODUCT_FIELDS = 50;
const LONGEST_KEY = 128;
const LONGEST_VALUE = 2048;

const productFields = (
  { fields, tags, source, uuid, hostname }: FalcoAlert,
  sightings: Sightings,
): Record<string, string> => {
  const own: readonly (readonly [string, string | undefined])[] = [
    ['ProviderName', 'Falco'],
    ['falco/source', source],
    ['falco/count', String(sightings.number)],
    ['falco/tags', tags.length === 0 ? undefined : tags.join(', ')],
    ['falco/hostname', hostname],
    ['falco/uuid', uuid],
    ...[...fields].map(([name, value]) => [`falco/field/${name}`, value] as const),
  ];
  return Object.fromEntries(
    own
      .flatMap(([key, value]) =>
        value === undefined
          ? []
          : [[key.slice(0, LONGEST_KEY), cut(value, LONGEST_VALUE)] as const],
      )
      .slice(0, MOST_PRODUCT_FIELDS),
  );
};

const numberOf = (text: string | undefined): number | undefined => {
  const number = Number(text);
  return text === undefined || !Number.isSafeInteger(number) || number < 0 ? undefined : number;
};

/** ASFF's Process: name 64, path 512 characters. */
const processOf = ({ fields }: FalcoAlert): Pick<AwsSecurityFinding, 'Process'> => {
  const name = fields.get('proc.name');
  if (name === undefined) return {};
  const path = fields.get('proc.exepath');
  const pid = numberOf(fields.get('proc.pid'));
  const parentPid = numberOf(fields.get('proc.ppid'));
  return {
    Process: {
      Name: cut(name, 64),
      ...(path === undefined ? {} : { Path: cut(path, 512) }),
      ...(pid === undefined ? {} : { Pid: pid }),
      ...(parentPid === undefined ? {} : { ParentPid: parentPid }),
    },
  };
};

/** The finding of an alert in the AWS Security Finding Format. */
export const toFinding = (
  alert: FalcoAlert,
  { account, region }: Place,
  sightings: Sightings = { firstAt: alert.at, lastAt: alert.at, number: 1 },
): AwsSecurityFinding => {
  const partition = partitionOf(region);
  const severity = severityOf(alert.priority);
  const types = [...typesOf(alert)];
  const lastAt = sightings.lastAt.toISOString();
  return {
    SchemaVersion: '2018-10-08',
    Id: findingId(alert, account, region),
    ProductArn: `arn:${partition}:securityhub:${region}:${account}:product/${account}/default`,
    GeneratorId: cut(`falco/${alert.rule}`, 512),
    AwsAccountId: account,
    Region: region,
    Types: types,
    FirstObservedAt: sightings.firstAt.toISOString(),
    LastObservedAt: lastAt,
    CreatedAt: sightings.firstAt.toISOString(),
    UpdatedAt: lastAt,
    Severity: severity,
    FindingProviderFields: { Severity: severity, Types: types },
    Title: cut(alert.rule, 256),
    Description: cut(alert.output, 1024),
    ProductFields: productFields(alert, sightings),
    Resources: resourcesOf(alert, { account, region, partition }),
    RecordState: 'ACTIVE',
    ...processOf(alert),
  };
};
