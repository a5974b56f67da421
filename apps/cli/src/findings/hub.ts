import type { Clients } from '@gatehouse/clients';
import type { Arguments, Option } from '../command.ts';
import { Failure, failureText } from '../errors.ts';
import type { Terminal } from '../terminal.ts';

export const REGION_OPTION: Readonly<Record<string, Option>> = {
  region: { value: 'REGION', help: 'where Security Hub is asked; default: that of the profile' },
};

export interface Place {
  readonly clients: Clients;
  readonly region: string;
}

/** With the SDK's default credentials and endpoint. @throws Failure */
export const placeOf = async (given: Arguments, { clock }: Terminal): Promise<Place> => {
  // Loaded where it is needed: other commands would wait for the SDK, and hold it in memory.
  const { createClients, foundKeys } = await import('@gatehouse/clients');
  const region = given.one('region') ?? (await profileRegion());
  return {
    region,
    clients: createClients({
      region,
      credentials: foundKeys(region),
      clock,
      userAgent: 'gatehouse-cli',
    }),
  };
};

const profileRegion = async (): Promise<string> => {
  const { STSClient } = await import('@aws-sdk/client-sts');
  try {
    return await new STSClient({}).config.region();
  } catch (cause) {
    throw new Failure('No Region is set: give --region, or set AWS_REGION.', { cause });
  }
};

/** What AWS answers, with its refusals as failures of this command. */
export const asked = async <Answer>(question: Promise<Answer>): Promise<Answer> => {
  try {
    return await question;
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    throw new Failure(failureText(cause), { cause });
  }
};
