import type { AwsSecurityFinding } from '@gatehouse/clients';
import { partitionOf } from '@gatehouse/core';
import type { ReportedAlert } from '../report/report.ts';
import { discreet } from './discreet.ts';
import { actionOf, resourcesOf } from './resources.ts';
import { typesOf } from './types.ts';

/** Whose finding it is, and where. */
export interface FindingPlace {
  readonly account: string;
  readonly region: string;
}

const GENERATOR = 'gatehouse/detection';

export interface FindingRef {
  readonly id: string;
  readonly productArn: string;
}

/** The same for the same alert, whatever becomes of it: importing it again updates it. */
export const findingRef = (alertId: string, { account, region }: FindingPlace): FindingRef => ({
  id: `${GENERATOR}/${region}/${account}/${alertId}`,
  productArn: `arn:${partitionOf(region)}:securityhub:${region}:${account}:product/${account}/default`,
});

/** The alert that a finding is of; undefined for findings of others. */
export const alertIdOf = (findingId: string): string | undefined =>
  findingId.startsWith(`${GENERATOR}/`)
    ? findingId.slice(findingId.lastIndexOf('/') + 1)
    : undefined;

const cut = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, length - 1)}…`;

const MOST_PRODUCT_FIELDS = 50;
const LONGEST_VALUE = 2048;

const productFields = (alert: ReportedAlert): Record<string, string> => {
  const own: readonly (readonly [string, string | undefined])[] = [
    ['ProviderName', 'Gatehouse'],
    ['gatehouse/detection/alert', alert.id],
    ['gatehouse/detection/rule', alert.rule.id],
    ['gatehouse/detection/events', String(alert.count)],
    ['gatehouse/detection/score', alert.score === null ? undefined : String(alert.score)],
    ['gatehouse/detection/question', alert.rule.question ?? undefined],
    ['gatehouse/detection/actors', alert.actors.join(', ') || undefined],
    ['gatehouse/detection/accounts', alert.accounts.join(', ') || undefined],
    ['gatehouse/detection/regions', alert.regions.join(', ') || undefined],
    ['gatehouse/detection/addresses', alert.sourceIps.join(', ') || undefined],
    ['gatehouse/detection/user-agents', alert.userAgents.join(', ') || undefined],
    ...alert.because.map((text, at) => [`gatehouse/detection/because/${at + 1}`, text] as const),
    ...alert.evidence.map(
      ({ id, at, name }, index) =>
        [`gatehouse/detection/event/${index + 1}`, `${id} ${at} ${name}`] as const,
    ),
  ];
  return Object.fromEntries(
    own
      .flatMap(([key, value]) =>
        value === undefined || value === '' ? [] : [[key, cut(value, LONGEST_VALUE)] as const],
      )
      .slice(0, MOST_PRODUCT_FIELDS),
  );
};

const LONGEST_RECOMMENDATION = 512;

const remediationOf = ({ rule }: ReportedAlert): Pick<AwsSecurityFinding, 'Remediation'> => {
  const text = cut(rule.nextSteps.join(' '), LONGEST_RECOMMENDATION);
  const [url] = rule.references;
  if (text === '') return {};
  return {
    Remediation: { Recommendation: { Text: text, ...(url === undefined ? {} : { Url: url }) } },
  };
};

/** The finding of an alert in the AWS Security Finding Format. */
export const toFinding = (
  found: ReportedAlert,
  place: FindingPlace,
  updatedAt: Date,
): AwsSecurityFinding => {
  const alert = discreet(found);
  const { rule, severity } = alert;
  const { account, region } = place;
  const { id, productArn } = findingRef(alert.id, place);
  const types = typesOf(found);
  const label = { Label: severity, Original: severity };
  return {
    SchemaVersion: '2018-10-08',
    Id: id,
    ProductArn: productArn,
    GeneratorId: cut(`${GENERATOR}/${rule.id}`, 512),
    AwsAccountId: account,
    Region: region,
    Types: types,
    FirstObservedAt: alert.firstAt,
    LastObservedAt: alert.lastAt,
    CreatedAt: alert.firstAt,
    UpdatedAt: updatedAt.toISOString(),
    Severity: label,
    FindingProviderFields: { Severity: label, Types: types },
    Title: cut(rule.title, 256),
    Description: cut([...alert.because.slice(0, 4), rule.description].join(' '), 1024),
    ProductFields: productFields(alert),
    Resources: resourcesOf(alert, { account, region, partition: partitionOf(region) }),
    RecordState: 'ACTIVE',
    ...remediationOf(alert),
    ...actionOf(alert.evidence.at(-1), alert),
  };
};
