import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Checked, SettingError } from '../checked.ts';

/** Where CloudFormation takes a function's code from. */
export type Code =
  /** As text in the template, a CommonJS module; nothing has to be there before. */
  | { readonly kind: 'inline'; readonly text: string }
  /** A zip file with `index.mjs`, in a bucket of the function's own Region. */
  | { readonly kind: 'bucket'; readonly bucket: string; readonly key: string };

export type ResolverDeployment =
  /** A function beside the administrator's bus. */
  | { readonly by: 'function'; readonly code: Code }
  /** A server that reads a queue, or the event histories of accounts. */
  | { readonly by: 'queue' | 'history'; readonly serverRoleArn: string };

export type FalcoDeployment =
  /** A function that subscribes to log groups. */
  | { readonly by: 'function'; readonly code: Code; readonly logGroups: readonly string[] }
  /** A server that takes alerts by HTTP and imports findings by a role of each account. */
  | { readonly by: 'server'; readonly serverRoleArn: string };

export interface FindingsSettings {
  readonly partition: string;
  /** Where findings of all Regions come together. */
  readonly region: string;
  /** The account that administers Security Hub. */
  readonly administratorAccount: string;
  readonly organizationId: string;
  readonly logRetentionDays: number;
  readonly resolver: ResolverDeployment;
  readonly falco: FalcoDeployment | undefined;
}

const ACCOUNT = /^\d{12}$/;
const REGION = /^[a-z]{2}(-[a-z]+){1,3}-\d$/;
const ROLE_ARN = /^arn:aws[a-z-]{0,20}:iam::\d{12}:role\/[\w+=,.@/-]{1,576}$/;
/** `${AWS::Region}` in it is filled in: a bucket serves the functions of its Region alone. */
const BUCKET = /^[a-z0-9](?:[a-z0-9.-]|\$\{AWS::Region\}){2,80}$/;
const KEY = /^[\w!.*'()/-]{1,1000}\.zip$/;
const LOG_GROUP = /^[\w./#-]{1,512}$/;
/** What CloudWatch Logs takes. */
const RETENTIONS = [30, 60, 90, 180, 365, 400, 731, 1827, 3653];
const DEFAULT_RETENTION = 90;

/** Our functions log there: subscribed to that, one would call itself. */
const OWN_LOGS = '/aws/lambda/gatehouse-';

const readInline = (functions: string, name: string): string => {
  const file = join(functions, `${name}.js`);
  if (!existsSync(file))
    throw new SettingError(`${file} is not there: run \`npm run bundle-functions\` first`);
  return readFileSync(file, 'utf8');
};

type CodeOf = (name: 'resolver' | 'falco') => Code;

const readCode = (root: Checked, functions: string): CodeOf => {
  if (!root.isRecord('code')) {
    root.text('code', /^inline$/, 'inline');
    return (name) => ({ kind: 'inline', text: readInline(functions, name) });
  }
  const code = root.record('code');
  const bucket = code.text('bucket', BUCKET);
  const keys = {
    resolver: code.optional('resolverKey', KEY),
    falco: code.optional('falcoKey', KEY),
  };
  code.done();
  return (name) => {
    const key = keys[name];
    if (key === undefined) throw code.wrong(`${name}Key`, 'the key of a zip file in that bucket');
    return { kind: 'bucket', bucket, key };
  };
};

const readResolver = (resolver: Checked, codeOf: CodeOf): ResolverDeployment => {
  const by = resolver.text('by', /^(function|queue|history)$/);
  const read: ResolverDeployment =
    by === 'function'
      ? { by, code: codeOf('resolver') }
      : {
          by: by === 'queue' ? by : 'history',
          serverRoleArn: resolver.text('serverRoleArn', ROLE_ARN),
        };
  resolver.done();
  return read;
};

const readFalco = (falco: Checked, codeOf: CodeOf): FalcoDeployment => {
  const by = falco.text('by', /^(function|server)$/);
  if (by === 'server') {
    const read = { by, serverRoleArn: falco.text('serverRoleArn', ROLE_ARN) } as const;
    falco.done();
    return read;
  }
  const logGroups = falco.texts('logGroups', LOG_GROUP);
  if (logGroups.some((name) => name.startsWith(OWN_LOGS)))
    throw falco.wrong('logGroups', 'log groups of Falco, none of the functions themselves');
  if (new Set(logGroups).size < logGroups.length) throw falco.wrong('logGroups', 'each name once');
  falco.done();
  return { by: 'function', code: codeOf('falco'), logGroups };
};

/** @param functions folder of the functions as text @throws SettingError naming the setting and what it should be */
export const readFindingsSettings = (file: string, functions: string): FindingsSettings => {
  const root = Checked.parse(file, readFileSync(file, 'utf8'));
  const codeOf = readCode(root, functions);
  const settings: FindingsSettings = {
    partition: root.text('partition', /^aws(-cn|-us-gov)?$/, 'aws'),
    region: root.text('region', REGION),
    administratorAccount: root.text('administratorAccount', ACCOUNT),
    organizationId: root.text('organizationId', /^o-[a-z0-9]{10,32}$/),
    logRetentionDays: root.integer('logRetentionDays', DEFAULT_RETENTION, RETENTIONS, 'one of'),
    resolver: readResolver(root.record('resolver'), codeOf),
    falco: root.has('falco') ? readFalco(root.record('falco'), codeOf) : undefined,
  };
  root.done();
  return settings;
};
