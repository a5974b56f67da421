import type { Apis, KeyFacts } from '@gatehouse/access';
import { type Command, YES } from '../command.ts';
import { counted, tableOf } from '../words.ts';
import {
  CREDENTIALS_TEXT,
  noPositionals,
  printJson,
  progress,
  progressDone,
  REGION_OPTION,
  withTools,
} from './place.ts';

const AT_ONCE = 8;

/** Each result in the order of the items, a few questions at one time. */
const each = async <Item, Result>(
  items: readonly Item[],
  ask: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> => {
  const results: Result[] = [];
  for (let from = 0; from < items.length; from += AT_ONCE)
    results.push(...(await Promise.all(items.slice(from, from + AT_ONCE).map(ask))));
  return results;
};

const readAll = async (
  apis: Apis,
  region: string,
  onProgress: (text: string) => void,
): Promise<readonly (KeyFacts | { readonly arn: string; readonly because: string })[]> => {
  const { keyArns, readKey } = await import('@gatehouse/access');
  const arns = await keyArns(apis);
  let done = 0;
  return each(arns, async (arn) => {
    // Of a key that the caller may list and not describe, only that it is there can be told.
    const key = await readKey(apis, arn, []).catch((error: unknown) => ({
      arn,
      because: error instanceof Error ? `${error.name} in ${region}` : String(error),
    }));
    done += 1;
    onProgress(`${done} of ${arns.length} keys`);
    return key;
  });
};

const rowOf = (key: Awaited<ReturnType<typeof readAll>>[number]): readonly string[] =>
  'because' in key
    ? [key.arn.slice(key.arn.lastIndexOf('/') + 1), '', `not readable: ${key.because}`, '', '', '']
    : [
        key.id,
        key.aliases?.join(' ') ?? '?',
        key.state,
        key.spec,
        key.manager === 'AWS' ? 'AWS managed' : 'customer managed',
        key.createdAt?.toISOString().slice(0, 10) ?? '',
      ];

export const kmsKeys: Command = {
  name: 'kms keys',
  summary: 'KMS keys of an account in a Region',
  usage: '[options]',
  options: { ...REGION_OPTION },
  details: CREDENTIALS_TEXT,
  run: async (given, terminal) => {
    noPositionals(given);
    const keys = await withTools(given, terminal, ({ apis, region }) =>
      readAll(apis, region, progress(terminal)),
    );
    progressDone(terminal);
    if (given.flag('json')) await printJson(terminal, keys);
    else {
      if (keys.length > 0)
        terminal.out(
          tableOf([['KEY', 'ALIASES', 'STATE', 'SPEC', 'MANAGER', 'CREATED'], ...keys.map(rowOf)]),
        );
      terminal.err(`${counted(keys.length, 'key', 'keys')}\n`);
    }
    return YES;
  },
};
