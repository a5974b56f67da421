import { z } from 'zod';
import { AWS_ENVIRONMENT, awsSettings } from './aws-settings.ts';
import { COMPLIANCE_ENVIRONMENT, complianceSettings } from './compliance/settings.ts';
import { DETECTION_ENVIRONMENT, detectionSettings } from './detection/settings.ts';
import { LAMBDA_ENVIRONMENT, lambdaSettings } from './lambda-settings.ts';
import { QUOTA_ENVIRONMENT, quotaSettings } from './quota-settings.ts';

const listen = z
  .string()
  .regex(/^(\d{1,3}(\.\d{1,3}){3}|localhost|\[[0-9a-f:]+\]):\d{1,5}$/i, 'expected host:port');

/** An origin: everything below it is ours. */
const publicUrl = z
  .url({ protocol: /^https?$/ })
  .refine((url) => new URL(url).origin === url.replace(/\/$/, ''), 'expected a URL without a path')
  .transform((url) => new URL(url).origin);

const Settings = z.strictObject({
  /** Where the AWS endpoint listens; port 0 picks a free one. */
  awsListen: listen.default('127.0.0.1:4566'),
  /** Where the console listens; port 0 picks a free one. */
  consoleListen: listen.default('127.0.0.1:4580'),
  /** By which address clients reach the AWS endpoint and the console, where that is not what they listen on: behind a balancer. */
  awsUrl: publicUrl.optional(),
  consoleUrl: publicUrl.optional(),
  /** Folder for the SQLite database, the master key and the AWS profiles. */
  data: z.string().min(1).default('./data'),
  /** Folder for the contents of objects and functions, shared by all nodes; default: `blobs` in the data folder. */
  blobs: z.string().min(1).optional(),
  /** `sqlite` in the data folder, or a `postgres://` URL. */
  database: z
    .string()
    .regex(/^(sqlite$|postgres(ql)?:\/\/)/, 'expected sqlite or a postgres:// URL')
    .default('sqlite'),
  /** File with the 32-byte master key in hexadecimal; made on first start when it is the default one. */
  masterKeyFile: z.string().min(1).optional(),
  /** A file whose content replaces `database`, so that a password stays out of the environment. */
  databaseFile: z.string().min(1).optional(),
  iam: z.enum(['enforce', 'soft', 'off']).default('enforce'),
  /** `aws`: solutions speak to real AWS accounts and the embedded services are off. */
  cloud: z.enum(['embedded', 'aws']).default('embedded'),
  clock: z.enum(['system', 'manual']).default('system'),
  /** Seconds after which states move that AWS moves later; with `--iam=off` at once, for suites that do not wait. */
  delaySeconds: z.coerce.number().int().min(0).max(3600).optional(),
  /** OpenID Connect issuer of the people who use the broker; default: the embedded user pool. */
  oidcIssuer: z.url({ protocol: /^https?$/ }).optional(),
  /** Public client that browsers and commands sign in with. */
  oidcClientId: z.string().min(1).optional(),
  /** What access tokens for the broker have in `aud`. */
  oidcAudience: z.string().min(1).optional(),
  /** Claim of userinfo that lists a person's groups. */
  oidcGroupsClaim: z.string().min(1).default('groups'),
  /** SNS topic that hears of every notice of the broker. */
  noticeTopicArn: z.string().startsWith('arn:').optional(),
  /** JSON file with the secrets that questions to the access policy's webhooks are signed with, by the name of the source. */
  conditionSecretsFile: z.string().min(1).optional(),
  /** Files with the URL of an incoming webhook. */
  slackWebhookFile: z.string().min(1).optional(),
  teamsWebhookFile: z.string().min(1).optional(),
  /** Resolves the findings of deleted resources; `dry-run` only reports. */
  resolver: z.enum(['on', 'dry-run', 'off']).default('on'),
  /** Takes Falco's alerts at `/ingest/falco`. */
  falco: z.enum(['on', 'off']).default('on'),
  /** JSON file with who may deliver Falco alerts, and their secrets; default: the demo's, in the data folder. */
  falcoSourcesFile: z.string().min(1).optional(),
  log: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
  /** `smtp://user@host:port` or `smtps://…`; without it, mail is kept for the console instead of being sent. */
  smtpUrl: z
    .url({ protocol: /^smtps?$/, error: 'expected smtp://host:port or smtps://host:port' })
    .refine((url) => new URL(url).password === '', 'the password belongs in smtpPasswordFile')
    .optional(),
  /** Sender of mails. */
  smtpFrom: z.email('expected a mail address').optional(),
  /** File with the password for the mail server. */
  smtpPasswordFile: z.string().min(1).optional(),
  ...awsSettings,
  ...complianceSettings,
  ...detectionSettings,
  ...lambdaSettings,
  ...quotaSettings,
});

const DELAY_SECONDS = 2;

const Config = Settings.transform((settings) => ({
  ...settings,
  delaySeconds: settings.delaySeconds ?? (settings.iam === 'off' ? 0 : DELAY_SECONDS),
}));

