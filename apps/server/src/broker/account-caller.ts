import { systemIds } from '@gatehouse/core';
import type { Principal } from '@gatehouse/service-kit';
import type { Cloud } from '../cloud.ts';

/** Calls operations of the embedded cloud without its network; each is authorized and recorded like any other call. */
export type Caller = (service: string, operation: string, input: unknown) => Promise<unknown>;

export const callerAs =
  (cloud: Cloud, principal: Principal, region: string): Caller =>
  (service, operation, input) =>
    cloud.dispatcher.dispatch({
      service,
      operation,
      input,
      principal,
      region,
      requestId: systemIds.uuid(),
      sourceIp: '127.0.0.1',
      userAgent: 'gatehouse.internal',
      secureTransport: true,
    });
