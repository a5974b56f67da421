import type { UsageRow } from '@gatehouse/keys';
import { type Command, YES } from '../command.ts';
import { counted, tableOf, timeInWords } from '../words.ts';
import {
  CREDENTIALS_TEXT,
  gatherSettings,
  HISTORY_OPTIONS,
  KEY_OPTION,
  noPositionals,
  printJson,
  progressDone,
  REGION_OPTION,
  withTools,
} from './place.ts';

const HEAD = ['PRINCIPAL', 'OPERATION', 'VIA', 'DONE', 'FAILED', 'LAST', 'CONTEXT'];

const contextText = ({ contextKeys, contexts }: UsageRow): string =>
  [...contextKeys]
    .map(([key, count]) => {
      const value = contexts[0]?.get(key);
      return count === 1 && value !== undefined ? `${key}=${value}` : `${key} (${count} values)`;
    })
    .join(', ');

const failedText = ({ failed, errors }: UsageRow): string =>
  failed === 0 ? '0' : `${failed} ${[...errors.keys()].join(' ')}`;

const rowOf = (row: UsageRow): readonly string[] => [
  row.principal,
  row.operation,
  row.via ?? '',
  String(row.succeeded),
  failedText(row),
  timeInWords(row.last.toISOString()),
  contextText(row),
];

export const kmsUsage: Command = {
  name: 'kms usage',
  summary: 'Who used a key how, by CloudTrail',
  usage: '--key KEY [options]',
  options: { ...KEY_OPTION, ...HISTORY_OPTIONS, ...REGION_OPTION },
  details: `
From the event history of the account and Region, which reaches 90 days back and comes up to a quarter of an hour late. Callers
of other accounts show only as their account.${CREDENTIALS_TEXT}`,
  run: async (given, terminal) => {
    noPositionals(given);
    const keyId = given.required('key');
    const settings = gatherSettings(given, terminal);
    const { gatherUsage, usageOf } = await import('@gatehouse/keys');
    const { key, history } = await withTools(given, terminal, ({ apis }) =>
      gatherUsage(apis, keyId, settings),
    );
    progressDone(terminal);
    const usage = usageOf(history);
    if (given.flag('json')) await printJson(terminal, { key: key.arn, ...usage });
    else {
      if (usage.rows.length > 0) terminal.out(tableOf([HEAD, ...usage.rows.map(rowOf)]));
      terminal.err(
        `${counted(usage.rows.length, 'row', 'rows')} since ${timeInWords(usage.from.toISOString())}${usage.complete ? '' : '; before that there is more: --max-events'}\n`,
      );
    }
    return YES;
  },
};
