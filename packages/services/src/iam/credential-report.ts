import { rootArn } from '@gatehouse/service-kit';
import type { Tx, WorkHandler } from '@gatehouse/store';
import { userArn } from './arns.ts';
import type { IamDeps } from './parts.ts';
import { passwordExpiry, type PasswordPolicy } from './password-policy.ts';
import { accounts } from './repositories/accounts.ts';
import {
  credentialReports,
  type ReportedKey,
  type ReportedUser,
} from './repositories/credential-reports.ts';
import { mfaDevices } from './repositories/mfa-devices.ts';
import { passwordPolicies } from './repositories/password-policies.ts';

export const REPORT_WORK = 'iam.credential-report';

const FOUR_HOURS_MILLISECONDS = 4 * 3_600_000;

/** A report is good for four hours (IAM User Guide, "Generate credential reports"). */
export const isExpired = (generatedAt: Date, now: Date): boolean =>
  now.getTime() - generatedAt.getTime() >= FOUR_HOURS_MILLISECONDS;

// IAM User Guide, "Understanding the report format".
const COLUMNS = [
  'user',
  'arn',
  'user_creation_time',
  'password_enabled',
  'password_last_used',
  'password_last_changed',
  'password_next_rotation',
  'mfa_active',
  'access_key_1_active',
  'access_key_1_last_rotated',
  'access_key_1_last_used_date',
  'access_key_1_last_used_region',
  'access_key_1_last_used_service',
  'access_key_2_active',
  'access_key_2_last_rotated',
  'access_key_2_last_used_date',
  'access_key_2_last_used_region',
  'access_key_2_last_used_service',
  'cert_1_active',
  'cert_1_last_rotated',
  'cert_2_active',
  'cert_2_last_rotated',
];
const NONE = 'N/A';

const time = (date: Date): string => `${date.toISOString().slice(0, 19)}+00:00`;
const known = (date: Date | undefined): string => (date === undefined ? NONE : time(date));

const keyFields = (key: ReportedKey | undefined): string[] => [
  String(key?.status === 'Active'),
  known(key?.changedAt),
  known(key?.lastUsed?.at),
  key?.lastUsed?.region ?? NONE,
  key?.lastUsed?.service ?? NONE,
];

const passwordFields = (user: ReportedUser, policy: PasswordPolicy | undefined): string[] => {
  const { passwordChangedAt, passwordLastUsed } = user;
  if (passwordChangedAt === undefined) return ['false', NONE, NONE, NONE];
  const next = policy === undefined ? undefined : passwordExpiry(policy, passwordChangedAt);
  return [
    'true',
    passwordLastUsed === undefined ? 'no_information' : time(passwordLastUsed),
    time(passwordChangedAt),
    known(next),
  ];
};

const userLine = (
  account: string,
  user: ReportedUser,
  policy: PasswordPolicy | undefined,
): string[] => [
  user.name,
  userArn(account, user.path, user.name),
  time(user.createdAt),
  ...passwordFields(user, policy),
  String(user.hasMfa),
  ...keyFields(user.keys[0]),
  ...keyFields(user.keys[1]),
  ...[0, 1].flatMap((at) => [
    String(user.certificates[at]?.status === 'Active'),
    known(user.certificates[at]?.changedAt),
  ]),
];

const rootLine = async (tx: Tx, account: string, now: Date): Promise<string[]> => {
  const createdAt = (await accounts.find(tx, account))?.createdAt ?? now;
  const [first, second] = (await credentialReports.keys(tx, account)).get(account) ?? [];
  return [
    '<root_account>',
    rootArn(account),
    time(createdAt),
    'not_supported',
    'no_information',
    'not_supported',
    'not_supported',
    String((await mfaDevices.countOf(tx, account)) > 0),
    ...keyFields(first),
    ...keyFields(second),
    'false',
    NONE,
    'false',
    NONE,
  ];
};

/** Names and paths can hold commas (RFC 4180 §2). */
const field = (text: string): string =>
  /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

const credentialReport = async (tx: Tx, account: string, now: Date): Promise<string> => {
  const policy = await passwordPolicies.find(tx, account);
  const users = await credentialReports.users(tx, account);
  const lines = [
    COLUMNS,
    await rootLine(tx, account, now),
    ...users.map((user) => userLine(account, user, policy)),
  ];
  return lines.map((line) => line.map(field).join(',')).join('\n');
};

/** Makes the report that GenerateCredentialReport asked for; the work's key is the account. */
export const createReportWork =
  ({ clock }: Pick<IamDeps, 'clock'>): WorkHandler =>
  (store, { key: account }) =>
    store.write(async (tx) => {
      const generatedAt = clock.now();
      const content = await credentialReport(tx, account, generatedAt);
      await credentialReports.set(tx, account, { content, generatedAt });
    });
