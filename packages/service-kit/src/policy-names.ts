const isObject = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

const renamed = (value: unknown, names: ReadonlyMap<string, string>): unknown => {
  if (Array.isArray(value)) return value.map((item) => renamed(item, names));
  return typeof value === 'string' ? (names.get(value) ?? value) : value;
};

/**
 * A policy with other names for its AWS principals: services keep unique ids, and show who has one now or the id itself (IAM
 * User Guide, "AWS JSON policy elements: Principal").
 * @param indent blanks of each level; without it the text is on one line
 */
export const withPrincipalNames = (
  document: string,
  names: ReadonlyMap<string, string>,
  indent?: number,
): string => {
  const policy: unknown = JSON.parse(document);
  if (!isObject(policy)) return document;
  for (const statement of asList(policy['Statement'])) {
    if (!isObject(statement)) continue;
    for (const element of ['Principal', 'NotPrincipal']) {
      const principal = statement[element];
      if (isObject(principal)) principal['AWS'] = renamed(principal['AWS'], names);
    }
  }
  return JSON.stringify(policy, null, indent);
};
