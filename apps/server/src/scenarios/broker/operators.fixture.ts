import type { IAMClient } from '@aws-sdk/client-iam';
import type { brokerCloud } from './broker.fixture.ts';
import { AFTER_SYNC, lend } from './roles.fixture.ts';

/** Each name is the beginning of another: a comparison of parts would mix them. */
export const PEOPLE = ['ann', 'ann.b'];
export const ROLES = ['Admin', 'AdminRead'];

/** People who may have both roles without anybody's approval. */
export const lendToOperators = async (
  story: Awaited<ReturnType<typeof brokerCloud>>,
  iam: IAMClient,
): Promise<void> => {
  await lend(iam, 'Admin', { policy: 'AdministratorAccess' });
  await lend(iam, 'AdminRead');
  for (const name of PEOPLE) await story.people.add(name, ['operators']);
  await story.advance(AFTER_SYNC);
  await story.changePolicy((document) =>
    document.replace(
      'rules:\n',
      `rules:
  - id: operators
    effect: allow
    who: { groups: [operators] }
    what: [{ accounts: ['111122223333'], roles: [Admin, AdminRead] }]
    maxDuration: PT1H
    approval: none
`,
    ),
  );
};
