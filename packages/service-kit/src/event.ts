import type { Ids } from '@gatehouse/core';
import type { AuditEntry } from './audit.ts';
import type { TouchedResource, Transport } from './call.ts';
import type { DataEvent } from './data-events.ts';
import { type Principal, principalArn } from './principal.ts';
import { recordable, recordableText } from './recordable.ts';
import type { OperationDefinition, Service } from './service.ts';
import { foreignIdentity, type UserIdentity, userIdentity } from './user-identity.ts';

/** What an operation said about its own event while it ran. */
export interface EventNotes {
  resources: TouchedResource[];
  sharedWith: string[];
  identity: { readonly userIdentity: UserIdentity; readonly account: string } | undefined;
  remarks: Readonly<Record<string, unknown>> | undefined;
}

export const emptyNotes = (): EventNotes => ({
  resources: [],
  sharedWith: [],
  identity: undefined,
  remarks: undefined,
});

export interface EventFacts {
  readonly service: Service;
  readonly operation: string;
  readonly definition: OperationDefinition;
  readonly principal: Principal;
  readonly accessKeyId: string | undefined;
  readonly invokedBy: string | undefined;
  readonly region: string;
  readonly sourceIp: string;
  readonly userAgent: string;
  /** The host that the client addressed, where the connection is encrypted. */
  readonly tlsHost: string | undefined;
  readonly requestId: string;
  readonly fromConsole: boolean;
  readonly authType: Transport['authType'];
  readonly now: Date;
  readonly input: unknown;
  readonly output: unknown;
  readonly error: { readonly code: string; readonly message: string } | undefined;
  readonly notes: EventNotes;
}

const EVENT_VERSION = '1.11';
const GLOBAL_REGION = 'us-east-1';
const NOTHING: ReadonlySet<string> = new Set();

const pathSet = (paths: readonly string[] | undefined): ReadonlySet<string> =>
  paths === undefined ? NOTHING : new Set(paths);

const requestOf = ({ service, operation, definition, input }: EventFacts): unknown => {
  const { eventShape } = service;
  return eventShape === undefined
    ? recordable('requestParameters', input, pathSet(definition.facts.redact))
    : recordable('requestParameters', eventShape.request(operation, input), NOTHING, 'as given');
};

const responseOf = (event: EventFacts): unknown => {
  const { service, operation, definition, output, error, requestId } = event;
  const { readOnly, facts } = definition;
  const mode = facts.event?.response ?? (readOnly ? 'omit' : 'record');
  if (error !== undefined || mode === 'omit') return null;
  const { eventShape } = service;
  if (eventShape === undefined)
    return recordable('responseElements', output, pathSet(facts.redactOutput));
  const shown = eventShape.response(operation, output, requestId);
  return recordable('responseElements', shown, NOTHING, 'as given');
};

// CloudTrail has one spelling for a refusal, whatever the protocol's exception is called.
const errorCode = ({ eventShape }: Service, code: string): string => {
  if (eventShape !== undefined) return eventShape.errorCode(code);
  return code === 'AccessDeniedException' ? 'AccessDenied' : code;
};

const errorMessage = ({ eventShape }: Service, message: string): string =>
  recordableText(eventShape?.errorMessage?.(message) ?? message);

/** A failed call is nobody's business but the caller's: else anybody could write into another account's history. */
const recipients = (
  own: string | undefined,
  { error, notes }: Pick<EventFacts, 'error' | 'notes'>,
): readonly string[] => {
  if (own === undefined) return [...new Set(notes.sharedWith)];
  return error === undefined ? [...new Set([own, ...notes.sharedWith])] : [own];
};

/** The service that made the call, for itself or for its caller. */
const callingService = ({ invokedBy, principal }: EventFacts): string | undefined =>
  invokedBy ?? (principal.kind === 'service' ? principal.name : undefined);

/** The client's host name is recorded where the client itself called, not a service or the console for it. */
const tlsDetails = (facts: EventFacts): object =>
  facts.tlsHost === undefined || facts.fromConsole || callingService(facts) !== undefined
    ? {}
    : { tlsDetails: { clientProvidedHostHeader: recordableText(facts.tlsHost) } };

const ownAccount = ({ notes, principal }: EventFacts): string | undefined =>
  notes.identity?.account ?? ('account' in principal ? principal.account : undefined);

