import type { IAM } from '@gatehouse/clients';
import { parseArn } from '@gatehouse/core';
import type { BrokeredRole } from '../../model/index.ts';
import type { AwsSettings } from '../parts.ts';
import { readTrust } from '../trust-policy.ts';
import { pages } from './organization.ts';

/** A role that trusts the broker, or did and now trusts others, with what is odd about its trust policy. */
export interface FoundRole extends BrokeredRole {
  /** False: it cannot be asked for any more, and is watched. */
  readonly admits: boolean;
  readonly strangers: readonly string[];
  readonly needsTag: boolean;
}

const DEFAULT_SECONDS = 3600;
const ROLE = 'role/';

/** IAM answers policy documents percent-encoded (RFC 3986). */
export const decodeDocument = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

interface ListedRole {
  readonly Arn?: string | undefined;
  readonly RoleName?: string | undefined;
  readonly AssumeRolePolicyDocument?: string | undefined;
  readonly MaxSessionDuration?: number | undefined;
}

/** The broker's own roles trust it too, and are nobody's to ask for. */
const isOwn = (
  arn: string,
  name: string,
  {
    targetRoleName,
    organizationRoleArn,
  }: Pick<AwsSettings, 'targetRoleName' | 'organizationRoleArn'>,
): boolean => name === targetRoleName || arn === organizationRoleArn;

interface Look {
  readonly account: string;
  readonly settings: AwsSettings;
  /** ARNs of the roles that were brokered at the last look. */
  readonly known: ReadonlySet<string>;
}

const toFoundRole = ({ account, settings, known }: Look, role: ListedRole): FoundRole[] => {
  const { Arn: arn = '', RoleName: roleName = '' } = role;
  const parsed = parseArn(arn);
  if (parsed?.account !== account || !parsed.resource.startsWith(ROLE)) return [];
  if (isOwn(arn, roleName, settings)) return [];
  const document = decodeDocument(role.AssumeRolePolicyDocument ?? '');
  const trust = readTrust(document, settings.brokerRoleArn);
  if (trust === undefined) return [];
  // Whoever takes a brokered role over may as well shut the broker out of it.
  const isLost = known.has(arn) && trust.strangers.length > 0;
  if (!trust.admitsBroker && !isLost) return [];
  return [
    {
      account,
      arn,
      name: parsed.resource.slice(ROLE.length),
      maxSessionSeconds: role.MaxSessionDuration ?? DEFAULT_SECONDS,
      admits: trust.admitsBroker,
      strangers: trust.strangers,
      needsTag: trust.needsTag,
    },
  ];
};

/** The roles of an account that the broker may assume, and those that it no longer may. @throws what IAM throws */
export const listBrokeredRoles = async (iam: IAM, look: Look): Promise<readonly FoundRole[]> => {
  const roles = await pages<ListedRole>(async (Marker) => {
    const page = await iam.listRoles({ Marker, MaxItems: 1000 });
    return { items: page.Roles, next: page.IsTruncated === true ? page.Marker : undefined };
  });
  return roles.flatMap((role) => toFoundRole(look, role));
};
