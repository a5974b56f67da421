import type { Ids } from '@gatehouse/core';
import { cancelWork, scheduleWork, type Tx, type WorkHandler } from '@gatehouse/store';
import { tellChange, tellPolicy } from '../change-events.ts';
import type { Parameter, ParameterPolicy } from '../model.ts';
import type { SsmParts } from '../parts.ts';
import { removeParameter } from '../removal.ts';
import { parameters } from '../repositories/parameters.ts';
import { versions } from '../repositories/versions.ts';
import { dueAt, spanText } from './parse.ts';

export const POLICY = 'ssm.policy';

/** Plans the next of a parameter's policies, or nothing where none will act. */
export const schedulePolicies = async (
  tx: Tx,
  id: string,
  policies: readonly ParameterPolicy[],
  modifiedAt: number,
): Promise<void> => {
  const times = policies.flatMap((policy) => dueAt(policy, policies, modifiedAt) ?? []);
  if (times.length === 0) return cancelWork(tx, POLICY, id);
  await scheduleWork(tx, {
    kind: POLICY,
    key: id,
    payload: '',
    dueAt: new Date(Math.min(...times)),
  });
};

const reasonOf = (policy: ParameterPolicy): string => {
  switch (policy.type) {
    case 'Expiration':
      return 'The parameter has expired and was deleted.';
    case 'NoChangeNotification':
      return `The parameter has not been changed for ${spanText(policy)}.`;
    default:
      return 'The parameter is about to expire.';
  }
};

const act = async (
  deps: { readonly ids: Ids },
  tx: Tx,
  parameter: Parameter,
  now: Date,
): Promise<void> => {
  const { id, latest } = parameter;
  const { policies, modifiedAt } = latest;
  const isDue = (policy: ParameterPolicy): boolean =>
    (dueAt(policy, policies, modifiedAt) ?? Number.POSITIVE_INFINITY) <= now.getTime();
  const due = policies.filter(isDue);
  for (const policy of due)
    await tellPolicy(deps, tx, parameter, latest, policy, reasonOf(policy), now);
  if (due.some(({ type }) => type === 'Expiration')) {
    await removeParameter(tx, parameter);
    await tellChange(deps, tx, parameter, latest, 'Delete', now);
    return;
  }
  const left = policies.map((policy) =>
    due.includes(policy) ? { ...policy, status: 'Finished' as const } : policy,
  );
  await versions.setPolicies(tx, id, latest.version, left);
  await schedulePolicies(tx, id, left, modifiedAt);
};

/** Does what policies of a parameter are for. */
export const enforcePolicies =
  (parts: SsmParts): WorkHandler =>
  (store, { key }) =>
    store.write(async (tx) => {
      const parameter = await parameters.byId(tx, key);
      if (parameter !== undefined) await act(parts, tx, parameter, parts.clock.now());
    });
