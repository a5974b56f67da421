import { intersects } from '../access-check/glob-algebra.ts';
import type { ResourceType } from '../catalog/index.ts';
import { matchesPattern, wildcards } from '../matching/glob.ts';
import { hasWildcard } from './document.ts';

/** The six fields of a resource ARN in a policy, with variables replaced by what they can be: anything. */
export interface ArnFields {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  readonly resource: string;
}

/** A variable may hold colons, so it is replaced before the text is taken apart. */
export const withoutVariables = (text: string): string => {
  let result = '';
  let from = 0;
  for (;;) {
    const start = text.indexOf('${', from);
    // A regular expression would look for the missing brace once for every `${`.
    const end = start < 0 ? -1 : text.indexOf('}', start);
    if (end < 0) return result + text.slice(from);
    result += `${text.slice(from, start)}*`;
    from = end + 1;
  }
};

export const arnFields = (text: string): ArnFields | undefined => {
  const [, partition, service, region, account, ...rest] = withoutVariables(text).split(':');
  if (partition === undefined || service === undefined || region === undefined) return undefined;
  if (account === undefined || rest.length === 0) return undefined;
  return { partition, service, region, account, resource: rest.join(':') };
};

/** A resource type's ARN as a pattern: each placeholder stands for any text, as a variable does. */
export const typeFields = ({ arn }: ResourceType): ArnFields | undefined => arnFields(arn);

/** Whether some resource of the type has such a resource part. */
export const resourcePartFits = (resource: string, type: ArnFields): boolean =>
  meets(resource, type.resource);

/** Two texts with wildcards have a text in common; the costly comparison is for when both have some. */
const meets = (left: string, right: string): boolean => {
  if (!hasWildcard(left)) return matchesPattern(wildcards(right), left);
  if (!hasWildcard(right)) return matchesPattern(wildcards(left), right);
  return intersects(wildcards(left), wildcards(right));
};

/** Whether a field of an ARN can be what the type's ARN has there: empty where that is empty, a match otherwise. */
export const fieldFits = (field: string, pattern: string): boolean => {
  if (pattern === '') return field === '' || /^\*+$/.test(field);
  return field !== '' && meets(field, pattern);
};
