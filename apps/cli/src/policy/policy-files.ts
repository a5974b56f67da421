import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Arguments } from '../command.ts';
import { UsageError } from '../errors.ts';
import { displayName, readText } from '../files.ts';
import type { Terminal } from '../terminal.ts';
import type { GivenLevel, GivenPolicy } from './documents.ts';
import { type GivenPolicies, RCP_FULL_ACCESS } from './policy-members.ts';

const fileOf = async (name: string, terminal: Terminal): Promise<GivenPolicy> => {
  const id = displayName(name);
  return { id, document: await readText(name, terminal), member: id };
};

const filesOf = async (
  names: readonly string[],
  terminal: Terminal,
): Promise<readonly GivenPolicy[]> => {
  const found: GivenPolicy[] = [];
  for (const name of names) found.push(await fileOf(name, terminal));
  return found;
};

const optional = async (
  name: string | undefined,
  terminal: Terminal,
): Promise<GivenPolicy | undefined> => (name === undefined ? undefined : fileOf(name, terminal));

const RESOURCE_KINDS = ['delegates', 'trust', 'kms'] as const;

/** `FILE` is a level of its own, `LEVEL=FILE` one of the policies of that level. */
const levelsOf = async (
  texts: readonly string[],
  implied: readonly GivenPolicy[],
  terminal: Terminal,
): Promise<readonly GivenLevel[] | undefined> => {
  if (texts.length === 0) return undefined;
  const levels = new Map<string, GivenPolicy[]>();
  for (const [index, text] of texts.entries()) {
    const equals = existsSync(resolve(terminal.folder, text)) ? -1 : text.indexOf('=');
    const name = equals < 0 ? `level-${index}` : text.slice(0, equals);
    const level = levels.get(name) ?? [...implied];
    level.push(await fileOf(text.slice(equals + 1), terminal));
    levels.set(name, level);
  }
  return [...levels].map(([targetId, policies]) => ({ targetId, policies }));
};

/** The policies that the options of `policy explain` name. */
export const policiesFrom = async (
  given: Arguments,
  terminal: Terminal,
): Promise<GivenPolicies> => {
  const session = given.many('session');
  const twice = [...given.many('identity'), ...given.positionals, ...session].filter(
    (name) => name === '-',
  );
  if (twice.length > 1) throw new UsageError('standard input can be only one of the policies');
  return {
    // A shell expands a pattern behind --identity to several words: the others arrive as positionals.
    identity: await filesOf([...given.many('identity'), ...given.positionals], terminal),
    resource: await optional(given.one('resource-policy'), terminal),
    resourceKind:
      given.one('resource-kind') === undefined
        ? undefined
        : given.choice('resource-kind', RESOURCE_KINDS, 'delegates'),
    boundary: await optional(given.one('boundary'), terminal),
    session: session.length === 0 ? undefined : await filesOf(session, terminal),
    scps: await levelsOf(given.many('scp'), [], terminal),
    rcps: await levelsOf(given.many('rcp'), [RCP_FULL_ACCESS], terminal),
    endpoint: await optional(given.one('endpoint'), terminal),
  };
};