export type Config = z.infer<typeof Config>;

/** A setting is wrong; the message names it and what it expected. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

const ENVIRONMENT: Readonly<Record<string, keyof Config>> = {
  GATEHOUSE_AWS_LISTEN: 'awsListen',
  GATEHOUSE_CONSOLE_LISTEN: 'consoleListen',
  GATEHOUSE_AWS_URL: 'awsUrl',
  GATEHOUSE_CONSOLE_URL: 'consoleUrl',
  GATEHOUSE_DATA: 'data',
  GATEHOUSE_BLOBS: 'blobs',
  GATEHOUSE_DATABASE: 'database',
  GATEHOUSE_DATABASE_FILE: 'databaseFile',
  GATEHOUSE_MASTER_KEY_FILE: 'masterKeyFile',
  GATEHOUSE_IAM: 'iam',
  GATEHOUSE_CLOUD: 'cloud',
  GATEHOUSE_CLOCK: 'clock',
  GATEHOUSE_DELAY_SECONDS: 'delaySeconds',
  GATEHOUSE_OIDC_ISSUER: 'oidcIssuer',
  GATEHOUSE_OIDC_CLIENT_ID: 'oidcClientId',
  GATEHOUSE_OIDC_AUDIENCE: 'oidcAudience',
  GATEHOUSE_OIDC_GROUPS_CLAIM: 'oidcGroupsClaim',
  GATEHOUSE_NOTICE_TOPIC_ARN: 'noticeTopicArn',
  GATEHOUSE_CONDITION_SECRETS_FILE: 'conditionSecretsFile',
  GATEHOUSE_SLACK_WEBHOOK_FILE: 'slackWebhookFile',
  GATEHOUSE_TEAMS_WEBHOOK_FILE: 'teamsWebhookFile',
  GATEHOUSE_RESOLVER: 'resolver',
  GATEHOUSE_FALCO: 'falco',
  GATEHOUSE_FALCO_SOURCES_FILE: 'falcoSourcesFile',
  GATEHOUSE_LOG: 'log',
  GATEHOUSE_SMTP_URL: 'smtpUrl',
  GATEHOUSE_SMTP_FROM: 'smtpFrom',
  GATEHOUSE_SMTP_PASSWORD_FILE: 'smtpPasswordFile',
  ...AWS_ENVIRONMENT,
  ...COMPLIANCE_ENVIRONMENT,
  ...DETECTION_ENVIRONMENT,
  ...LAMBDA_ENVIRONMENT,
  ...QUOTA_ENVIRONMENT,
};

const kebab = (name: string): string =>
  name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** `--iam=off` and `--iam off`; every setting has its flag, and `--config FILE` is read by the caller. */
const fromFlags = (flags: readonly string[]): Record<string, string> => {
  const names = new Map(
    [...Object.values(ENVIRONMENT), 'config'].map((name) => [`--${kebab(name)}`, name]),
  );
  const values: Record<string, string> = {};
  for (let at = 0; at < flags.length; at += 1) {
    const flag = flags[at] ?? '';
    const [spelled = '', ...rest] = flag.split('=');
    const name = names.get(spelled);
    if (name === undefined) throw new ConfigError(`unknown option ${spelled}`);
    const value = rest.length > 0 ? rest.join('=') : flags[(at += 1)];
    if (value === undefined) throw new ConfigError(`${spelled} expects a value`);
    values[name] = value;
  }
  return values;
};

/**
 * Flags over environment over configuration file over defaults, checked as a whole before anything opens a port.
 * @throws ConfigError
 */
export const readConfig = (
  flags: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  readFile: (path: string) => string,
): Config => {
  const { config: configFlag, ...given } = fromFlags(flags);
  const file = configFlag ?? environment['GATEHOUSE_CONFIG'];
  const fromFile: unknown = file === undefined ? {} : parseFile(file, readFile);
  const fromEnvironment = Object.fromEntries(
    Object.entries(ENVIRONMENT).flatMap(([variable, name]) => {
      const value = environment[variable];
      return value === undefined || value === '' ? [] : [[name, value]];
    }),
  );
  const merged = { ...(fromFile as object), ...fromEnvironment, ...given };
  const parsed = Config.safeParse(merged);
  if (!parsed.success)
    throw new ConfigError(
      parsed.error.issues
        .map(({ path, message }) => `${path.join('.') || 'settings'}: ${message}`)
        .join('; '),
    );
  const { databaseFile } = parsed.data;
  return databaseFile === undefined
    ? parsed.data
    : { ...parsed.data, database: readFile(databaseFile).trim() };
};

const parseFile = (path: string, readFile: (path: string) => string): unknown => {
  try {
    return JSON.parse(readFile(path));
  } catch (error) {
    throw new ConfigError(`${path} is not a JSON configuration file: ${String(error)}`, {
      cause: error,
    });
  }
};
