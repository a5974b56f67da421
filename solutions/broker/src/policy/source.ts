import type { Store } from '@gatehouse/store';
import { BrokerError } from '../model/index.ts';
import { compilePolicy, type CompiledPolicy } from './compile.ts';
import { parsePolicy, problemText } from './parse.ts';
import { findVersion, newestVersion } from './repository.ts';

/** The channel on which a change of the policy is told to every node. */
export const POLICY_CHANNEL = 'broker_policy';

const MOST_KEPT = 8;

/** The policies as compiled objects; which one is in force is remembered until a change is heard of. */
export interface CompiledSource {
  inForce(): Promise<CompiledPolicy>;
  version(version: number): Promise<CompiledPolicy>;
}

export const createSource = (store: Store): CompiledSource => {
  // A version never changes, so what was compiled of it stays right; only which one is in force can be outdated.
  const compiled = new Map<number, CompiledPolicy>();
  let newest: number | undefined;
  let changes = 0;
  store.onNotify(POLICY_CHANNEL, () => {
    changes += 1;
    newest = undefined;
  });

  const version = async (number: number): Promise<CompiledPolicy> => {
    const kept = compiled.get(number);
    if (kept !== undefined) return kept;
    const stored = await store.read((tx) => findVersion(tx, number));
    if (stored === undefined)
      throw new BrokerError('not-found', `There is no version ${number} of the access policy.`);
    const policy = compileStored(stored.document, number);
    const [oldest] = compiled.keys();
    if (compiled.size >= MOST_KEPT && oldest !== undefined) compiled.delete(oldest);
    compiled.set(number, policy);
    return policy;
  };

  return {
    version,
    inForce: async () => {
      // While changes of other nodes may go unheard, the remembered version could grant what was taken away.
      if (newest !== undefined && store.hears()) return version(newest);
      const before = changes;
      const number = await store.read(newestVersion);
      if (number === undefined)
        throw new BrokerError('unavailable', 'No access policy has been installed.');
      if (before === changes && store.hears()) newest = number;
      return version(number);
    },
  };
};

export const compileStored = (document: string, version: number): CompiledPolicy => {
  const answer = parsePolicy(document);
  if (answer.ok) return compilePolicy(answer.document, version);
  const reasons = answer.problems.map(problemText).join('; ');
  throw new Error(`version ${version} of the access policy is stored but not sound: ${reasons}`);
};
