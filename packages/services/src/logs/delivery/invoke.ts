import type { DeliveryOutcome } from '@gatehouse/service-kit';
import type { LogsDeps } from '../deps.ts';
import type { GroupRef } from '../model.ts';

/** By the function's policy, which names the service with or without the Region. */
export const invokeFor = async (
  { functions }: Pick<LogsDeps, 'functions'>,
  { arn, account, region }: GroupRef,
  functionArn: string,
  payload: string,
): Promise<DeliveryOutcome> => {
  const invoke = (service: string): Promise<DeliveryOutcome> =>
    functions.invokeAsync({
      functionArn,
      payload,
      source: { service, sourceArn: `${arn}:*`, sourceAccount: account },
    });
  const outcome = await invoke('logs.amazonaws.com');
  return outcome === 'refused' ? invoke(`logs.${region}.amazonaws.com`) : outcome;
};
