import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { type Log, stderrLog, systemClock, systemVariable } from '@gatehouse/core';

/** What a rotation function has of the outside. */
export interface RotationTools {
  readonly secrets: SecretsManager;
  /** A variable of the environment; an empty one is none. */
  readonly variable: (name: string) => string | undefined;
  readonly log: Log;
}

/** `SECRETS_MANAGER_ENDPOINT` is what AWS's own rotation functions are told the endpoint by; the SDK's own variables do too. */
const systemTools = (): RotationTools => {
  const endpoint = systemVariable('SECRETS_MANAGER_ENDPOINT');
  return {
    secrets: new SecretsManager(endpoint === undefined ? {} : { endpoint }),
    variable: systemVariable,
    log: stderrLog(systemClock, 'info'),
  };
};

let made: RotationTools | undefined;

/** The same for all invocations of a process, so that connections are used again. */
export const sharedTools = (): RotationTools => {
  made ??= systemTools();
  return made;
};
