import type { Question } from '@gatehouse/access';
import { type Arguments, type Command, type ExitCode, NO, YES } from '../command.ts';
import { UsageError } from '../errors.ts';
import type { Terminal } from '../terminal.ts';
import { conditionsOf, pairsOf, selected, showAnswers } from './answers.ts';
import {
  CREDENTIALS_TEXT,
  KEY_OPTION,
  printJson,
  progress,
  progressDone,
  REGION_OPTION,
  withTools,
} from './place.ts';

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
  const { shown, hidden, any } = selected(given, found);
  if (given.flag('json')) await printJson(terminal, { ...found, answers: shown });
  else showAnswers({ ...found, answers: shown }, hidden, terminal);
  return any ? YES : NO;
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
