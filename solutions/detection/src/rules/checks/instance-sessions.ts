import { isObject } from '../../events/json.ts';
import type { TrailEvent } from '../../model.ts';

const MOST_SESSIONS = 20_000;
const INSTANCE = /^i-(?:[0-9a-fA-F]{8}|[0-9a-fA-F]{17})$/;
const PUBLIC_V4 = /^(\d{1,3})\.(\d{1,3})\.\d{1,3}\.\d{1,3}$/;

/** The instance whose role a session has: EC2 names such sessions by it. */
export const instanceOf = ({ actor }: TrailEvent): string | undefined => {
  const { kind, sessionName } = actor;
  return kind === 'role' && sessionName?.startsWith('i-') === true && INSTANCE.test(sessionName)
    ? sessionName
    : undefined;
};

const MOST_ADDRESSES = 10_000;

/** As `publicNetwork`, worked out once for each address. */
const createNetworks = (): typeof publicNetwork => {
  const kept = new Map<string, string>();
  return (address) => {
    if (address.startsWith('10.')) return undefined;
    const known = kept.get(address);
    if (known !== undefined) return known === '' ? undefined : known;
    if (kept.size >= MOST_ADDRESSES) kept.clear();
    const network = publicNetwork(address);
    kept.set(address, network ?? '');
    return network;
  };
};

/** As `instanceOf`, which each event is asked twice. */
const createIds = (): typeof instanceOf => {
  let last: TrailEvent['actor'] | undefined;
  let id: string | undefined;
  return (event) => {
    if (event.actor !== last) {
      last = event.actor;
      id = instanceOf(event);
    }
    return id;
  };
};

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
  /** Networks of each of its latest credentials, the latest last. */
  readonly keys: { readonly key: string; readonly networks: string[] }[];
  /** When it was seen in a network last. */
  readonly networks: Map<string, number>;
  readonly addresses: string[];
  /** From where people ran commands on it. */
  readonly operators: string[];
}

/** From where the credentials of each instance are used, and from where each instance is operated. */
export interface InstanceSessions {
  see(event: TrailEvent): void;
  /** What speaks for credentials that left their instance; undefined when nothing does. In whatever order events come. */
  strangeness(event: TrailEvent): string | undefined;
  state(): Iterable<InstanceState>;
  restore(state: InstanceState): void;
}

/** An instance as JSON. */
export interface InstanceState {
  readonly id: string;
  readonly keys: readonly { readonly key: string; readonly networks: readonly string[] }[];
  readonly networks: readonly (readonly [network: string, at: number])[];
  readonly addresses: readonly string[];
  readonly operators: readonly string[];
}

const MOST_NETWORKS = 10_000;
const SEVERAL = '';
const MOST_KEYS = 3;
const MOST_PLACES = 8;
const DAY_MS = 86_400_000;

const remember = (list: string[], value: string): void => {
  if (!list.includes(value) && list.length < MOST_PLACES) list.push(value);
};

const isSameFamily = (one: string, other: string): boolean =>
  one.includes(':') === other.includes(':');

const keyOf = ({ actor }: TrailEvent): string => actor.accessKeyId ?? '';

const note = (instance: Instance, event: TrailEvent, network: string): void => {
  remember(instance.addresses, event.sourceIp);
  if (instance.networks.size < MOST_PLACES || instance.networks.has(network))
    instance.networks.set(network, Math.max(event.at, instance.networks.get(network) ?? 0));
  const known = instance.keys.find(({ key }) => key === keyOf(event));
  if (known !== undefined) remember(known.networks, network);
  else if (instance.keys.push({ key: keyOf(event), networks: [network] }) > MOST_KEYS)
    instance.keys.shift();
};

/** Networks that several instances call from are ways out of one's own network. */
const createWaysOut = () => {
  const users = new Map<string, string>();
  return {
    see: (network: string, instance: string): void => {
      const user = users.get(network);
      if (user === undefined && users.size < MOST_NETWORKS) users.set(network, instance);
      else if (user !== undefined && user !== instance) users.set(network, SEVERAL);
    },
    isOne: (network: string): boolean => users.get(network) === SEVERAL,
  };
};

type WaysOut = ReturnType<typeof createWaysOut>;

/** One credential in two networks, or an instance in three within a day: addresses change when it starts anew. */
const isScattered = (
  instance: Instance,
  event: TrailEvent,
  network: string,
  waysOut: WaysOut,
): boolean => {
  const isOut = waysOut.isOne(network);
  const isElsewhere = (other: string): boolean =>
    other !== network && isSameFamily(other, network) && !(isOut && waysOut.isOne(other));
  const same = instance.keys.find(({ key }) => key === keyOf(event))?.networks ?? [];
  if (same.some(isElsewhere)) return true;
  let others = 0;
  for (const [other, at] of instance.networks)
    if (isElsewhere(other) && Math.abs(event.at - at) <= DAY_MS) others += 1;
  return others >= 2;
};

export const createInstanceSessions = (): InstanceSessions => {
  const instances = new Map<string, Instance>();
  const waysOut = createWaysOut();
  const networkOf = createNetworks();
  const idOf = createIds();
  const of = (id: string): Instance => {
    const known = instances.get(id);
    if (known !== undefined) return known;
    const made: Instance = { keys: [], networks: new Map(), addresses: [], operators: [] };
    instances.set(id, made);
    // Who came first goes first.
    if (instances.size > MOST_SESSIONS)
      for (const oldest of instances.keys()) {
        instances.delete(oldest);
        break;
      }
    return made;
  };

  return {
    see: (event) => {
      const id = idOf(event);
      if (id === undefined && !operates(event)) return;
      const network = networkOf(event.sourceIp);
      if (network === undefined) return;
      if (id !== undefined) {
        note(of(id), event, network);
        waysOut.see(network, id);
      } else for (const target of targetsOf(event)) remember(of(target).operators, event.sourceIp);
    },
    strangeness: (event) => {
      const id = idOf(event);
      if (id === undefined && !operates(event)) return undefined;
      const network = networkOf(event.sourceIp);
      if (network === undefined) return undefined;
      if (id === undefined) {
        const target = targetsOf(event).find((one) =>
          instances.get(one)?.addresses.includes(event.sourceIp),
        );
        return target === undefined ? undefined : operatedFrom(event.sourceIp, target);
      }
      const known = instances.get(id);
      if (known === undefined) return undefined;
      if (known.operators.includes(event.sourceIp)) return operatedFrom(event.sourceIp, id);
      return isScattered(known, event, network, waysOut)
        ? `The credentials of ${id} are used from ${event.sourceIp} and from another network as well.`
        : undefined;
    },
    *state() {
      for (const [id, { keys, networks, addresses, operators }] of instances)
        yield { id, keys, networks: [...networks], addresses, operators };
    },
    restore: (state) => {
      instances.set(state.id, restored(state));
      for (const [network] of state.networks) waysOut.see(network, state.id);
    },
  };
};

const restored = ({ keys, networks, addresses, operators }: InstanceState): Instance => ({
  keys: keys.map((one) => ({ key: one.key, networks: [...one.networks] })),
  networks: new Map(networks),
  addresses: [...addresses],
  operators: [...operators],
});

const operates = ({ service }: TrailEvent): boolean =>
  service === 'ssm' || service === 'ec2-instance-connect';

const operatedFrom = (address: string, instance: string): string =>
  `From ${address} commands were run on ${instance}, and the credentials of ${instance} are used.`;

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
