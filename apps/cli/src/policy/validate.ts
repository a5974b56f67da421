import {
  type Finding,
  type FindingType,
  type ValidatedPolicyType,
  validatePolicy,
} from '@gatehouse/policy';
import { type Arguments, type Command, type ExitCode, NO, YES } from '../command.ts';
import { UsageError } from '../errors.ts';
import { displayName, readText } from '../files.ts';
import { printable, type Style, styled, type Terminal } from '../terminal.ts';

const TYPES: Readonly<Record<'identity' | 'resource' | 'scp' | 'rcp', ValidatedPolicyType>> = {
  identity: 'IDENTITY_POLICY',
  resource: 'RESOURCE_POLICY',
  scp: 'SERVICE_CONTROL_POLICY',
  rcp: 'RESOURCE_CONTROL_POLICY',
};

const STYLES: Readonly<Record<FindingType, Style>> = {
  ERROR: 'red',
  SECURITY_WARNING: 'yellow',
  WARNING: 'yellow',
  SUGGESTION: 'cyan',
};

interface FileFinding extends Finding {
  readonly file: string;
}

const findingsIn = async (
  name: string,
  given: Arguments,
  terminal: Terminal,
): Promise<readonly FileFinding[]> => {
  const type = given.choice('type', ['identity', 'resource', 'scp', 'rcp'], 'identity');
  const resourceType = given.one('resource-type');
  if (resourceType !== undefined && type !== 'resource')
    throw new UsageError('--resource-type goes with --type resource');
  const findings = await validatePolicy(await readText(name, terminal), {
    type: TYPES[type],
    validatePolicyResourceType: resourceType,
  });
  return findings.map((finding) => ({ file: displayName(name), ...finding }));
};

// Editors count columns from 1, Access Analyzer from 0; the JSON answer keeps its numbers.
const placeOf = ({ file, locations }: FileFinding): string => {
  const start = locations[0]?.span.start;
  return start === undefined ? file : `${file}:${start.line}:${start.column + 1}`;
};

const line = (finding: FileFinding, terminal: Terminal): string =>
  `${printable(placeOf(finding))}: ${styled(terminal, STYLES[finding.findingType], finding.findingType)} ` +
  `${finding.issueCode} ${printable(finding.findingDetails)}\n  ${styled(terminal, 'dim', finding.learnMoreLink)}\n`;

const counted = (count: number, one: string, many: string): string =>
  `${count} ${count === 1 ? one : many}`;

const run = async (given: Arguments, terminal: Terminal): Promise<ExitCode> => {
  if (given.positionals.length === 0) throw new UsageError('expected FILE..., or -');
  const findings: FileFinding[] = [];
  for (const name of given.positionals) findings.push(...(await findingsIn(name, given, terminal)));
  terminal.out(
    given.flag('json')
      ? `${JSON.stringify(findings)}\n`
      : findings.map((finding) => line(finding, terminal)).join(''),
  );
  const errors = findings.filter(({ findingType }) => findingType === 'ERROR').length;
  terminal.err(
    `${counted(given.positionals.length, 'policy', 'policies')}: ${counted(findings.length, 'finding', 'findings')}, ${counted(errors, 'error', 'errors')}\n`,
  );
  return errors > 0 ? NO : YES;
};

export const validate: Command = {
  name: 'policy validate',
  summary: 'What IAM Access Analyzer would say about policies, with positions',
  usage: 'FILE... [options]',
  options: {
    type: { value: 'TYPE', help: 'identity (default), resource, scp or rcp' },
    'resource-type': {
      value: 'TYPE',
      help: 'what a resource policy is attached to: AWS::S3::Bucket, AWS::IAM::AssumeRolePolicyDocument, ...',
    },
  },
  details: `
- reads standard input. A finding is FILE:LINE:COLUMN: TYPE ISSUE_CODE text, and a link that explains it. --json answers
a list in the form of Access Analyzer's ValidatePolicy, where columns count from 0. Exit code 1 when a finding is an ERROR.`,
  run,
};
