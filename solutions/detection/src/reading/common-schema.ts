import { isObject, textOf } from '../events/json.ts';
import type { JsonObject } from '../model.ts';

/** `{a: {b: 1}}` and `{"a.b": 1}` are the same to Elastic. */
const at = (object: JsonObject, path: string): unknown => {
  if (Object.hasOwn(object, path)) return object[path];
  for (let dot = path.indexOf('.'); dot !== -1; dot = path.indexOf('.', dot + 1)) {
    const head = path.slice(0, dot);
    const inner = Object.hasOwn(object, head) ? object[head] : undefined;
    if (isObject(inner)) {
      const found = at(inner, path.slice(dot + 1));
      if (found !== undefined) return found;
    }
  }
  return undefined;
};

const IDENTITY: readonly (readonly [string, string])[] = [
  ['type', 'aws.cloudtrail.user_identity.type'],
  ['arn', 'aws.cloudtrail.user_identity.arn'],
  ['accessKeyId', 'aws.cloudtrail.user_identity.access_key_id'],
  ['invokedBy', 'aws.cloudtrail.user_identity.invoked_by'],
  ['principalId', 'user.id'],
  ['userName', 'user.name'],
  ['accountId', 'cloud.account.id'],
];

const MEMBERS: readonly (readonly [string, string])[] = [
  ['eventVersion', 'aws.cloudtrail.event_version'],
  ['eventTime', '@timestamp'],
  ['eventSource', 'event.provider'],
  ['eventName', 'event.action'],
  ['awsRegion', 'cloud.region'],
  ['sourceIPAddress', 'source.address'],
  ['userAgent', 'user_agent.original'],
  ['errorCode', 'aws.cloudtrail.error_code'],
  ['errorMessage', 'aws.cloudtrail.error_message'],
  ['eventID', 'event.id'],
  ['eventType', 'aws.cloudtrail.event_type'],
  ['eventCategory', 'aws.cloudtrail.event_category'],
  ['readOnly', 'aws.cloudtrail.read_only'],
  ['recipientAccountId', 'aws.cloudtrail.recipient_account_id'],
  ['resources', 'aws.cloudtrail.resources'],
  ['requestParameters', 'aws.cloudtrail.flattened.request_parameters'],
  ['responseElements', 'aws.cloudtrail.flattened.response_elements'],
  ['additionalEventData', 'aws.cloudtrail.flattened.additional_eventdata'],
];

const taken = (
  document: JsonObject,
  members: readonly (readonly [string, string])[],
): Record<string, unknown> => {
  const record: Record<string, unknown> = {};
  for (const [name, path] of members) {
    const value = at(document, path);
    if (value !== undefined) record[name] = value;
  }
  return record;
};

/**
 * The record of a document in the Elastic Common Schema: the original where it was kept, else as much of it as its fields tell.
 * Undefined for other documents.
 */
export const eventOfCommonSchema = (document: JsonObject): JsonObject | undefined => {
  if (!Object.hasOwn(document, '@timestamp') && !Object.hasOwn(document, 'event')) return undefined;
  const provider = textOf(at(document, 'event.provider'));
  if (provider?.endsWith('.amazonaws.com') !== true) return undefined;
  const original = at(document, 'event.original');
  if (typeof original === 'string') {
    try {
      const value: unknown = JSON.parse(original);
      if (isObject(value)) return value;
    } catch {
      // A record that was cut is told by its fields.
    }
  }
  const created = at(document, 'aws.cloudtrail.user_identity.session_context.creation_date');
  const mfa = at(document, 'aws.cloudtrail.user_identity.session_context.mfa_authenticated');
  const issuer = at(document, 'aws.cloudtrail.user_identity.session_context.session_issuer.arn');
  return {
    ...taken(document, MEMBERS),
    userIdentity: {
      ...taken(document, IDENTITY),
      sessionContext: {
        attributes: { creationDate: created, mfaAuthenticated: mfa },
        ...(issuer === undefined ? {} : { sessionIssuer: { arn: issuer } }),
      },
    },
  };
};
