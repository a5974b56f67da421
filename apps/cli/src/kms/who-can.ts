import type { Answer, Question, Result, WhoCan } from '@gatehouse/access';
import { type Arguments, type Command, type ExitCode, NO, YES } from '../command.ts';
import { UsageError } from '../errors.ts';
import { printable, type Style, styled, type Terminal } from '../terminal.ts';
import { counted } from '../words.ts';
import {
  CREDENTIALS_TEXT,
  KEY_OPTION,
  printJson,
  progress,
  progressDone,
  REGION_OPTION,
  withTools,
} from './place.ts';

const STYLES: Readonly<Record<Result, Style>> = {
  allowed: 'green',
  delegated: 'yellow',
  conditional: 'yellow',
  denied: 'red',
};
const ORDER: readonly Result[] = ['allowed', 'delegated', 'conditional', 'denied'];
const WIDTH = 11;

const pairsOf = (name: string, texts: readonly string[]): readonly (readonly [string, string])[] =>
  texts.map((text) => {
    const at = text.indexOf('=');
    if (at < 1) throw new UsageError(`--${name} is KEY=VALUE; not "${text}"`);
    return [text.slice(0, at), text.slice(at + 1)];
  });

const viaOf = (text: string | undefined, region: string): string | undefined => {
  if (text === undefined || text === 'direct') return text;
  return text.includes('.') ? text : `${text}.${region}.amazonaws.com`;
};

const contextOf = (given: Arguments): Question['context'] => {
  const pairs = pairsOf('context', given.many('context'));
  if (given.flag('no-context')) {
    if (pairs.length > 0) throw new UsageError('either --context or --no-context');
    return new Map();
  }
  return pairs.length === 0 ? undefined : new Map(pairs);
};

const conditionsOf = (given: Arguments): Question['conditions'] => {
  const found = new Map<string, string[]>();
  for (const [key, value] of pairsOf('condition', given.many('condition')))
    found.set(key, [...(found.get(key) ?? []), value]);
  return found;
};

const operationOf = async (given: Arguments): Promise<string> => {
  const [name, ...others] = given.positionals;
  if (name === undefined || others.length > 0)
    throw new UsageError('name one operation, such as Decrypt');
  const { operationNamed, QuestionError } = await import('@gatehouse/access');
  try {
    return await operationNamed(name);
  } catch (cause) {
    if (cause instanceof QuestionError) throw new UsageError(cause.message, { cause });
    throw cause;
  }
};

const showAnswer = (answer: Answer, terminal: Terminal): void => {
  const { result, name, kind, explanation, depends, notes } = answer;
  const label = styled(terminal, STYLES[result], result.padEnd(WIDTH));
  terminal.out(`${label}  ${styled(terminal, 'bold', printable(name))} (${kind})\n`);
  const indent = ' '.repeat(WIDTH + 2);
  terminal.out(`${indent}${printable(explanation)}\n`);
  for (const { operator, key, values, policyId, effect } of depends)
    terminal.out(
      printable(
        `${indent}depends on: ${effect} if ${operator} ${key} ${values.join(' or ')} (${policyId})`,
      ).concat('\n'),
    );
  for (const note of notes) terminal.out(`${indent}${styled(terminal, 'dim', printable(note))}\n`);
};

const show = (
  found: WhoCan,
  answers: readonly Answer[],
  denied: number,
  terminal: Terminal,
): void => {
  for (const answer of answers) showAnswer(answer, terminal);
  if (found.blocked !== undefined) terminal.out(styled(terminal, 'red', `${found.blocked}\n`));
  for (const { what, because } of found.unread)
    terminal.err(printable(`not read: ${what}: ${because}`).concat('\n'));
  const counts = ORDER.map((result) => answers.filter((one) => one.result === result).length);
  terminal.err(ORDER.map((result, index) => `${counts[index]} ${result}`).join(', '));
  terminal.err(
    denied > 0
      ? `; ${counted(denied, 'principal is', 'principals are')} refused: --denied\n`
      : '\n',
  );
};

const run = async (given: Arguments, terminal: Terminal): Promise<ExitCode> => {
  const keyId = given.required('key');
  const [operation, context, conditions] = [
    await operationOf(given),
    contextOf(given),
    conditionsOf(given),
  ];
  const { gatherAccess, whoCan } = await import('@gatehouse/access');
  const found = await withTools(given, terminal, async ({ apis, region }) => {
    const facts = await gatherAccess(apis, keyId, { onProgress: progress(terminal) });
    const via = viaOf(given.one('via'), region);
    return whoCan({ operation, context, via, conditions }, facts, terminal.clock.now());
  });
  progressDone(terminal);
  const principal = given.one('principal');
  const asked = found.answers
    .filter(
      ({ name }) => principal === undefined || name === principal || name.endsWith(`/${principal}`),
    )
    .toSorted((a, b) => ORDER.indexOf(a.result) - ORDER.indexOf(b.result));
  const all = given.flag('denied') || principal !== undefined;
  const shown = asked.filter(({ result }) => all || result !== 'denied');
  if (given.flag('json')) await printJson(terminal, { ...found, answers: shown });
  else show(found, shown, asked.length - shown.length, terminal);
  return asked.some(({ result }) => result !== 'denied') ? YES : NO;
};

export const kmsWhoCan: Command = {
  name: 'kms who-can',
  summary: 'Who can use a key, by key policy, IAM, grants and the organization',
  usage: 'OPERATION --key KEY [options]',
  options: {
    ...KEY_OPTION,
    context: {
      value: 'KEY=VALUE',
      many: true,
      help: 'the encryption context, all of it; none: any may be given',
    },
    'no-context': { help: 'without any encryption context' },
    via: {
      value: 'SERVICE',
      help: 'through a service, s3; direct: through none; without: either way',
    },
    condition: {
      value: 'KEY=VALUE',
      many: true,
      help: 'another condition key of the request, aws:SourceIp=192.0.2.1',
    },
    principal: { value: 'NAME', help: 'only about this ARN, or the user or role of this name' },
    denied: { help: 'also those who are refused, and why' },
    'org-profile': {
      value: 'NAME',
      help: 'a profile that may read the organization, for its policies',
    },
    ...REGION_OPTION,
  },
  details: `
allowed: whatever the rest of the request is. conditional: it depends on a condition key that was not given, which is
named. delegated: another account is let, and decides itself whom of it. Of ReEncrypt ask for ReEncryptFrom and for
ReEncryptTo. What cannot be read is said; who may be missing because of it is not in the answer. Exit code 0: somebody can,
or may; 1: nobody.${CREDENTIALS_TEXT}`,
  run,
};
