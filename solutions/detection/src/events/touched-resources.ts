import type { EventSummary, JsonObject, TouchedResource, TrailEvent } from '../model.ts';
import { isObject, loosely, textOf } from './json.ts';
import { RESOURCE_MEMBERS, type ResourceMember, WRAPPED_MEMBERS } from './resource-members.ts';

const MOST = 10;
const LONGEST_ID = 512;
const NONE: readonly TouchedResource[] = [];
const NO_MEMBERS: readonly ResourceMember[] = [];

/** The resource is in the list already, by this id or as the ARN that ends with it. */
const isKnown = (found: readonly TouchedResource[], type: string, id: string): boolean => {
  for (const one of found)
    if (
      one.id === id ||
      (one.type === type && (one.id.endsWith(`/${id}`) || one.id.endsWith(`:${id}`)))
    )
      return true;
  return false;
};

const add = (found: TouchedResource[], type: string, value: unknown): void => {
  if (found.length >= MOST || typeof value !== 'string' || value === '') return;
  const id = value.length > LONGEST_ID ? value.slice(0, LONGEST_ID) : value;
  if (!isKnown(found, type, id)) found.push({ type, id });
};

/** What stands at the end of a path, in each element of lists on the way. */
const walk = (
  found: TouchedResource[],
  type: string,
  value: unknown,
  path: readonly string[],
  at: number,
): void => {
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length && index < MOST; index += 1)
      walk(found, type, value[index], path, at);
    return;
  }
  const next = path[at];
  if (next === undefined) add(found, type, value);
  else if (isObject(value)) walk(found, type, value[next], path, at + 1);
};

const MOST_MEMBERS = 100;

const ofService = (found: TouchedResource[], service: string, from: JsonObject): void => {
  const members = RESOURCE_MEMBERS.get(service);
  if (members === undefined) return;
  let count = 0;
  for (const name in from) {
    if ((count += 1) > MOST_MEMBERS) return;
    const value = from[name];
    if (value === undefined || value === null) continue;
    for (const { rest, type } of members.get(name) ?? NO_MEMBERS) walk(found, type, value, rest, 0);
  }
};

/** `{DeleteFlowLogsRequest: {FlowLogId: {tag: 1, content: 'fl-1'}}}` */
const ofWrapped = (found: TouchedResource[], from: JsonObject): void => {
  let count = 0;
  for (const name in from) {
    if ((count += 1) > 2) return;
    const inner = from[name];
    if (!(name.endsWith('Request') || name.endsWith('Response')) || !isObject(inner)) continue;
    for (const [member, value] of Object.entries(inner).slice(0, 50)) {
      const type = WRAPPED_MEMBERS.get(member.toLowerCase());
      if (type !== undefined) walk(found, type, isObject(value) ? value['content'] : value, [], 0);
    }
  }
};

/** `record.resources`: CloudTrail's own list. Only what has an ARN, since some entries are prefixes of object names. */
const recorded = (found: TouchedResource[], list: unknown): void => {
  if (!Array.isArray(list)) return;
  for (let index = 0; index < list.length && index < MOST; index += 1) {
    const entry: unknown = list[index];
    if (!isObject(entry)) continue;
    const arn = textOf(loosely(entry, 'ARN') ?? loosely(entry, 'resourceName'));
    const type = textOf(loosely(entry, 'type') ?? loosely(entry, 'resourceType'));
    if (arn !== undefined) add(found, type ?? typeOf(arn), arn);
  }
};

const typeOf = (arn: string): string => {
  const [, , service = '', , , resource = ''] = arn.split(':', 6);
  if (service === 's3') return resource.includes('/') ? 'AWS::S3::Object' : 'AWS::S3::Bucket';
  if (service === 'iam' && resource.startsWith('role/')) return 'AWS::IAM::Role';
  return service === 'iam' && resource.startsWith('user/') ? 'AWS::IAM::User' : 'Other';
};

/** An object that a call reads or writes. */
const object = (found: TouchedResource[], from: JsonObject): void => {
  const bucket = textOf(from['bucketName']);
  const key = textOf(from['key']);
  if (bucket !== undefined && key !== undefined && key !== '')
    add(found, 'AWS::S3::Object', `arn:aws:s3:::${bucket}/${key}`);
};

/** The resources that an event is about, at most ten: those that CloudTrail lists, then those that its parameters and answer name. */
export const touchedResources = ({ record, service }: TrailEvent): readonly TouchedResource[] => {
  const { resources, requestParameters: request, responseElements: response } = record;
  if (!Array.isArray(resources) && !isObject(request) && !isObject(response)) return NONE;
  const found: TouchedResource[] = [];
  recorded(found, resources);
  if (isObject(request)) ofPart(found, service, request);
  if (isObject(response)) ofPart(found, service, response);
  return found.length === 0 ? NONE : found;
};

const ofPart = (found: TouchedResource[], service: string, from: JsonObject): void => {
  if (service === 's3') object(found, from);
  ofService(found, service, from);
  if (service === 'ec2') ofWrapped(found, from);
};

/** An event as evidence and timelines show it. */
export const summaryOf = (event: TrailEvent): EventSummary => ({
  id: event.id,
  at: event.at,
  account: event.account,
  region: event.region,
  source: event.source,
  name: event.name,
  actor: event.actor.key,
  session: event.actor.session,
  sourceIp: event.sourceIp,
  userAgent: event.userAgent,
  errorCode: event.errorCode,
  resources: touchedResources(event),
});
