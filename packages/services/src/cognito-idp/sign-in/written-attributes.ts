import { notAuthorized } from '../errors.ts';
import type { AppClient } from '../model.ts';

/** Only Cognito itself, or an administrator, writes these. */
const UNWRITABLE = new Set(['sub', 'email_verified', 'phone_number_verified', 'identities']);

const isWritable = ({ settings }: AppClient, name: string): boolean =>
  !UNWRITABLE.has(name) &&
  (settings.WriteAttributes === undefined ||
    settings.WriteAttributes.length === 0 ||
    settings.WriteAttributes.includes(name));

/** A person writes only what the client may write. @throws NotAuthorizedException */
export const requireWritable = (client: AppClient, names: Iterable<string>): void => {
  for (const name of names)
    if (!isWritable(client, name))
      throw notAuthorized('A client attempted to write unauthorized attribute');
};
