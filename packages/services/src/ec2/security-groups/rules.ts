import type { IpPermission } from '@aws-sdk/client-ec2';
import type { Call } from '@gatehouse/service-kit';
import { invalidValue, notFound } from '../errors.ts';
import type { Resource } from '../model.ts';
import { cidrText, parseCidr } from '../networking/cidr.ts';
import { isIpv6Cidr } from '../networking/cidr.ts';
import { resources } from '../repositories/resources.ts';
import type { RuleDetails, RuleTarget } from './model.ts';

const PROTOCOLS: Readonly<Record<string, string>> = {
  '1': 'icmp',
  '6': 'tcp',
  '17': 'udp',
  '58': 'icmpv6',
  all: '-1',
};
const NAMED = ['tcp', 'udp', 'icmp', 'icmpv6', '-1'];
const MOST_PROTOCOL = 255;
const MOST_PORT = 65_535;
const MOST_DESCRIPTION = 255;
const DESCRIPTION = /^[a-zA-Z0-9. _\-:/()#,@[\]+=&;{}!$*]*$/;

const protocolOf = (given: string | undefined): string => {
  const text = (given ?? '').toLowerCase();
  const protocol = (Object.hasOwn(PROTOCOLS, text) ? PROTOCOLS[text] : undefined) ?? text;
  const isNumber = /^\d{1,3}$/.test(protocol) && Number(protocol) <= MOST_PROTOCOL;
  if (!NAMED.includes(protocol) && !isNumber)
    throw invalidValue(`Invalid value '${given ?? ''}' for IP protocol. Unknown protocol.`);
  return protocol;
};

const portsOf = (
  protocol: string,
  from: number | undefined,
  to: number | undefined,
): Pick<RuleDetails, 'from' | 'to'> => {
  if (protocol === 'tcp' || protocol === 'udp') {
    if (from === undefined || to === undefined)
      throw invalidValue(
        "Invalid value 'Must specify both from and to ports with TCP/UDP.' for portRange.",
      );
    for (const port of [from, to])
      if (!Number.isInteger(port) || port < 0 || port > MOST_PORT)
        throw invalidValue(
          `Invalid value '${port}' for portRange. Must be between 0 and ${MOST_PORT}.`,
        );
    if (from > to) throw invalidValue(`Invalid TCP/UDP port range (${from}:${to})`);
    return { from, to };
  }
  if (protocol === 'icmp' || protocol === 'icmpv6') return { from: from ?? -1, to: to ?? -1 };
  return {};
};

const checkedDescription = (given: string | undefined): string | undefined => {
  if (given === undefined || given === '') return undefined;
  if (given.length > MOST_DESCRIPTION || !DESCRIPTION.test(given))
    throw invalidValue(
      'Invalid rule description. Valid descriptions are strings less than 256 characters from the following set:  a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*',
    );
  return given;
};

const cidrOf = (given: string | undefined): string => {
  const network = parseCidr(given ?? '');
  if (network === undefined) throw invalidValue(`CIDR block ${given ?? ''} is malformed`);
  return cidrText(network);
};

const ipv6Of = (given: string | undefined): string => {
  if (given === undefined || !isIpv6Cidr(given))
    throw invalidValue(`CIDR block ${given ?? ''} is malformed`);
  return given.toLowerCase();
};

/** A group that a rule names, by id or by name in its own VPC. Those of other accounts could be named over a peering, of which there is none. */
const groupTarget = async (
  call: Call,
  group: Resource<'security-group'>,
  pair: {
    GroupId?: string | undefined;
    GroupName?: string | undefined;
    UserId?: string | undefined;
  },
): Promise<RuleTarget> => {
  const found =
    pair.GroupId === undefined
      ? (await resources.inVpc(call.tx, call, 'security-group', group.details.vpc)).find(
          ({ details }) => details.name === pair.GroupName,
        )
      : await resources.find(call.tx, call, 'security-group', pair.GroupId);
  if (found === undefined || found.account !== (pair.UserId ?? found.account))
    throw notFound('security-group', pair.GroupId ?? pair.GroupName ?? '');
  return { kind: 'group', id: found.id, account: found.account };
};

interface Side {
  readonly group: Resource<'security-group'>;
  readonly egress: boolean;
}

/** The rules that a request's permissions are: one for each source or destination. */
export const requestedRules = async (
  call: Call,
  { group, egress }: Side,
  permissions: readonly IpPermission[],
): Promise<readonly RuleDetails[]> => {
  const rules: RuleDetails[] = [];
  for (const permission of permissions) {
    const protocol = protocolOf(permission.IpProtocol);
    const base = {
      group: group.id,
      egress,
      protocol,
      ...portsOf(protocol, permission.FromPort, permission.ToPort),
    };
    const push = (target: RuleTarget, description: string | undefined): void => {
      rules.push({ ...base, target, description: checkedDescription(description) });
    };
    for (const { CidrIp, Description } of permission.IpRanges ?? [])
      push({ kind: 'ipv4', cidr: cidrOf(CidrIp) }, Description);
    for (const { CidrIpv6, Description } of permission.Ipv6Ranges ?? [])
      push({ kind: 'ipv6', cidr: ipv6Of(CidrIpv6) }, Description);
    for (const { PrefixListId = '', Description } of permission.PrefixListIds ?? [])
      push({ kind: 'prefix-list', id: PrefixListId }, Description);
    for (const pair of permission.UserIdGroupPairs ?? [])
      push(await groupTarget(call, group, pair), pair.Description);
  }
  return rules;
};

const peer = ({ target }: RuleDetails): string =>
  target.kind === 'ipv4' || target.kind === 'ipv6' ? target.cidr : target.id;

const ends = (value: number | undefined): string =>
  value === undefined || value === -1 ? 'ALL' : String(value);

/** `peer: 0.0.0.0/0, TCP, from port: 22, to port: 22, ALLOW` */
export const ruleText = (rule: RuleDetails): string => {
  const { protocol, from, to } = rule;
  if (protocol === '-1') return `peer: ${peer(rule)}, ALL, ALLOW`;
  const range = protocol.startsWith('icmp')
    ? `type: ${ends(from)}, code: ${ends(to)}`
    : `from port: ${ends(from)}, to port: ${ends(to)}`;
  return `peer: ${peer(rule)}, ${protocol.toUpperCase()}, ${range}, ALLOW`;
};

const described = (description: string | undefined): { Description?: string } =>
  description === undefined ? {} : { Description: description };

/** Rules of one direction as permissions, those of the same protocol and ports in one. */
export const permissionsOf = (rules: readonly RuleDetails[]): IpPermission[] =>
  [...Map.groupBy(rules, ({ protocol, from, to }) => `${protocol} ${from ?? ''} ${to ?? ''}`)].map(
    ([, [first, ...more]]) => {
      const own = first === undefined ? more : [first, ...more];
      return {
        IpProtocol: first?.protocol ?? '-1',
        ...(first?.from === undefined ? {} : { FromPort: first.from }),
        ...(first?.to === undefined ? {} : { ToPort: first.to }),
        IpRanges: own.flatMap(({ target, description }) =>
          target.kind === 'ipv4' ? [{ CidrIp: target.cidr, ...described(description) }] : [],
        ),
        Ipv6Ranges: own.flatMap(({ target, description }) =>
          target.kind === 'ipv6' ? [{ CidrIpv6: target.cidr, ...described(description) }] : [],
        ),
        PrefixListIds: own.flatMap(({ target, description }) =>
          target.kind === 'prefix-list'
            ? [{ PrefixListId: target.id, ...described(description) }]
            : [],
        ),
        UserIdGroupPairs: own.flatMap(({ target, description }) =>
          target.kind === 'group'
            ? [{ GroupId: target.id, UserId: target.account, ...described(description) }]
            : [],
        ),
      };
    },
  );
