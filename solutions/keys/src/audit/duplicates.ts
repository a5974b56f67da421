import { type Grant, constraintText, constraintsInWords as inWords } from '@gatehouse/access';
import { dateOf, type Finding, isOfService, labelOf } from './finding.ts';

/**
 * The post's definition: the same key, operations, grantee, encryption context and name. Who may retire it is not part
 * of it: a duplicate permits the same.
 */
const sameness = ({ keyArn, operations, grantee, constraints, name }: Grant): string =>
  JSON.stringify([keyArn, operations.toSorted(), grantee, constraintText(constraints), name]);

/**
 * The one to keep: it can be retired, and is the newest, because whoever made it last is the likeliest to retire it by
 * its id or token.
 */
const keptFirst = (grants: readonly Grant[]): readonly Grant[] =>
  grants.toSorted(
    (a, b) =>
      Number(b.retiring !== undefined) - Number(a.retiring !== undefined) ||
      (b.createdAt?.getTime() ?? 0) - (a.createdAt?.getTime() ?? 0) ||
      (a.id < b.id ? -1 : 1),
  );

const findingOf = (grants: readonly Grant[]): readonly Finding[] => {
  const [kept, ...others] = keptFirst(grants);
  if (kept === undefined || others.length === 0) return [];
  return [
    {
      rule: 'duplicate',
      severity: isOfService(kept) ? 'LOW' : 'MEDIUM',
      title: `${grants.length} grants permit the same`,
      text: `${grants.length} grants let ${kept.grantee} do ${kept.operations.join(', ')} with constraints ${inWords(kept.constraints)}. Retiring one leaves the permission in place. Keep ${labelOf(kept)}${kept.retiring === undefined ? '' : ', which can be retired'}.`,
      grants: [kept.id, ...others.map(({ id }) => id)],
      evidence: grants.map((grant) => ({
        text: `${grant.id} was created ${dateOf(grant.createdAt)}`,
        at: grant.createdAt,
      })),
    },
  ];
};

export const duplicates = (grants: readonly Grant[]): readonly Finding[] =>
  [...Map.groupBy(grants, sameness).values()].flatMap(findingOf);
