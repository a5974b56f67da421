import {
  type AccessRequest,
  type Actor,
  type EligibilityAnswer,
  type Membership,
  type PersonId,
} from '../model/index.ts';
import { directoryAway, inactive } from './errors.ts';
import type { RequestsParts } from './parts.ts';

/** People as the directory has them now, each asked once by one decision. */
export type People = (id: PersonId) => Promise<Membership | undefined>;

export const askDirectory = ({ directory }: Pick<RequestsParts, 'directory'>): People => {
  const asked = new Map<PersonId, Promise<Membership | undefined>>();
  const ask = async (id: PersonId): Promise<Membership | undefined> => {
    try {
      const membership = await directory.current(id);
      if (membership !== undefined && membership.person.id !== id)
        throw new Error('the directory answered about another person');
      return membership;
    } catch (error) {
      throw directoryAway(error);
    }
  };
  return (id) => {
    const answer = asked.get(id) ?? ask(id);
    asked.set(id, answer);
    return answer;
  };
};

/** Who calls, with the groups of this moment; throws for somebody disabled or gone. */
export const standing = async (people: People, { membership }: Actor): Promise<Membership> => {
  const now = await people(membership.person.id);
  if (now === undefined || !now.active) throw inactive();
  return now;
};

/** Whether the requester may still have what was asked, by today's policy, accounts and groups. */
export const eligibilityOf = async (
  { policies, catalog }: Pick<RequestsParts, 'policies' | 'catalog'>,
  people: People,
  request: Pick<AccessRequest, 'requester' | 'targets' | 'breakGlass'>,
): Promise<EligibilityAnswer> => {
  const membership = await people(request.requester.id);
  if (membership === undefined || !membership.active) {
    const message = 'The person is not active in the directory.';
    return { eligible: false, because: { code: 'inactive', message } };
  }
  const [policy, known] = await Promise.all([policies.inForce(), catalog.current()]);
  return policy.check(membership, known, request.targets, request.breakGlass);
};

/** Those who approved, with the groups that they have now; somebody gone is left out. */
export const approversOf = async (
  people: People,
  { approvals }: AccessRequest,
): Promise<readonly Membership[]> => {
  const found = await Promise.all(
    approvals.filter(({ decision }) => decision === 'approve').map(({ person }) => people(person)),
  );
  return found.filter((one) => one !== undefined);
};
