import { isObject } from '../../events/json.ts';
import type { TrailEvent } from '../../model.ts';

const MOST_SESSIONS = 20_000;
const MOST_NETWORKS = 4;
const INSTANCE = /^i-(?:[0-9a-fA-F]{8}|[0-9a-fA-F]{17})$/;
const PUBLIC_V4 = /^(\d{1,3})\.(\d{1,3})\.\d{1,3}\.\d{1,3}$/;

/** The instance whose role a session has: EC2 names such sessions by it. */
export const instanceOf = ({ actor }: TrailEvent): string | undefined =>
  actor.kind === 'role' && actor.sessionName !== undefined && INSTANCE.test(actor.sessionName)
    ? actor.sessionName
    : undefined;

/** The /16 of a public IPv4 address or the /48 of an IPv6 one; undefined for others and for names of services. */
export const publicNetwork = (address: string): string | undefined => {
  if (address.includes(':')) {
    if (/^(?:f[cde]|::)/i.test(address)) return undefined;
    return address.split(':').slice(0, 3).join(':').toLowerCase();
  }
  const [, first = '', second = ''] = PUBLIC_V4.exec(address) ?? [];
  if (first === '' || first === '10' || first === '127') return undefined;
  if (first === '192' && second === '168') return undefined;
  if (first === '172' && Number(second) >= 16 && Number(second) <= 31) return undefined;
  if (first === '169' && second === '254') return undefined;
  return `${first}.${second}`;
};

interface Instance {
  readonly networks: string[];
  /** From where people ran commands on it. */
  readonly operators: string[];
}

/** From where the credentials of each instance are used, and from where each instance is operated. */
export interface InstanceSessions {
  see(event: TrailEvent): void;
  /** What speaks for credentials that left their instance; undefined when nothing does. */
  strangeness(event: TrailEvent): string | undefined;
}

const remember = (list: string[], value: string): void => {
  if (!list.includes(value) && list.length < MOST_NETWORKS) list.push(value);
};

export const createInstanceSessions = (): InstanceSessions => {
  const instances = new Map<string, Instance>();
  const of = (id: string): Instance => {
    const known = instances.get(id) ?? { networks: [], operators: [] };
    // What was not seen for longest is forgotten first.
    instances.delete(id);
    instances.set(id, known);
    if (instances.size > MOST_SESSIONS)
      for (const oldest of instances.keys()) {
        instances.delete(oldest);
        break;
      }
    return known;
  };

  return {
    see: (event) => {
      const network = publicNetwork(event.sourceIp);
      if (network === undefined) return;
      const id = instanceOf(event);
      if (id !== undefined) {
        remember(of(id).networks, network);
        return;
      }
      if (event.service !== 'ssm' && event.service !== 'ec2-instance-connect') return;
      for (const target of targetsOf(event)) remember(of(target).operators, event.sourceIp);
    },
    strangeness: (event) => {
      const id = instanceOf(event);
      const network = publicNetwork(event.sourceIp);
      if (id === undefined || network === undefined) return undefined;
      const known = instances.get(id);
      if (known?.operators.includes(event.sourceIp) === true)
        return `${event.sourceIp} is the address from which commands were run on ${id}.`;
      const others = known?.networks.filter((other) => other !== network) ?? [];
      return others.length === 0
        ? undefined
        : `The credentials of ${id} are used from ${event.sourceIp} and from another network as well.`;
    },
  };
};

/** Instances that a command, session or key is sent to. */
const targetsOf = ({ record }: TrailEvent): readonly string[] => {
  const request = record['requestParameters'];
  if (!isObject(request)) return [];
  const { instanceIds, target, instanceId } = request;
  const found = Array.isArray(instanceIds) ? instanceIds : [target, instanceId];
  return found
    .filter((id) => typeof id === 'string')
    .filter((id) => INSTANCE.test(id))
    .slice(0, 50);
};
