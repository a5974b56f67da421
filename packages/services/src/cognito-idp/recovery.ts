import type { User, UserPool } from './model.ts';

/** Where a code can go. */
export interface Contact {
  readonly medium: 'EMAIL' | 'SMS';
  readonly to: string;
}

const contact = (user: User, name: 'email' | 'phone_number'): Contact | undefined => {
  const to = user.attributes.get(name);
  if (to === undefined || user.attributes.get(`${name}_verified`) !== 'true') return undefined;
  return { medium: name === 'email' ? 'EMAIL' : 'SMS', to };
};

/** Whom to send the code for a new password: the first verified address in the order that the pool states. */
export const recoveryContact = (pool: UserPool, user: User): Contact | undefined => {
  const mechanisms = (pool.settings.AccountRecoverySetting?.RecoveryMechanisms ?? []).toSorted(
    (a, b) => (a.Priority ?? 0) - (b.Priority ?? 0),
  );
  for (const { Name } of mechanisms) {
    if (Name === 'verified_email') {
      const email = contact(user, 'email');
      if (email !== undefined) return email;
    } else if (Name === 'verified_phone_number') {
      const phone = contact(user, 'phone_number');
      if (phone !== undefined) return phone;
    }
  }
  return undefined;
};

/** Where the code goes that confirms a new user: an address that the pool verifies by itself. */
export const signUpContact = (
  pool: UserPool,
  user: Pick<User, 'attributes'>,
): Contact | undefined => {
  const verified = pool.settings.AutoVerifiedAttributes ?? [];
  // With both, Cognito sends a text message; there is nobody here to send one where an email would do.
  const email = user.attributes.get('email');
  if (verified.includes('email') && email !== undefined) return { medium: 'EMAIL', to: email };
  const phone = user.attributes.get('phone_number');
  if (verified.includes('phone_number') && phone !== undefined) return { medium: 'SMS', to: phone };
  return undefined;
};

/** A changed email address counts only once a code has proved it; until then the old one stays. */
export const keepsOldAddress = ({ settings }: UserPool): boolean =>
  settings.UserAttributeUpdateSettings?.AttributesRequireVerificationBeforeUpdate?.includes(
    'email',
  ) === true;
