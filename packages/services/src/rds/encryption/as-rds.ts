import { infrastructure, type KeyCalls, keyCalls } from '@gatehouse/service-kit';
import type { DatabaseHost, RdsDeps } from '../deps.ts';
import type { Scope } from '../model.ts';

type Deps = Pick<RdsDeps, 'call' | 'clock'>;

const RDS = 'rds.amazonaws.com';
const HOST_ROLE = 'aws:rds-host';

/** KMS as RDS calls it by itself; each call is a transaction of its own. */
export const kmsAsRds = ({ call }: Deps, { account, region }: Scope): KeyCalls =>
  keyCalls({
    invoke: (service, operation, input) =>
      call({
        service,
        operation,
        input,
        principal: { kind: 'service', name: RDS, account },
        region,
        by: RDS,
      }),
  });

/** The same as the machine of a database. */
export const kmsAsHost = (
  { call, clock }: Deps,
  { account, region, instance }: Omit<DatabaseHost, 'volume'>,
): KeyCalls =>
  keyCalls({
    invoke: (service, operation, input) =>
      call({
        service,
        operation,
        input,
        principal: infrastructure({
          service: RDS,
          account,
          role: HOST_ROLE,
          machine: instance,
          now: clock.now(),
        }),
        region,
        by: RDS,
        forwards: true,
      }),
  });

/** How grants name the machine. */
export const hostGrantee = ({
  account,
  instance,
}: Omit<DatabaseHost, 'volume' | 'region'>): string => `${account}:${HOST_ROLE}:${instance}`;
