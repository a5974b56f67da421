import type { Clock, Ids, Log } from '@gatehouse/core';
import type { Falco } from '@gatehouse/falco';
import type { Outbox } from '@gatehouse/mail';
import type { Report } from '@gatehouse/resolver';
import type { Vault } from '@gatehouse/service-kit';
import type { Store } from '@gatehouse/store';
import type { Cloud } from '../cloud.ts';
import type { RunningDetection } from '../detection/start-detection.ts';

/** What runs beside the cloud about findings; whoever may read the findings of the account may read it. */
export interface FindingSolutions {
  readonly account: string;
  readonly region: string;
  readonly report: Report | undefined;
  readonly dryRun: boolean;
  readonly falco: Pick<Falco, 'state'> | undefined;
}

export interface ConsoleDeps {
  readonly cloud: Cloud;
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly vault: Vault;
  /** Host name or address that the console listens on, without port. */
  readonly host: string;
  /** By which address browsers reach it, where that is not what it listens on: behind a balancer that speaks TLS. */
  readonly publicUrl?: string | undefined;
  /** Where the embedded cloud is reached, for addresses that are handed on. */
  readonly awsUrl?: string | undefined;
  /** Folder of the built pages. */
  readonly files: string;
  /** Mail that was kept because no mail server is set up, and the account whose users may read it. */
  readonly outbox?: { readonly kept: Outbox; readonly account: string } | undefined;
  /** Undefined while none of it runs. */
  readonly findings?: (() => FindingSolutions | undefined) | undefined;
  /** Undefined while it does not run. */
  readonly detection?: (() => RunningDetection | undefined) | undefined;
  /** Origins of the identity provider that people sign in with. */
  readonly connectTo?: (() => readonly string[]) | undefined;
}

/** What a request tells beside its content, for policies and for CloudTrail. */
export interface Visitor {
  readonly sourceIp: string;
  readonly userAgent: string;
  readonly host: string;
}
