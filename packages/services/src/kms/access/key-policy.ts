import { compilePolicy, type NamedPolicy } from '@gatehouse/policy';
import type { KeyPolicy } from '../model.ts';
import { decisiveDocument } from '../policies/plain-text.ts';

/** The policy of a key, ready for decisions; made once for each key that is kept in memory. */
export const compiledKeyPolicies = (): ((policy: KeyPolicy) => NamedPolicy) => {
  const kept = new WeakMap<KeyPolicy, NamedPolicy>();
  return (policy) => {
    const found = kept.get(policy);
    if (found !== undefined) return found;
    const made = {
      id: 'default',
      policy: compilePolicy(decisiveDocument(policy.document), 'resource', {
        principalIds: policy.principals,
      }),
    };
    kept.set(policy, made);
    return made;
  };
};
