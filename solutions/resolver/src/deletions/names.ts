import type { ResourceName } from './deletion.ts';
import type { Found, ResourceKind } from './kind.ts';

interface Place {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

const PLACEHOLDER = /\{(\w+)\}/g;
// Resources[].Id of ASFF takes 512; what is longer names nothing that a finding could name.
const LONGEST = 512;
const CONTROLS = /\p{Cc}/u;

const mayBeNamed = (text: string): boolean => text.length <= LONGEST && !CONTROLS.test(text);

/** The template with its members filled in, cut where one is not known. */
const fill = (
  template: string,
  members: Readonly<Record<string, string | undefined>>,
): readonly string[] => {
  const parts = [''];
  let from = 0;
  const add = (text: string): void => {
    parts.push(`${parts.pop() ?? ''}${text}`);
  };
  for (const found of template.matchAll(PLACEHOLDER)) {
    add(template.slice(from, found.index));
    const value = Object.hasOwn(members, found[1] ?? '') ? members[found[1] ?? ''] : undefined;
    if (value === undefined) parts.push('');
    else add(value);
    from = found.index + found[0].length;
  }
  add(template.slice(from));
  return parts;
};

const nameOf = (parts: readonly string[]): ResourceName =>
  parts.length === 1 ? { kind: 'exact', id: parts[0] ?? '' } : { kind: 'pattern', parts };

const withPath = (arn: string): readonly ResourceName[] => {
  const slash = arn.indexOf('/');
  return slash === -1
    ? []
    : [{ kind: 'pattern', parts: [arn.slice(0, slash + 1), arn.slice(slash)] }];
};

const bareName = ({ type, unique }: ResourceKind, id: string): readonly ResourceName[] => {
  if (unique === true) return [{ kind: 'exact', id }];
  // Without a type of its own a bare name could be anybody's.
  return type === 'Other' ? [] : [{ kind: 'named', id, type }];
};

const isArn = (id: string): boolean => id.startsWith('arn:');

const bareIdOf = (arn: string): string =>
  arn.slice(Math.max(arn.lastIndexOf('/'), arn.lastIndexOf(':')) + 1);

/** Every way in which a finding may name the resource; the ARN first. Undefined: nothing that could be one. */
export const namesOf = (
  kind: ResourceKind,
  found: Found,
  answered: string | undefined,
  place: Place,
): { readonly label: string; readonly names: readonly ResourceName[] } | undefined => {
  const { id, parts } = found;
  if (kind.arn === '{id}' && !isArn(id)) return undefined;
  const { partition: p, region: r, account: a } = place;
  const main =
    answered !== undefined && isArn(answered)
      ? [answered]
      : isArn(id)
        ? [id]
        : fill(kind.arn, { p, r, a, ...parts, id });
  if (![id, main.join('')].every(mayBeNamed)) return undefined;
  const arn = main.length === 1 ? main[0] : undefined;
  const label = isArn(id) ? bareIdOf(id) : id;
  return {
    label,
    names: [
      nameOf(main),
      ...(arn === undefined ? [] : (kind.alsoKnownAs?.(arn) ?? [])).map((alias): ResourceName => ({
        kind: 'exact',
        id: alias,
      })),
      ...(kind.hasPath === true && arn !== undefined ? withPath(arn) : []),
      ...bareName(kind, label),
    ],
  };
};

/** Whether a finding's resource is the one of this name. Linear in both. */
export const isNamed = (
  name: ResourceName,
  resource: { readonly id: string; readonly type: string },
): boolean => {
  switch (name.kind) {
    case 'exact':
      return resource.id === name.id;
    case 'named':
      return resource.id === name.id && resource.type === name.type;
    case 'pattern':
      return fits(name.parts, resource.id);
    default:
      return name satisfies never;
  }
};

const fits = (parts: readonly string[], text: string): boolean => {
  const first = parts[0] ?? '';
  const last = parts.at(-1) ?? '';
  if (text.length < first.length + last.length) return false;
  if (!text.startsWith(first) || !text.endsWith(last)) return false;
  const end = text.length - last.length;
  let from = first.length;
  for (const part of parts.slice(1, -1)) {
    const at = text.indexOf(part, from);
    if (at === -1 || at + part.length > end) return false;
    from = at + part.length;
  }
  return true;
};
