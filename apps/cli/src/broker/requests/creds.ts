import { YES } from '../../command.ts';
import { Failure } from '../../errors.ts';
import { assignment, type Shell } from '../../shell-quoting.ts';
import { timeInWords } from '../../words.ts';
import { brokerCommand } from '../broker-command.ts';
import type { Issued } from '../broker-types.ts';
import { grantName } from './request-id.ts';

const FORMATS = ['env', 'json', 'process', 'powershell', 'fish'] as const;
type Format = (typeof FORMATS)[number];
type Credentials = NonNullable<Issued['credentials']>;

const shellText = (keys: Credentials, shell: Shell): string =>
  [
    ['AWS_ACCESS_KEY_ID', keys.AccessKeyId],
    ['AWS_SECRET_ACCESS_KEY', keys.SecretAccessKey],
    ['AWS_SESSION_TOKEN', keys.SessionToken],
    ['AWS_CREDENTIAL_EXPIRATION', keys.Expiration],
  ]
    .map(([name = '', value = '']) => `${assignment(name, value, shell)}\n`)
    .join('');

/** https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-sourcing-external.html: these members and no others. */
const processText = (keys: Credentials): string => {
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = keys;
  const answer = { Version: 1, AccessKeyId, SecretAccessKey, SessionToken, Expiration };
  return `${JSON.stringify(answer)}\n`;
};

const textOf = (format: Format, { session, credentials: keys }: Issued): string => {
  if (keys === undefined) throw new Failure('the broker answered without credentials');
  switch (format) {
    case 'env':
      return shellText(keys, 'sh');
    case 'fish':
    case 'powershell':
      return shellText(keys, format);
    case 'process':
      return processText(keys);
    case 'json':
      return `${JSON.stringify({ session, credentials: keys })}\n`;
    default:
      return format satisfies never;
  }
};

export const creds = brokerCommand({
  name: 'creds',
  summary: 'Credentials of live access, for a shell or the AWS CLI',
  usage: 'ID [options]',
  options: {
    grant: { value: 'N', help: 'which target of the request, from 1; default 1' },
    format: { value: 'FORMAT', help: 'env (default), json, process, powershell or fish' },
  },
  details: `
  sh, bash, zsh    eval "$(gatehouse creds ID)"
  fish             gatehouse creds ID --format fish | source
  PowerShell       gatehouse creds ID --format powershell | Out-String | Invoke-Expression
  AWS CLI, SDKs    credential_process = gatehouse creds ID --format process

Every call is a new session, which ends with the access at the latest. Nothing is written to a disk.`,
  run: async (given, { terminal, broker }) => {
    const { id, grant } = grantName(given);
    const asked = given.choice('format', FORMATS, 'env');
    const format = given.flag('json') && asked !== 'process' ? 'json' : asked;
    const issued = await broker.call('POST /v1/requests/{id}/sessions', {
      path: { id },
      body: { kind: 'cli', grant },
    });
    terminal.out(textOf(format, issued));
    if (terminal.isPerson && format !== 'process' && format !== 'json')
      terminal.err(
        `# good until ${timeInWords(issued.credentials?.Expiration ?? '')}; to set them: eval "$(gatehouse creds ${id})"\n`,
      );
    return YES;
  },
});
