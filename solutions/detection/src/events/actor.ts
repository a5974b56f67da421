import type { Actor, ActorKind, JsonObject } from '../model.ts';
import { isObject, loosely, objectOf, textOf } from './json.ts';

/** The name that CloudTrail writes for a user name that may be a mistyped password. */
const HIDDEN = 'HIDDEN_DUE_TO_SECURITY_REASONS';

const filled = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

const UNKNOWN: Actor = {
  kind: 'unknown',
  key: 'unknown',
  account: undefined,
  name: undefined,
  session: 'unknown',
  sessionName: undefined,
  accessKeyId: undefined,
  mfa: undefined,
};

const ACCOUNT = /^\d{12}$/;

const accountIn = (arn: string): string | undefined => {
  const account = arn.split(':', 5)[4];
  return account !== undefined && ACCOUNT.test(account) ? account : undefined;
};

/** What follows the last slash. */
const lastPart = (text: string): string => text.slice(text.lastIndexOf('/') + 1);

/** What is read of every identity, whatever its type. */
interface Read {
  readonly identity: JsonObject;
  readonly arn: string | undefined;
  readonly account: string | undefined;
  readonly principalId: string | undefined;
  readonly accessKeyId: string | undefined;
  readonly userName: string | undefined;
  readonly issuer: JsonObject | undefined;
  /** When the session's credentials were made. */
  readonly issued: string | undefined;
  readonly mfa: boolean | undefined;
}

const mfaOf = (attributes: JsonObject | undefined, more: JsonObject | undefined) => {
  const said = attributes?.['mfaAuthenticated'];
  if (said !== undefined) return said === true || said === 'true';
  const used = more?.['MFAUsed'];
  return used === 'Yes' ? true : used === 'No' ? false : undefined;
};

const read = (identity: JsonObject, more: JsonObject | undefined): Read => {
  const context = objectOf(identity['sessionContext']);
  const attributes = objectOf(context?.['attributes']);
  const arn = filled(identity['arn'] ?? loosely(identity, 'arn'));
  const name = filled(identity['userName']);
  return {
    identity,
    arn,
    account: filled(identity['accountId']) ?? (arn === undefined ? undefined : accountIn(arn)),
    principalId: filled(identity['principalId']),
    accessKeyId: filled(identity['accessKeyId']),
    userName: name === HIDDEN ? undefined : name,
    issuer: objectOf(context?.['sessionIssuer']),
    issued: filled(attributes?.['creationDate']),
    mfa: mfaOf(attributes, more),
  };
};

const sessionOf = (key: string, { arn, issued, accessKeyId }: Read): string => {
  if (issued !== undefined) return `${arn ?? key}@${issued}`;
  return accessKeyId ?? arn ?? key;
};

const actorOf = (
  kind: ActorKind,
  key: string,
  name: string | undefined,
  sessionName: string | undefined,
  facts: Read,
): Actor => ({
  kind,
  key,
  account: facts.account,
  name,
  session: sessionOf(key, facts),
  sessionName,
  accessKeyId: facts.accessKeyId,
  mfa: facts.mfa,
});

const partitionIn = (arn: string | undefined): string => arn?.split(':', 2)[1] ?? 'aws';

/** `arn:aws:sts::111122223333:assumed-role/Deploy/run-17`: no path, which only the issuer has. */
const role = (facts: Read): Actor => {
  const { arn, account, issuer, principalId } = facts;
  const parts = arn?.split('/') ?? [];
  const assumed = parts[0]?.endsWith(':assumed-role') === true;
  const sessionName = assumed ? parts[2] : principalId?.split(':')[1];
  const issuerArn = filled(issuer?.['arn']);
  const name =
    filled(issuer?.['userName']) ??
    (assumed ? parts[1] : arn === undefined ? facts.userName : lastPart(arn));
  const key =
    issuerArn ??
    (arn !== undefined && !assumed
      ? arn
      : name === undefined || account === undefined
        ? (principalId?.split(':')[0] ?? 'unknown')
        : `arn:${partitionIn(arn)}:iam::${account}:role/${name}`);
  return actorOf('role', key, name, sessionName, facts);
};

const user = (facts: Read): Actor => {
  const { arn, account, userName, principalId, accessKeyId } = facts;
  const name = userName ?? (arn === undefined ? undefined : lastPart(arn));
  const key =
    arn ??
    (name !== undefined && account !== undefined
      ? `arn:aws:iam::${account}:user/${name}`
      : (principalId ?? accessKeyId ?? `${account ?? 'unknown'}:user`));
  return actorOf('user', key, name, undefined, facts);
};

