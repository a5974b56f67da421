import type { CodeDeliveryDetailsType } from '@aws-sdk/client-cognito-identity-provider';
import type { Ids } from '@gatehouse/core';
import type { Vault } from '@gatehouse/service-kit';
import { type LeasedWork, scheduleWork, type Store, type Tx } from '@gatehouse/store';
import type { CognitoDeps } from './deps.ts';
import type { User, UserPool } from './model.ts';

/** What a message is about, each with texts of its own. */
export type MessageKind = 'sign-up' | 'reset' | 'verify' | 'invitation' | 'mfa';

export interface Message {
  readonly kind: MessageKind;
  readonly pool: UserPool;
  readonly user: Pick<User, 'sub' | 'username'>;
  /** Code or temporary password. */
  readonly secret: string;
  /** Email address. */
  readonly to: string;
  readonly now: Date;
}

export const MAIL_WORK = 'cognito-idp.mail';

const context = (key: string): string => `cognito-idp.mail:${key}`;

interface Letter {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** Cognito's own texts, where the pool has none. */
const USUAL: Readonly<Record<MessageKind, { readonly subject: string; readonly text: string }>> = {
  'sign-up': {
    subject: 'Your verification code',
    text: 'Your confirmation code is {####}',
  },
  reset: {
    subject: 'Your verification code',
    text: 'Your password reset code is {####}',
  },
  verify: { subject: 'Your verification code', text: 'Your verification code is {####}' },
  invitation: {
    subject: 'Your temporary password',
    text: 'Your username is {username} and temporary password is {####}',
  },
  mfa: { subject: 'Your authentication code', text: 'Your authentication code is {####}' },
};

const pick = (
  subject: string | undefined,
  text: string | undefined,
): { subject?: string; text?: string } => ({
  ...(subject === undefined ? {} : { subject }),
  ...(text === undefined ? {} : { text }),
});

const own = (kind: MessageKind, pool: UserPool): { subject?: string; text?: string } => {
  const { settings } = pool;
  const template = settings.VerificationMessageTemplate;
  const invitation = settings.AdminCreateUserConfig?.InviteMessageTemplate;
  switch (kind) {
    case 'invitation':
      return pick(invitation?.EmailSubject, invitation?.EmailMessage);
    case 'mfa':
      return pick(settings.EmailMfaConfiguration?.Subject, settings.EmailMfaConfiguration?.Message);
    case 'sign-up':
    case 'reset':
    case 'verify':
      return pick(
        settings.EmailVerificationSubject ?? template?.EmailSubject,
        settings.EmailVerificationMessage ?? template?.EmailMessage,
      );
    default:
      kind satisfies never;
      return {};
  }
};

const letter = ({ kind, pool, user, secret, to }: Message): Letter => {
  const { subject, text } = { ...USUAL[kind], ...own(kind, pool) };
  // One pass: what a username holds is never taken for a placeholder.
  const filled = text.replaceAll(/\{####\}|\{username\}/g, (placeholder) =>
    placeholder === '{username}' ? user.username : secret,
  );
  return { to, subject, text: filled };
};

/** Leaves a mail to be sent once the transaction has committed; what it says is sealed until then. */
export const sendLater = async (
  tx: Tx,
  { ids, vault }: { readonly ids: Ids; readonly vault: Vault },
  message: Message,
): Promise<void> => {
  const key = ids.uuid();
  const sealed = vault.seal(Buffer.from(JSON.stringify(letter(message))), context(key));
  await scheduleWork(tx, {
    kind: MAIL_WORK,
    key,
    payload: sealed.toString('base64'),
    dueAt: message.now,
  });
};

/** The handler of `MAIL_WORK`: a repeated attempt is the same mail. */
export const sendMail =
  ({ vault, mailer }: Pick<CognitoDeps, 'vault' | 'mailer'>) =>
  async (_store: Store, { key, payload }: LeasedWork): Promise<void> => {
    const opened = vault.open(Buffer.from(payload, 'base64'), context(key));
    if (opened === undefined) throw new Error('a mail that waits does not open');
    // The seal authenticates it, so it has the form that `sendLater` gave it.
    const { to, subject, text } = JSON.parse(opened.toString()) as Letter;
    await mailer.send({ to: [to], subject, text, key: `cognito-idp:${key}` });
  };

/** `a***@e***`, as Cognito tells where a code went. */
const maskedEmail = (address: string): string => {
  const [local = '', host = ''] = address.split('@');
  return `${local.slice(0, 1)}***@${host.slice(0, 1)}***`;
};

export const emailDelivery = (address: string): CodeDeliveryDetailsType => ({
  Destination: maskedEmail(address),
  DeliveryMedium: 'EMAIL',
  AttributeName: 'email',
});
