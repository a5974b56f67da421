import { appendFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Profile {
  readonly name: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** A profile that assumes a role from another one. */
export interface RoleProfile {
  readonly name: string;
  readonly roleArn: string;
  readonly source: string;
}

const OWNER_ONLY = 0o600;

/** Where the AWS CLI and SDKs find the profiles: `AWS_CONFIG_FILE` and `AWS_SHARED_CREDENTIALS_FILE`. */
export const profileFiles = (
  data: string,
): { readonly config: string; readonly credentials: string } => ({
  config: join(data, 'aws', 'config'),
  credentials: join(data, 'aws', 'credentials'),
});

export const hasCredentials = (data: string): boolean => existsSync(profileFiles(data).credentials);

/** The access keys of the first start; they exist nowhere else in clear. */
export const writeCredentials = (data: string, profiles: readonly Profile[]): void => {
  mkdirSync(join(data, 'aws'), { recursive: true, mode: 0o700 });
  const text = profiles.map(
    ({ name, accessKeyId, secretAccessKey }) =>
      `[${name}]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`,
  );
  writeFileSync(profileFiles(data).credentials, text.join('\n'), { mode: OWNER_ONLY });
};

export interface ConsolePassword {
  readonly account: string;
  readonly userName: string;
  readonly password: string;
}

export const consolePasswordFile = (data: string): string => join(data, 'console-passwords');

/** The console passwords of the first start; the database has only what verifies them. */
export const writeConsolePasswords = (
  data: string,
  passwords: readonly ConsolePassword[],
): void => {
  const text = passwords.map(
    ({ account, userName, password }) =>
      `account   ${account}\nuser      ${userName}\npassword  ${password}\n`,
  );
  writeFileSync(consolePasswordFile(data), text.join('\n'), { mode: OWNER_ONLY });
};

/** The people of the demo's user pool, below the console passwords; an authenticator is set up at the first sign-in. */
export const writePeoplePasswords = (
  data: string,
  passwords: readonly { readonly userName: string; readonly password: string }[],
): void => {
  const text = passwords.map(
    ({ userName, password }) => `person    ${userName}\npassword  ${password}\n`,
  );
  appendFileSync(consolePasswordFile(data), `\n${text.join('\n')}`, { mode: OWNER_ONLY });
};

/** Written at each start, because the endpoint's port may differ. */
export const writeConfig = (
  data: string,
  endpoint: string,
  profiles: readonly string[],
  roles: readonly RoleProfile[],
): void => {
  mkdirSync(join(data, 'aws'), { recursive: true, mode: 0o700 });
  const common = `region = us-east-1\noutput = json\nendpoint_url = ${endpoint}\n`;
  const text = [
    ...profiles.map((name) => `[profile ${name}]\n${common}`),
    ...roles.map(
      ({ name, roleArn, source }) =>
        `[profile ${name}]\nrole_arn = ${roleArn}\nsource_profile = ${source}\n${common}`,
    ),
  ];
  writeFileSync(profileFiles(data).config, text.join('\n'), { mode: OWNER_ONLY });
};
