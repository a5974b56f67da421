import { pathOf, required, requireName } from './names.ts';

// Test suites of emulators were written where nobody checked these; AWS does, and so do we unless told otherwise.

export const loosePath = (path: string | undefined, acceptsLooseInput: boolean): string =>
  acceptsLooseInput && path !== undefined ? path : pathOf(path);

export const loosePolicyName = (
  policyName: string | undefined,
  acceptsLooseInput: boolean,
): string => {
  const name = required('policyName', policyName);
  if (!acceptsLooseInput) requireName('policyName', name);
  return name;
};
