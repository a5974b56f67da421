import type { SecurityGroupRule } from '@aws-sdk/client-ec2';
import type { Json } from '../../../api/json.ts';
import type { Choice } from '../shared/sources.ts';

export type Rule = Json<SecurityGroupRule>;

interface Preset {
  readonly label: string;
  readonly protocol: string;
  readonly ports?: readonly [from: number, to: number];
  /** The ports are asked for. */
  readonly custom?: true;
}

const PRESETS: ReadonlyMap<string, Preset> = new Map<string, Preset>([
  ['https', { label: 'HTTPS (443)', protocol: 'tcp', ports: [443, 443] }],
  ['http', { label: 'HTTP (80)', protocol: 'tcp', ports: [80, 80] }],
  ['ssh', { label: 'SSH (22)', protocol: 'tcp', ports: [22, 22] }],
  ['rdp', { label: 'RDP (3389)', protocol: 'tcp', ports: [3389, 3389] }],
  ['postgres', { label: 'PostgreSQL (5432)', protocol: 'tcp', ports: [5432, 5432] }],
  ['mysql', { label: 'MySQL (3306)', protocol: 'tcp', ports: [3306, 3306] }],
  ['tcp', { label: 'TCP, the ports below', protocol: 'tcp', custom: true }],
  ['udp', { label: 'UDP, the ports below', protocol: 'udp', custom: true }],
  ['icmp', { label: 'ICMP', protocol: 'icmp', ports: [-1, -1] }],
  ['all', { label: 'All traffic', protocol: '-1' }],
]);

export const PRESET_CHOICES: readonly Choice[] = [...PRESETS].map(([id, { label }]) => [id, label]);

const portsOf = (text: string): readonly [from: number, to: number] => {
  const [from = '', to = from] = text.split('-').map((part) => part.trim());
  return [Number(from), Number(to)];
};

/** A member of IpPermissions, of what somebody chose. */
export const permissionOf = (
  preset: string,
  ports: string,
  peer: string,
  description: string,
): object => {
  const chosen = PRESETS.get(preset);
  const [from, to] = chosen?.custom === true ? portsOf(ports) : (chosen?.ports ?? []);
  const about = description === '' ? {} : { Description: description };
  const peers = peer.startsWith('sg-')
    ? { UserIdGroupPairs: [{ GroupId: peer, ...about }] }
    : peer.startsWith('pl-')
      ? { PrefixListIds: [{ PrefixListId: peer, ...about }] }
      : peer.includes(':')
        ? { Ipv6Ranges: [{ CidrIpv6: peer, ...about }] }
        : { IpRanges: [{ CidrIp: peer, ...about }] };
  return {
    IpProtocol: chosen?.protocol ?? 'tcp',
    ...(from === undefined ? {} : { FromPort: from, ToPort: to }),
    ...peers,
  };
};

export const protocolText = ({ IpProtocol }: Rule): string =>
  IpProtocol === '-1' ? 'All' : (IpProtocol ?? '').toUpperCase();

export const portText = ({ IpProtocol, FromPort, ToPort }: Rule): string => {
  if (IpProtocol === '-1' || FromPort === undefined || FromPort === -1) return 'All';
  return FromPort === ToPort ? String(FromPort) : `${FromPort}–${ToPort}`;
};

export const peerOf = (rule: Rule): string =>
  rule.CidrIpv4 ?? rule.CidrIpv6 ?? rule.ReferencedGroupInfo?.GroupId ?? rule.PrefixListId ?? '';

export const isEverybody = (rule: Rule): boolean =>
  rule.CidrIpv4 === '0.0.0.0/0' || rule.CidrIpv6 === '::/0';
