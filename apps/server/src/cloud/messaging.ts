import type { Dispatcher, KeyPort, OperationCall, ServiceDeps } from '@gatehouse/service-kit';
import { createSns, createSqs, type Organizations, type Sns, type Sqs } from '@gatehouse/services';
import type { CloudSettings } from './settings.ts';
import type { Workloads } from './workloads.ts';

interface MessagingPorts {
  readonly keys: KeyPort;
  readonly call: OperationCall;
  /** Made later: topics send to functions. */
  readonly workloads: () => Pick<Workloads, 'lambda'>;
}

/** Queues, and topics that send to them. */
export const createMessaging = (
  deps: ServiceDeps,
  { timers, ids, mode, endpoint, mailer, outbound }: CloudSettings,
  organizations: Organizations,
  dispatch: Dispatcher['dispatch'],
  { keys, call, workloads }: MessagingPorts,
): { readonly sqs: Sqs; readonly sns: Sns } => {
  const acceptsLooseInput = mode === 'off';
  const baseUrl = endpoint;
  const sqs = createSqs({
    ...deps,
    timers,
    organizations: organizations.view,
    keys,
    call,
    baseUrl,
    acceptsLooseInput,
  });
  const sns = createSns({
    ...deps,
    mailer,
    outbound,
    queues: sqs.queues,
    functions: {
      invokeAsync: (invocation) => workloads().lambda.functions.invokeAsync(invocation),
    },
    organizations: organizations.view,
    keys,
    call,
    baseUrl,
    links: (operation, input, { principal, region }) =>
      dispatch({
        service: 'sns',
        operation,
        input,
        principal,
        region,
        requestId: ids.uuid(),
        // Nobody signed it: as with other calls of a service, its name stands for the address.
        sourceIp: 'sns.amazonaws.com',
        userAgent: 'sns.amazonaws.com',
        secureTransport: false,
      }),
    acceptsLooseInput,
  });
  return { sqs, sns };
};
