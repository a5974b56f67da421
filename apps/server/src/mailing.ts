import { readFileSync } from 'node:fs';
import { type Clock, type Log, systemIds } from '@gatehouse/core';
import { createMailer, type Mailing, type SmtpSettings } from '@gatehouse/mail';
import type { Store } from '@gatehouse/store';
import type { Config } from './config.ts';
import { reasonOf, StartRefusedError } from './start-refused.ts';

/** @throws StartRefusedError when only a part of the mail settings is there. */
const smtpOf = ({ smtpUrl, smtpFrom, smtpPasswordFile }: Config): SmtpSettings | undefined => {
  if (smtpUrl === undefined) return undefined;
  if (smtpFrom === undefined)
    throw new StartRefusedError('GATEHOUSE_SMTP_URL needs GATEHOUSE_SMTP_FROM, the sender.');
  return {
    url: smtpUrl,
    from: smtpFrom,
    password: smtpPasswordFile === undefined ? undefined : passwordOf(smtpPasswordFile),
  };
};

const passwordOf = (file: string): string => {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (cause) {
    throw new StartRefusedError(
      `The password file of the mail server cannot be read: ${reasonOf(cause)}.`,
      { cause },
    );
  }
};

/** Mail as the settings say: through an SMTP server, or kept for the console. */
export const openMailing = (config: Config, store: Store, clock: Clock, log: Log): Mailing =>
  createMailer({ smtp: smtpOf(config), store, clock, ids: systemIds, log });