const regionOf = ({ service, region }: EventFacts): string =>
  service.global === true ? GLOBAL_REGION : region;

const nameOf = ({ definition, operation }: EventFacts): string =>
  definition.facts.event?.name ?? operation;

const isReadOnly = ({ definition }: EventFacts): boolean =>
  definition.facts.event?.readOnly ?? definition.readOnly;

export const isData = ({ definition }: Pick<EventFacts, 'definition'>): boolean =>
  definition.facts.event?.data === true;

/** The caller's ARN as the record has it; in the copy of another account he has none, and the record itself is asked. */
const callerArn = ({ principal, notes }: EventFacts, isShared: boolean): string | undefined =>
  isShared ||
  notes.identity !== undefined ||
  !('account' in principal) ||
  principal.kind === 'service'
    ? undefined
    : principalArn(principal);

/** What trails are asked about before the record of a data event is made. */
export const dataEvent = (facts: EventFacts): DataEvent => ({
  accounts: recipients(ownAccount(facts), facts),
  region: regionOf(facts),
  eventSource: facts.service.eventSource,
  eventName: nameOf(facts),
  readOnly: isReadOnly(facts),
  userIdentityArn: callerArn(facts, facts.notes.sharedWith.length > 0),
  fromConsole: facts.fromConsole,
  resources: facts.notes.resources,
});

const accountIn = (arn: string | undefined): string | undefined => {
  const account = arn?.split(':')[4];
  return account === '' ? undefined : account;
};

/** `resources` as the record shows them: those that have an ARN. */
const shownResources = (resources: readonly TouchedResource[]): object => {
  const arns = resources.filter(({ arn, arnPrefix }) => (arn ?? arnPrefix) !== undefined);
  if (arns.length === 0) return {};
  return {
    resources: arns.map(({ arn, arnPrefix, account, type }) => ({
      accountId: account ?? accountIn(arn),
      type,
      ...(arnPrefix === undefined ? { ARN: arn } : { ARNPrefix: arnPrefix }),
    })),
  };
};

/** `additionalEventData`: what the operation remarked, and of a data event what its service always tells. */
const additionalData = (facts: EventFacts): object => {
  const { service, notes } = facts;
  const always = isData(facts) ? service.eventShape?.additional?.(facts) : undefined;
  return always === undefined && notes.remarks === undefined
    ? {}
    : { additionalEventData: { ...always, ...notes.remarks } };
};

/** The CloudTrail records of one call: the caller's, and one for each other account that owns what was touched. */
export const auditEntries = (facts: EventFacts, ids: Ids): readonly AuditEntry[] => {
  const { service, notes, error, principal } = facts;
  const own = ownAccount(facts);
  const accounts = recipients(own, facts);
  const shared = accounts.length > 1 ? { sharedEventID: ids.uuid() } : {};
  const resources = notes.resources.map(({ type, name }) => ({ type, name }));
  const isManagement = !isData(facts);

  return accounts.map((account) => ({
    at: facts.now.getTime(),
    record: {
      eventVersion: EVENT_VERSION,
      userIdentity:
        notes.identity?.userIdentity ??
        (account === own
          ? userIdentity(principal, facts.accessKeyId, facts.invokedBy)
          : foreignIdentity(principal)),
      eventTime: `${facts.now.toISOString().slice(0, 19)}Z`,
      eventSource: service.eventSource,
      eventName: nameOf(facts),
      awsRegion: regionOf(facts),
      sourceIPAddress: callingService(facts) ?? facts.sourceIp,
      userAgent: callingService(facts) ?? recordableText(facts.userAgent),
      ...(error === undefined
        ? {}
        : {
            errorCode: errorCode(service, error.code),
            errorMessage: errorMessage(service, error.message),
          }),
      requestParameters: requestOf(facts),
      responseElements: responseOf(facts),
      ...additionalData(facts),
      requestID: facts.requestId,
      eventID: ids.uuid(),
      readOnly: isReadOnly(facts),
      ...shownResources(notes.resources),
      eventType: 'AwsApiCall',
      managementEvent: isManagement,
      recipientAccountId: account,
      ...shared,
      eventCategory: isManagement ? 'Management' : 'Data',
      ...(facts.fromConsole ? { sessionCredentialFromConsole: 'true' } : {}),
      ...tlsDetails(facts),
    },
    resources,
  }));
};
