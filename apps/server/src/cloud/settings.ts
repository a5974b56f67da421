import type { Blobs, Clock, Ids, Log, Mailer, Outbound, Timers } from '@gatehouse/core';
import type { IamMode, Vault } from '@gatehouse/service-kit';
import type { FunctionRuntime } from '@gatehouse/services';
import type { Store } from '@gatehouse/store';
import type { Quotas } from '../quota-settings.ts';

export interface CloudSettings {
  readonly store: Store;
  /** Contents of objects and functions, on disk. */
  readonly blobs: Blobs;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly ids: Ids;
  readonly log: Log;
  readonly vault: Vault;
  readonly mode: IamMode;
  /** Seconds after which states move that AWS moves later. */
  readonly delaySeconds: number;
  /** URL of the AWS endpoint; asked only once it listens. */
  readonly endpoint: () => string;
  /** Where they are not AWS's own. */
  readonly quotas?: Quotas | undefined;
  readonly mailer: Mailer;
  readonly outbound: Outbound;
  /** Runs functions; without it they can be made and none is run. */
  readonly functionRuntime?: FunctionRuntime | undefined;
  /** Binary logarithm of scrypt's N for new passwords; without it what OWASP asks for. Tests save time by less. */
  readonly passwordCostLog2?: number | undefined;
}
