import {
  type AccessCheckResult,
  checkAccessNotGranted,
  type CheckedPolicyType,
  checkNoNewAccess,
  checkNoPublicAccess,
  PolicySyntaxError,
  TooComplexError,
} from '@gatehouse/policy';
import { type Arguments, type Command, type ExitCode, NO, YES } from '../command.ts';
import { Failure, UsageError } from '../errors.ts';
import { readText } from '../files.ts';
import { printable, styled, type Terminal } from '../terminal.ts';

const typeOf = (given: Arguments): CheckedPolicyType =>
  given.choice('type', ['identity', 'resource'], 'identity') === 'identity'
    ? 'IDENTITY_POLICY'
    : 'RESOURCE_POLICY';

const filesOf = (given: Arguments, names: readonly string[]): readonly string[] => {
  if (given.positionals.length !== names.length)
    throw new UsageError(`expected ${names.join(' ')}, got ${given.positionals.length} files`);
  if (given.positionals.filter((name) => name === '-').length > 1)
    throw new UsageError('standard input can be only one of the policies');
  return given.positionals;
};

const answer = (given: Arguments, terminal: Terminal, check: () => AccessCheckResult): ExitCode => {
  const found = checked(check);
  const passes = found.result === 'PASS';
  terminal.out(
    given.flag('json')
      ? `${JSON.stringify(found)}\n`
      : [
          `${styled(terminal, passes ? 'green' : 'red', found.result)} ${found.message}\n`,
          ...found.reasons.map(({ description }) => `  ${printable(description)}\n`),
        ].join(''),
  );
  return passes ? YES : NO;
};

const checked = (check: () => AccessCheckResult): AccessCheckResult => {
  try {
    return check();
  } catch (error) {
    if (error instanceof PolicySyntaxError)
      throw new UsageError(`${error.message} (at ${error.path.join('.') || 'the document'})`, {
        cause: error,
      });
    if (error instanceof TooComplexError) throw new Failure(error.message, { cause: error });
    throw error;
  }
};

const TYPE = { value: 'TYPE', help: 'identity (default) or resource' } as const;

export const checkAccess: Command = {
  name: 'policy check-access',
  summary: 'Prove that a policy allows none of some actions or resources',
  usage: 'FILE [--action ACTION...] [--resource ARN...]',
  options: {
    action: { value: 'ACTION', many: true, help: 'iam:PassRole, s3:Delete*; default: any' },
    resource: { value: 'ARN', many: true, help: 'may have wildcards; default: any' },
    type: TYPE,
  },
  details: `
As Access Analyzer's CheckAccessNotGranted: PASS (exit code 0) only when it is proven, whatever a request's other
circumstances; FAIL (1) names the statements that allow.`,
  run: async (given, terminal) => {
    const [file = ''] = filesOf(given, ['FILE']);
    const [actions, resources] = [given.many('action'), given.many('resource')];
    if (actions.length + resources.length === 0)
      throw new UsageError('expected --action or --resource: what shall the policy not allow?');
    const policy = await readText(file, terminal);
    return answer(given, terminal, () =>
      checkAccessNotGranted(
        policy,
        {
          actions: actions.length === 0 ? undefined : actions,
          resources: resources.length === 0 ? undefined : resources,
        },
        typeOf(given),
      ),
    );
  },
};

export const checkNewAccess: Command = {
  name: 'policy check-new-access',
  summary: 'Prove that a changed policy allows nothing that the old one did not',
  usage: 'OLD NEW',
  options: { type: TYPE },
  details: `
As Access Analyzer's CheckNoNewAccess: PASS (exit code 0) only when it is proven; FAIL (1) names the statements of
NEW that allow more.`,
  run: async (given, terminal) => {
    const [old = '', changed = ''] = filesOf(given, ['OLD', 'NEW']);
    const [existing, next] = [await readText(old, terminal), await readText(changed, terminal)];
    return answer(given, terminal, () => checkNoNewAccess(existing, next, typeOf(given)));
  },
};

export const checkPublicAccess: Command = {
  name: 'policy check-public-access',
  summary: "Prove that a resource's policy lets nobody in whom it does not name",
  usage: 'FILE',
  options: {},
  details: `
As Access Analyzer's CheckNoPublicAccess: PASS (exit code 0) or FAIL (1) with the statements that let everybody in.`,
  run: async (given, terminal) => {
    const [file = ''] = filesOf(given, ['FILE']);
    const policy = await readText(file, terminal);
    return answer(given, terminal, () => checkNoPublicAccess(policy));
  },
};
