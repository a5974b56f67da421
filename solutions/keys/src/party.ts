import { parseArn } from '@gatehouse/core';
import type { Actor, Party } from './model.ts';

const ACCOUNT = /^\d{12}$/;
const UNIQUE_ID = /^(AIDA|AROA)[A-Z0-9]{8,124}(:[\w+=,.@-]{2,64})?$/;
const MACHINE = /^(\d{12}):(aws:[a-z0-9-]{1,64}):([\w.-]{1,64})$/;
const SERVICE =
  /^([a-z0-9-]{1,63})(?:\.([a-z]{2}(?:-[a-z]+){1,2}-\d))?\.(amazonaws\.com(?:\.cn)?)$/;

const UNKNOWN: Party = { kind: 'unknown' };

/** Whom a text names where KMS names principals: ARN, account, unique id, service or machine of a service. */
export const partyOf = (text: string): Party => {
  if (ACCOUNT.test(text)) return { kind: 'account', account: text };
  if (UNIQUE_ID.test(text)) return { kind: 'deleted', id: text };
  const [, account = '', role = '', machine = ''] = MACHINE.exec(text) ?? [];
  if (machine !== '') return { kind: 'machine', account, role, machine };
  const [, name = '', region, domain = ''] = SERVICE.exec(text) ?? [];
  if (name !== '') return { kind: 'service', service: `${name}.${domain}`, region };
  return byArn(text);
};

const byArn = (arn: string): Party => {
  const parsed = parseArn(arn);
  if (parsed === undefined) return UNKNOWN;
  const { service, account, resource } = parsed;
  if (service === 'iam') {
    if (resource === 'root') return { kind: 'account', account };
    if (resource.startsWith('user/')) return { kind: 'user', account, arn };
    if (resource.startsWith('role/')) return { kind: 'role', account, arn };
  }
  if (service !== 'sts') return UNKNOWN;
  const [, role = '', machine = ''] =
    /^assumed-role\/(aws:[a-z0-9-]{1,64})\/([\w.-]{1,64})$/.exec(resource) ?? [];
  if (machine !== '') return { kind: 'machine', account, role, machine };
  if (resource.startsWith('assumed-role/')) return { kind: 'session', account, arn };
  if (resource.startsWith('federated-user/')) return { kind: 'federated-user', account, arn };
  return UNKNOWN;
};

const yes = (is: boolean): 'yes' | 'no' => (is ? 'yes' : 'no');

/** Whether an actor is a party, or one of those that it stands for. `maybe`: CloudTrail tells only the other account. */
export const isActor = (party: Party, actor: Actor): 'yes' | 'no' | 'maybe' => {
  switch (party.kind) {
    case 'account':
      return yes(actor.account === party.account);
    case 'user':
    case 'session':
    case 'federated-user':
      return fromElsewhere(party.account, actor) ?? yes(actor.arn === party.arn);
    case 'role':
      return fromElsewhere(party.account, actor) ?? yes(actor.roleArn === party.arn);
    case 'machine': {
      const { account, role, machine } = party;
      return yes(
        actor.id === `${account}:${role}:${machine}` ||
          (actor.account === account &&
            actor.arn?.endsWith(`:assumed-role/${role}/${machine}`) === true),
      );
    }
    case 'service':
      return yes(actor.type === 'AWSService' && isService(party.service, actor.service));
    case 'deleted':
      return yes(actor.id === party.id || actor.id?.startsWith(`${party.id}:`) === true);
    case 'unknown':
      return 'maybe';
    default:
      return party satisfies never;
  }
};

/** Events of another account's caller name only the account (CloudTrail User Guide, "CloudTrail userIdentity element"). */
const fromElsewhere = (account: string, actor: Actor): 'maybe' | undefined =>
  actor.arn === undefined && actor.account === account ? 'maybe' : undefined;

const isService = (service: string, found: string | undefined): boolean => {
  const party = found === undefined ? UNKNOWN : partyOf(found);
  return party.kind === 'service' && party.service === service;
};

/** Who an actor is, in the form in which KMS names principals: the role of a session. */
export const textOfActor = ({ type, arn, roleArn, id, account, service }: Actor): string => {
  if (type === 'AWSService') return service ?? 'a service of AWS';
  // The machine, not its role: each has its grants.
  if (id !== undefined && MACHINE.test(id)) return id;
  return roleArn ?? arn ?? (account === undefined ? 'nobody known' : `account ${account}`);
};
