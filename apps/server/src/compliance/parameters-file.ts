import { readFileSync } from 'node:fs';
import { DEFAULT_PARAMETERS, type Parameters } from '@gatehouse/compliance';
import { z } from 'zod';
import { reasonOf, StartRefusedError } from '../start-refused.ts';
import { RuleParameters, withDefaults } from './settings.ts';

/** @throws StartRefusedError */
export const readParameters = (file: string | undefined): Parameters => {
  if (file === undefined) return DEFAULT_PARAMETERS;
  try {
    return withDefaults(
      DEFAULT_PARAMETERS,
      RuleParameters.parse(JSON.parse(readFileSync(file, 'utf8'))),
    );
  } catch (cause) {
    const reason =
      cause instanceof z.ZodError
        ? cause.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')
        : reasonOf(cause);
    throw new StartRefusedError(
      `The parameters of compliance in ${file} cannot be used: ${reason}.`,
      {
        cause,
      },
    );
  }
};
