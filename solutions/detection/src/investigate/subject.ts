import { isIP } from 'node:net';
import { objectOf, textOf } from '../events/json.ts';
import type { SubjectKind } from '../live/api/index.ts';
import type { TrailEvent } from '../model.ts';
import { addressTest, isAbout, isBy } from './event-test.ts';
import type { Attribute } from './history.ts';

export interface Subject {
  readonly kind: SubjectKind;
  readonly value: string;
}

const ACCESS_KEY = /^(?:AKIA|ASIA)[A-Z0-9]{12,124}$/;
const ALERT = /^[\da-f]{32}$/;
const OF_PRINCIPALS = /:iam::\d{12}:(?:user|role|root)|:root$/;

/** What a value looks like. */
export const kindOf = (value: string): SubjectKind => {
  if (ACCESS_KEY.test(value)) return 'access-key';
  if (ALERT.test(value)) return 'alert';
  const [address = '', bits] = value.split('/');
  if (isIP(address) !== 0 && (bits === undefined || /^\d+$/.test(bits))) return 'address';
  if (value.includes(':assumed-role/') || value.includes(':federated-user/')) return 'session';
  if (!value.startsWith('arn:')) return 'principal';
  return OF_PRINCIPALS.test(value) ? 'principal' : 'resource';
};

const isOfPrincipal = ({ actor }: TrailEvent, value: string): boolean =>
  actor.key === value || actor.name === value;

const isOfSession = ({ actor, record }: TrailEvent, value: string): boolean =>
  actor.session === value ||
  actor.sessionName === value ||
  textOf(objectOf(record['userIdentity'])?.['arn']) === value;

/** Whether an event is the subject's; of an alert, whether its sessions did it. */
export const subjectTest = (
  { kind, value }: Subject,
  sessions: ReadonlySet<string>,
): ((event: TrailEvent) => boolean) => {
  switch (kind) {
    case 'principal':
      return (event) => isOfPrincipal(event, value) || (value.includes('*') && isBy(event, value));
    case 'session':
      return (event) => isOfSession(event, value);
    case 'access-key':
      return ({ actor }) => actor.accessKeyId === value;
    case 'address': {
      const isFrom = addressTest(value);
      return ({ sourceIp }) => isFrom(sourceIp);
    }
    case 'resource':
      return (event) => isAbout(event, value);
    case 'alert':
      return ({ actor }) => sessions.has(actor.session);
    default:
      return kind satisfies never;
  }
};

/** What the history can look for itself. */
export const subjectAttribute = ({
  kind,
  value,
}: Subject): { readonly key: Attribute; readonly value: string } | undefined => {
  if (kind === 'access-key') return { key: 'AccessKeyId', value };
  const user = /^arn:[a-z-]+:iam::\d{12}:user\/(?:.*\/)?([^/]+)$/.exec(value)?.[1];
  if (kind === 'principal' && user !== undefined) return { key: 'Username', value: user };
  const session = /:assumed-role\/[^/]+\/(.+)$/.exec(value)?.[1];
  if (kind === 'session' && session !== undefined) return { key: 'Username', value: session };
  return undefined;
};
