import { createHash } from 'node:crypto';
import type { FalcoAlert } from '../alerts/alert.ts';

// An outgoing connection has another port of its own each time: `10.0.0.7:43210->10.0.0.9:443`.
const withoutOwnPort = (name: string): string => name.replace(/:\d{1,5}->/, '->');

/** What an alert is about beside rule and place, each in a field of its kind of source. */
const SUBJECTS = [
  'proc.exepath',
  'proc.name',
  'user.name',
  'evt.type',
  'ka.user.name',
  'ka.verb',
  'ka.target.resource',
  'ka.target.namespace',
  'ka.target.name',
  'ct.name',
  'ct.user.arn',
  'ct.user',
  'ct.request.name',
  'k8s.ns.name',
  'k8s.pod.name',
];

/** Where it happened, as closely as the alert tells. */
const placeOf = ({ fields, origin, hostname }: FalcoAlert): string =>
  fields.get('container.id') ??
  fields.get('k8s.pod.uid') ??
  origin.ecsTaskArn ??
  origin.instanceId ??
  hostname ??
  origin.host ??
  '';

/**
 * The finding's id: the same for every repetition of the same thing at the same place, so that it updates one finding. Not
 * the time, the process number or the arguments, which are new each time.
 */
export const findingId = (alert: FalcoAlert, account: string, region: string): string => {
  const name = alert.fields.get('fd.name');
  const parts = [
    alert.source,
    alert.rule,
    placeOf(alert),
    ...SUBJECTS.map((field) => alert.fields.get(field) ?? ''),
    name === undefined ? '' : withoutOwnPort(name),
  ];
  const hash = createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
  return `falco/${region}/${account}/${hash}`;
};
