import type { Mailer, Outbound } from '@gatehouse/core';
import type {
  FunctionPort,
  KeyPort,
  OperationCall,
  OrganizationPort,
  Principal,
  QueuePort,
  ServiceDeps,
} from '@gatehouse/service-kit';

/** Runs an operation of this service for somebody who holds a link that we made. */
export type LinkCalls = (
  operation: 'ConfirmSubscription' | 'Unsubscribe',
  input: unknown,
  as: { readonly principal: Principal; readonly region: string },
) => Promise<unknown>;

export interface SnsDeps extends ServiceDeps {
  readonly mailer: Mailer;
  readonly outbound: Outbound;
  readonly queues: QueuePort;
  /** Undefined: there are no functions, and what is sent to them fails. */
  readonly functions?: FunctionPort | undefined;
  readonly organizations: OrganizationPort;
  /** Where keys of KMS are found. */
  readonly keys: KeyPort;
  /** How services that publish by themselves ask KMS. */
  readonly call: OperationCall;
  /** URL of the AWS endpoint, without a slash at its end; links in messages begin with it. */
  readonly baseUrl: () => string;
  readonly links: LinkCalls;
  /** True for test suites of emulators, which expect some errors in older wording. Default: false. */
  readonly acceptsLooseInput?: boolean;
}