const root = (facts: Read): Actor => {
  const account = facts.account ?? facts.principalId ?? 'unknown';
  return actorOf(
    'root',
    `arn:${partitionIn(facts.arn)}:iam::${account}:root`,
    'root',
    undefined,
    facts,
  );
};

/** GetFederationToken: `arn:aws:sts::111122223333:federated-user/Bob`. */
const federatedUser = (facts: Read): Actor => {
  const name = facts.arn === undefined ? facts.userName : lastPart(facts.arn);
  const key = facts.arn ?? facts.principalId ?? 'unknown';
  return actorOf('federated', key, name, name, facts);
};

/** SAMLUser and WebIdentityUser: who asks STS for a role, before there is a session. */
const fromProvider = (facts: Read): Actor => {
  const provider = filled(facts.identity['identityProvider']);
  const name = facts.userName ?? facts.principalId?.split(':').at(-1);
  const key =
    provider !== undefined && name !== undefined
      ? `${provider}/${name}`
      : (facts.principalId ?? provider ?? 'unknown');
  return actorOf('federated', key, name, undefined, facts);
};

const ANONYMOUS = new Set(['ANONYMOUS_PRINCIPAL', 'anonymous', 'Anonymous']);

const otherAccount = (facts: Read): Actor => {
  const { account, principalId } = facts;
  if (ANONYMOUS.has(account ?? principalId ?? ''))
    return actorOf('anonymous', 'anonymous', undefined, undefined, facts);
  const id = principalId?.split(':')[0];
  const key =
    id === undefined || id === account ? (account ?? 'unknown') : `${account ?? ''}:${id}`;
  return actorOf('account', key, facts.userName ?? account, principalId?.split(':')[1], facts);
};

const service = (facts: Read): Actor => {
  const name = filled(facts.identity['invokedBy']) ?? facts.principalId ?? 'AWSService';
  return actorOf('service', name, name, undefined, facts);
};

const identityCenter = (facts: Read): Actor => {
  const person = objectOf(facts.identity['onBehalfOf']);
  const store = filled(person?.['identityStoreArn']);
  const id = filled(person?.['userId']) ?? facts.principalId ?? facts.userName ?? 'unknown';
  const key = store === undefined ? id : `${store}/${id}`;
  const actor = actorOf('identity-center', key, facts.userName ?? id, undefined, facts);
  const credential = filled(facts.identity['credentialId']);
  return credential === undefined ? actor : { ...actor, session: credential };
};

const directory = (facts: Read): Actor => {
  const name = facts.userName ?? facts.principalId;
  const key = facts.arn ?? `directory:${facts.account ?? ''}:${name ?? 'unknown'}`;
  return actorOf('federated', key, name, undefined, facts);
};

const unknown = (facts: Read): Actor => {
  const { arn, principalId, userName, account, identity } = facts;
  const key = arn ?? principalId ?? userName ?? filled(identity['invokedBy']) ?? account;
  return key === undefined
    ? UNKNOWN
    : actorOf('unknown', key, userName ?? principalId, undefined, facts);
};

const BY_TYPE: ReadonlyMap<string, (facts: Read) => Actor> = new Map([
  ['AssumedRole', role],
  ['Role', role],
  ['IAMUser', user],
  ['Root', root],
  ['FederatedUser', federatedUser],
  ['SAMLUser', fromProvider],
  ['WebIdentityUser', fromProvider],
  ['AWSAccount', otherAccount],
  ['AWSService', service],
  ['Directory', directory],
  ['IdentityCenterUser', identityCenter],
]);

/** Records that were cut by others lack the type; the ARN says it too. */
const byArn = (arn: string): ((facts: Read) => Actor) => {
  const resource = arn.split(':', 6)[5] ?? '';
  if (resource === 'root') return root;
  if (resource.startsWith('user/')) return user;
  if (resource.startsWith('role/') || resource.startsWith('assumed-role/')) return role;
  return resource.startsWith('federated-user/') ? federatedUser : unknown;
};

/** Who a record says acted (CloudTrail User Guide, "CloudTrail userIdentity element"). */
export const readActor = (identity: unknown, more: JsonObject | undefined): Actor => {
  if (!isObject(identity)) return UNKNOWN;
  const facts = read(identity, more);
  const known = BY_TYPE.get(textOf(identity['type']) ?? '');
  if (known !== undefined) return known(facts);
  if (facts.arn !== undefined) return byArn(facts.arn)(facts);
  return identity['type'] === undefined && filled(identity['invokedBy']) !== undefined
    ? service(facts)
    : unknown(facts);
};
