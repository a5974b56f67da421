/** Condition keys that compare the caller's account (IAM User Guide, KMS Developer Guide). */
export const BY_ACCOUNT = new Set(['kms:calleraccount', 'aws:principalaccount']);
// `ForAnyValue:StringEqualsIfExists`
const OF_ONE_ACCOUNT =
  /^(?:for(?:any|all)values?:)?string(?:not)?equals(?:ignorecase)?(?:ifexists)?$/;

/** Another account that no policy names; conditions about accounts that they name are asked for each of those. */
export const someAccount = (own: string, policies: readonly string[]): string => {
  const taken = new Set([own, ...policies.flatMap(accountsIn)]);
  let number = 0;
  while (taken.has(String(number).padStart(12, '0'))) number += 1;
  return String(number).padStart(12, '0');
};

/** Whether a policy lets by more than whole account numbers, so that no one number can stand for all. */
export const comparesAccounts = (policy: string): boolean => {
  const document = jsonOf(policy);
  return listOf(membersOf(document).get('Statement')).some((statement) =>
    [...membersOf(membersOf(statement).get('Condition'))].some(
      ([operator, keys]) =>
        !OF_ONE_ACCOUNT.test(operator.toLowerCase()) &&
        [...membersOf(keys).keys()].some((key) => BY_ACCOUNT.has(key.toLowerCase())),
    ),
  );
};

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

const membersOf = (value: unknown): ReadonlyMap<string, unknown> =>
  new Map(typeof value === 'object' && value !== null ? Object.entries(value) : []);

/** Account numbers in a policy that is for everybody: its conditions may mean one of them. */
export const accountsIn = (policy: string): readonly string[] => {
  // What JSON may write as escapes, as itself.
  const written = JSON.stringify(jsonOf(policy)) ?? policy;
  return [...new Set([...written.matchAll(/(?<!\d)\d{12}(?!\d)/g)].map(([account]) => account))];
};
