import type { Timers } from '@gatehouse/core';
import type { KeyPort, OperationCall, OrganizationPort, ServiceDeps } from '@gatehouse/service-kit';

export interface SqsDeps extends ServiceDeps {
  /** Ends the waits of ReceiveMessage. */
  readonly timers: Timers;
  /** For resource control policies, when another service sends. */
  readonly organizations: OrganizationPort;
  /** Where keys of KMS are found. */
  readonly keys: KeyPort;
  /** How services that send by themselves ask KMS. */
  readonly call: OperationCall;
  /** URL of the AWS endpoint, without a slash at its end; queue URLs begin with it. */
  readonly baseUrl: () => string;
  /**
   * True for test suites of emulators, which make a queue again at once and purge it as often as they like. Default:
   * false.
   */
  readonly acceptsLooseInput?: boolean;
}
