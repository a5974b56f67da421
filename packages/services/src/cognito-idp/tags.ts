import type { TagOwner, Tags } from '@gatehouse/service-kit';
import { tagInvalid } from './errors.ts';

const MOST_TAGS = 50;
const CHARACTERS = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** The tags of a request, checked (Developer Guide, "Tagging Amazon Cognito resources"). */
export const requestTags = (given: Readonly<Record<string, string>> | undefined): Tags => {
  const tags = new Map(Object.entries(given ?? {}));
  for (const [key, value] of tags) {
    if (key === '' || key.length > 128 || !CHARACTERS.test(key))
      throw tagInvalid('Invalid tag key');
    if (value.length > 256 || !CHARACTERS.test(value)) throw tagInvalid('Invalid tag value');
    if (key.toLowerCase().startsWith('aws:'))
      throw tagInvalid('aws: prefixed tag key names are not allowed for external use.');
  }
  requireRoom(tags);
  return tags;
};

export const requireRoom = (tags: Tags): void => {
  if (tags.size > MOST_TAGS) throw tagInvalid(`Too many tags: at most ${MOST_TAGS} are allowed.`);
};

export const tagOwner = (
  { account, region }: { readonly account: string; readonly region: string },
  arn: string,
): TagOwner => ({ arn, account, region, type: 'cognito-idp:userpool' });
