import { isMachine, type Party, partyOf } from '@gatehouse/access';
import type { Actor } from './model.ts';

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
  const party = found === undefined ? undefined : partyOf(found);
  return party?.kind === 'service' && party.service === service;
};

/** Who an actor is, in the form in which KMS names principals: the role of a session. */
export const textOfActor = ({ type, arn, roleArn, id, account, service }: Actor): string => {
  if (type === 'AWSService') return service ?? 'a service of AWS';
  // The machine, not its role: each has its grants.
  if (id !== undefined && isMachine(id)) return id;
  return roleArn ?? arn ?? (account === undefined ? 'nobody known' : `account ${account}`);
};
