import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Ids } from '@gatehouse/core';
import type { AlertSource } from '@gatehouse/falco';
import { z } from 'zod';
import { reasonOf, StartRefusedError } from '../start-refused.ts';

const account = z.string().regex(/^\d{12}$/, 'expected an account id');

const Sources = z
  .array(
    z.strictObject({
      name: z.string().regex(/^[\w.-]{1,64}$/),
      secret: z.string().min(16, 'needs 16 characters at least').max(256),
      account,
      region: z.string().regex(/^[a-z]{2}(-[a-z]+){1,3}-\d$/),
      accounts: z.array(account).max(1000).optional(),
    }),
  )
  .max(1000)
  .refine(
    (sources) => new Set(sources.map(({ name }) => name)).size === sources.length,
    'two sources have one name',
  );

/** Who may deliver alerts, from a file that only its owner reads. @throws StartRefusedError */
export const readAlertSources = (file: string): readonly AlertSource[] => {
  try {
    return Sources.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    // The content has secrets: only what is wrong with it is told.
    const reason =
      cause instanceof z.ZodError
        ? cause.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')
        : cause instanceof SyntaxError
          ? 'it is no JSON'
          : reasonOf(cause);
    throw new StartRefusedError(
      `The sources of Falco alerts in ${file} cannot be used: ${reason}.`,
    );
  }
};

const OWNER_ONLY = 0o600;
const SECRET_LENGTH = 32;

const DEMO = [
  { name: 'workloads', account: '111122223333' },
  { name: 'workloads-2', account: '444455556666' },
] as const;

export const demoSourcesFile = (data: string): string => join(data, 'falco-sources.json');

/** The demo's sources; made at the first start, and from then on as the file says. */
export const demoAlertSources = (
  data: string,
  region: string,
  ids: Ids,
): readonly AlertSource[] => {
  const file = demoSourcesFile(data);
  if (!existsSync(file)) {
    const sources = DEMO.map((source) => ({
      ...source,
      region,
      secret: ids.alphanumeric(SECRET_LENGTH),
    }));
    writeFileSync(file, `${JSON.stringify(sources, null, 2)}\n`, { mode: OWNER_ONLY });
  }
  return readAlertSources(file);
};
