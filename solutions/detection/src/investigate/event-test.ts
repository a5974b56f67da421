import { BlockList, isIP } from 'node:net';
import { compileFilter, parseFilterPattern } from '@gatehouse/patterns';
import { wildcardMatch } from '../alerts/wildcard.ts';
import { touchedResources } from '../events/touched-resources.ts';
import { invalid } from '../live/answers/refusal.ts';
import type { SearchQuestion } from '../live/api/index.ts';
import type { TrailEvent } from '../model.ts';
import type { Attribute, HistoryEvent } from './history.ts';

export type EventTest = (found: HistoryEvent) => boolean;

export const addressTest = (text: string): ((address: string) => boolean) => {
  const [address = '', bits] = text.split('/');
  const version = isIP(address);
  if (version === 0) return (one) => one === text;
  const most = version === 4 ? 32 : 128;
  const length = bits === undefined ? most : /^\d{1,3}$/.test(bits) ? Number(bits) : -1;
  if (length < 0 || length > most) throw invalid(`sourceIp: "${text}" is no CIDR range`);
  const list = new BlockList();
  list.addSubnet(address, length, version === 4 ? 'ipv4' : 'ipv6');
  return (one) => {
    const kind = isIP(one);
    return kind !== 0 && list.check(one, kind === 4 ? 'ipv4' : 'ipv6');
  };
};

/** ARN, name or session of who acted. */
export const isBy = ({ actor, record }: TrailEvent, text: string): boolean => {
  const identity = record['userIdentity'];
  const arn: unknown =
    typeof identity === 'object' && identity !== null ? Reflect.get(identity, 'arn') : undefined;
  return [actor.key, actor.name, actor.sessionName, actor.session, arn].some(
    (one) => typeof one === 'string' && wildcardMatch(text, one),
  );
};

/** By ARN, or by the name that an ARN ends with. */
export const isAbout = (event: TrailEvent, text: string): boolean =>
  touchedResources(event).some(
    ({ id }) =>
      wildcardMatch(text, id) ||
      wildcardMatch(`*/${text}`, id) ||
      wildcardMatch(`*:${text}`, id) ||
      (text.includes(':') && (text.endsWith(`/${id}`) || text.endsWith(`:${id}`))),
  );

const sourceOf = (text: string): string => (text.includes('.') ? text : `${text}.amazonaws.com`);

const patternTest = (text: string): EventTest => {
  const read = parseFilterPattern(text);
  if ('problem' in read) throw invalid(`pattern: ${read.problem.reason} at ${read.problem.at}`);
  const filter = compileFilter(read.pattern);
  return (found) => filter.matches(found.text);
};

/** Everything that a question asks for but time and place. @throws DetectionRefusal */
export const eventTest = (question: SearchQuestion): EventTest => {
  const { name, source, actor, accessKeyId, sourceIp, errorCode, readOnly, resource, pattern } =
    question;
  const tests: EventTest[] = [];
  const add = <Value>(value: Value | undefined, test: (value: Value) => EventTest): void => {
    if (value !== undefined) tests.push(test(value));
  };
  add(
    name,
    (text) =>
      ({ event }) =>
        wildcardMatch(text, event.name) || event.record['eventName'] === text,
  );
  add(
    source,
    (text) =>
      ({ event }) =>
        event.source === sourceOf(text),
  );
  add(
    actor,
    (text) =>
      ({ event }) =>
        isBy(event, text),
  );
  add(
    accessKeyId,
    (text) =>
      ({ event }) =>
        event.actor.accessKeyId === text,
  );
  add(sourceIp, (text) => {
    const isFrom = addressTest(text);
    return ({ event }) => isFrom(event.sourceIp);
  });
  add(
    errorCode,
    (text) =>
      ({ event }) =>
        event.errorCode !== undefined && wildcardMatch(text, event.errorCode),
  );
  add(
    readOnly,
    (wanted) =>
      ({ event }) =>
        event.readOnly === wanted,
  );
  add(
    resource,
    (text) =>
      ({ event }) =>
        isAbout(event, text),
  );
  add(pattern, patternTest);
  return (found) => tests.every((test) => test(found));
};

// Names that carry the date of their API in records of these services: the history knows them by their whole name only.
const DATED = new Set(['lambda.amazonaws.com', 'cloudfront.amazonaws.com']);
const MAY_BE_DATED =
  /(?:Function|Permission|Layer|Alias|Distribution|Invalidation|EventSourceMapping|Invoke)/;

/** What CloudTrail can look for itself, so that less is read. */
export const attributeOf = ({
  accessKeyId,
  name,
  source,
  readOnly,
}: SearchQuestion): { readonly key: Attribute; readonly value: string } | undefined => {
  if (accessKeyId !== undefined) return { key: 'AccessKeyId', value: accessKeyId };
  const isDated =
    (source !== undefined && DATED.has(sourceOf(source))) || MAY_BE_DATED.test(name ?? '');
  if (name !== undefined && !name.includes('*') && !isDated)
    return { key: 'EventName', value: name };
  if (source !== undefined) return { key: 'EventSource', value: sourceOf(source) };
  if (readOnly !== undefined) return { key: 'ReadOnly', value: String(readOnly) };
  return undefined;
};
