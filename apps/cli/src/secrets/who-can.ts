import { type Command, type ExitCode, NO, YES } from '../command.ts';
import type { Arguments } from '../command.ts';
import { UsageError } from '../errors.ts';
import { conditionsOf, selected, showAnswers } from '../kms/answers.ts';
import { CREDENTIALS_TEXT, printJson, progress, progressDone } from '../kms/place.ts';
import type { Terminal } from '../terminal.ts';
import { ORGANIZATION_OPTION, ownPlace, withClients } from './accounts.ts';
import { inRegionOf, REGION_OPTION, secretNamed } from './place.ts';

const run = async (given: Arguments, terminal: Terminal): Promise<ExitCode> => {
  const secretId = secretNamed(given);
  const question = {
    stage: given.one('stage') ?? 'AWSCURRENT',
    conditions: conditionsOf(given),
  };
  if (question.stage === '') throw new UsageError('--stage is a staging label');
  const { answerOf, gatherRead, whoCanRead } = await import('@gatehouse/compliance');
  const found = await withClients(inRegionOf(given, secretId), terminal, async (tools) => {
    const place = await ownPlace(tools);
    const facts = await gatherRead(place, tools.region, secretId, progress(terminal));
    const readers = await whoCanRead(question, facts, terminal.clock.now());
    return { ...readers, secret: facts.secret.arn, key: facts.key?.key.arn };
  });
  progressDone(terminal);
  const { readers, ...rest } = found;
  const { shown, hidden, any } = selected(given, { answers: readers.map(answerOf) });
  if (given.flag('json')) await printJson(terminal, { ...rest, answers: shown });
  else showAnswers({ ...rest, answers: shown }, hidden, terminal);
  return any ? YES : NO;
};

export const secretsWhoCan: Command = {
  name: 'secrets who-can',
  summary: 'Who can read a secret, by its policy, IAM, its key and the organization',
  usage: 'SECRET [options]',
  options: {
    stage: { value: 'LABEL', help: 'the staging label that is asked for; default AWSCURRENT' },
    condition: {
      value: 'KEY=VALUE',
      many: true,
      help: 'a condition key of the request, such as aws:SourceIp=192.0.2.7',
    },
    principal: { value: 'NAME', help: 'only about this ARN, or the user or role of this name' },
    denied: { help: 'also those who are refused, and why' },
    ...ORGANIZATION_OPTION,
    ...REGION_OPTION,
  },
  details: `
Whoever reads needs secretsmanager:GetSecretValue, and kms:Decrypt through Secrets Manager with the secret's key. allowed:
whatever the rest of the request is. conditional: it depends on a condition key that was not given, which is named.
delegated: another account is let, and decides itself whom of it. What cannot be read is said. Exit code 0: somebody can, or
may; 1: nobody.${CREDENTIALS_TEXT}`,
  run,
};
