import {
  explain as explainRequest,
  type Explanation,
  type RawContext,
  renderExplanation,
} from '@gatehouse/policy';
import { type Arguments, type Command, type ExitCode, NO, YES } from '../command.ts';
import { messageOf, UsageError } from '../errors.ts';
import { readText } from '../files.ts';
import type { Unread } from '../live/live-policies.ts';
import { printable, styled, type Terminal } from '../terminal.ts';
import { CaseError } from './case-error.ts';
import { accountOf, authorizationRequest, type Case, readCase } from './case.ts';
import { mergedContext, readContext } from './context.ts';
import { policiesFrom } from './policy-files.ts';
import { compileGiven, MalformedPolicyError } from './policy-members.ts';

const EXAMPLE_ACCOUNT = '123456789012';

const readContextFile = async (
  name: string | undefined,
  terminal: Terminal,
): Promise<RawContext> => {
  if (name === undefined) return {};
  const text = await readText(name, terminal);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${name} is no JSON: ${messageOf(error)}`, { cause: error });
  }
  return readContext(value, name);
};

/** `key=value`, as often as wanted: a key that is repeated has several values. */
const contextFrom = (pairs: readonly string[]): RawContext => {
  const values = new Map<string, { readonly name: string; readonly values: string[] }>();
  for (const pair of pairs) {
    const equals = pair.indexOf('=');
    if (equals < 1) throw new UsageError(`--context expects key=value, not "${pair}"`);
    const name = pair.slice(0, equals);
    const known = values.get(name.toLowerCase()) ?? { name, values: [] };
    known.values.push(pair.slice(equals + 1));
    values.set(name.toLowerCase(), known);
  }
  return Object.fromEntries(
    [...values.values()].map(({ name, values: all }) => [
      name,
      all.length > 1 ? all : (all[0] ?? ''),
    ]),
  );
};

const caseFrom = async (given: Arguments, terminal: Terminal, otherwise: string): Promise<Case> => {
  const context = mergedContext(
    await readContextFile(given.one('context-file'), terminal),
    contextFrom(given.many('context')),
  );
  const found = readCase(
    {
      request: {
        action: given.required('action'),
        resource: given.one('resource') ?? '*',
        resourceAccount: given.one('resource-account'),
        principal: given.one('principal') ?? otherwise,
        context,
      },
      policies: [],
    },
    'the request',
  );
  return { ...found, policies: await policiesFrom(given, terminal) };
};

/** A case's members are this command's options. */
const asOption = (error: unknown): unknown => {
  if (!(error instanceof CaseError || error instanceof MalformedPolicyError)) return error;
  const message = error.message
    .replace(/^request\.resourceAccount/, '--resource-account')
    .replace(/^request\./, '--');
  return new UsageError(message, { cause: error });
};

interface Question {
  readonly found: Case;
  readonly unread: readonly Unread[];
}

const fromFiles = async (given: Arguments, terminal: Terminal): Promise<Question> => {
  const account = accountOf(given.one('resource') ?? '*') ?? EXAMPLE_ACCOUNT;
  const found = await caseFrom(given, terminal, `arn:aws:iam::${account}:user/example`);
  return { found, unread: [] };
};

const fromCloud = async (given: Arguments, terminal: Terminal): Promise<Question> => {
  const { connect } = await import('../live/clients.ts');
  const { livePolicies } = await import('../live/live-policies.ts');
  if (terminal.interactive) terminal.err('Reading policies ...\n');
  const clients = await connect(given.one('org-profile'));
  const found = await caseFrom(given, terminal, clients.caller.arn);
  return livePolicies(clients, () => terminal.clock.now()).complete(found);
};

/** Keys that the statements about the action ask for and that the request lacks, each as first written. */
const missingKeys = (explanation: Explanation): readonly string[] => {
  const keys = aboutTheAction(explanation)
    .layers.flatMap(({ policies }) => policies)
    .flatMap(({ statements }) => statements)
    .flatMap(({ conditions }) => conditions)
    .flatMap(({ key, actual, expected }) => [
      ...(actual === undefined ? [key] : []),
      // A variable that has no value stays as it is written.
      ...expected.flatMap((value) =>
        [...value.matchAll(/\$\{([^,}*?$]+)/g)].map((found) => found[1] ?? ''),
      ),
    ]);
  const byLowerName = new Map(keys.toReversed().map((key) => [key.toLowerCase(), key]));
  return [...byLowerName.values()].toReversed();
};

const answer = async (given: Arguments, terminal: Terminal): Promise<ExitCode> => {
  const { found, unread } = await (given.flag('live') ? fromCloud : fromFiles)(given, terminal);
  const policies = compileGiven(found.policies, found.request.action);
  const explanation = explainRequest(authorizationRequest(found.request), policies);
  const missing = missingKeys(explanation);
  terminal.out(
    given.flag('json')
      ? `${JSON.stringify({ ...explanation, missingContextKeys: missing, unread })}\n`
      : text(
          given.flag('all') ? explanation : aboutTheAction(explanation),
          missing,
          unread,
          terminal,
        ),
  );
  return explanation.decision.allowed ? YES : NO;
};

/** Without the statements whose Action is about something else: a policy has many of them, and they explain nothing. */
const aboutTheAction = (explanation: Explanation): Explanation => ({
  ...explanation,
  layers: explanation.layers.map((layer) => ({
    ...layer,
    policies: layer.policies.map(({ policyId, statements }) => {
      const about = statements.filter(({ elements }) =>
        elements.every(({ element, matched }) => matched || !element.endsWith('Action')),
      );
      const others = statements.length - about.length;
      const note = `(${others} other ${others === 1 ? 'statement is' : 'statements are'} not about ${explanation.action})`;
      return { policyId: others === 0 ? policyId : `${policyId} ${note}`, statements: about };
    }),
  })),
});

const text = (
  explanation: Explanation,
  missing: readonly string[],
  unread: readonly Unread[],
  terminal: Terminal,
): string =>
  [
    ...renderExplanation(explanation)
      .split('\n')
      .map((line, index) => coloured(printable(line), index, terminal)),
    ...(missing.length === 0
      ? []
      : [
          '',
          `keys that these statements ask for and the request lacks: ${printable(missing.join(', '))}`,
        ]),
    ...(unread.length === 0
      ? []
      : ['', 'not read, so that the answer holds only as far as these would not change it:']),
    ...unread.map(({ what, because }) => `  ${printable(`${what}: ${because}`)}`),
    '',
  ].join('\n');

const coloured = (line: string, index: number, terminal: Terminal): string => {
  if (index === 0) return styled(terminal, line.startsWith('ALLOWED') ? 'green' : 'red', line);
  if (/^ {6}\+ /.test(line)) return styled(terminal, 'green', line);
  if (/^ {6}- /.test(line)) return styled(terminal, 'yellow', line);
  return /^\S/.test(line) ? styled(terminal, 'bold', line) : line;
};

export const explain: Command = {
  name: 'policy explain',
  summary: 'Why a request is allowed or refused, statement by statement',
  usage: '--action ACTION [options] [IDENTITY-POLICY...]',
  options: {
    action: { value: 'ACTION', help: 'ecs:RunTask' },
    resource: { value: 'ARN', help: 'default: *' },
    'resource-account': {
      value: 'ID',
      help: 'for ARNs without one, as those of S3; default: the ARN or the principal',
    },
    principal: {
      value: 'ARN',
      help: 'user, role, session, root, account, service or *; default: some user, with --live yourself',
    },
    identity: { value: 'FILE', many: true, help: "the principal's policies" },
    'resource-policy': {
      value: 'FILE',
      help: "the resource's policy: of a bucket, a key, the trust of a role",
    },
    'resource-kind': {
      value: 'KIND',
      help: 'delegates, trust or kms; default: as the action says',
    },
    boundary: { value: 'FILE', help: 'the permissions boundary' },
    session: { value: 'FILE', many: true, help: 'session policies' },
    scp: { value: '[LEVEL=]FILE', many: true, help: 'service control policies, root first' },
    rcp: { value: '[LEVEL=]FILE', many: true, help: 'resource control policies, root first' },
    endpoint: { value: 'FILE', help: 'the policy of the VPC endpoint' },
    context: {
      value: 'KEY=VALUE',
      many: true,
      help: 'a condition key; repeat a key for several values',
    },
    'context-file': { value: 'FILE', help: 'condition keys as a JSON object' },
    all: { help: 'show the statements about other actions, too' },
    live: { help: 'read what is attached from the running cloud, over the AWS API' },
    'org-profile': {
      value: 'NAME',
      help: 'with --live: the profile that reads the organization; default: the same credentials',
    },
  },
  details: `
--scp a.json --scp b.json are two levels, each of which must allow; --scp root=a.json --scp root=b.json is one.
--live uses the AWS SDK's own settings (AWS_PROFILE, AWS_ENDPOINT_URL, ...), for the embedded cloud and for real
AWS accounts alike. What you give as a file replaces what would be read. It says what it could not read.
Exit code 0 allowed, 1 denied.`,
  run: async (given, terminal) => {
    try {
      return await answer(given, terminal);
    } catch (error) {
      throw asOption(error);
    }
  },
};
