import type { Command } from './command.ts';
import { doctor } from './doctor/doctor.ts';
import { env } from './env.ts';
import { checkAccess, checkNewAccess, checkPublicAccess } from './policy/access-checks.ts';
import { explain } from './policy/explain.ts';
import { simulate } from './policy/simulate.ts';
import { validate } from './policy/validate.ts';
import { reset } from './reset.ts';
import { services } from './services.ts';
import { up } from './up.ts';
import { version } from './version.ts';

/** Every command, in the order of the help. */
export const COMMANDS: readonly Command[] = [
  up,
  env,
  validate,
  explain,
  simulate,
  checkAccess,
  checkNewAccess,
  checkPublicAccess,
  doctor,
  reset,
  services,
  version,
];
