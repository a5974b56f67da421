import type { Timers } from '@gatehouse/core';
import type { MembershipListener, Service } from '@gatehouse/service-kit';
import { sendFindingEvents, sendInsightEvents } from './actions/sending.ts';
import type { SecurityHubDeps as HubDeps } from './deps.ts';
import { createFindings } from './findings/index.ts';
import { createHubs } from './hub/create-hubs.ts';
import { hubMigrations } from './hub/migrations.ts';
import { countFindings } from './insights/counting.ts';
import { createMembershipListener } from './members/listener.ts';
import { hubOperations } from './operations.ts';
import type { Findings, Hubs } from './ports.ts';
import { createSeed, type SeedSecurityHub } from './seed.ts';

export type { SendFindingEventsRequest, SendInsightEventsRequest } from './actions/sending.ts';

export interface SecurityHubDeps extends HubDeps {
  /** Lets other requests in while many findings are read. */
  readonly timers: Timers;
}

export interface SecurityHub {
  readonly service: Service;
  /**
   * What AWS's console can do and its API cannot: SendFindingEvents and SendInsightEvents, by which people send findings
   * and insight results to custom actions, and CountFindings. It has no endpoint; the console dispatches to it as who is
   * signed in.
   */
  readonly consoleService: Service;
  readonly membership: MembershipListener;
  readonly seed: SeedSecurityHub;
}

const COMMON = {
  eventSource: 'securityhub.amazonaws.com',
  accessDenied: 'AccessDeniedException',
  validationCode: 'InvalidInputException',
} as const;

/** AWS Security Hub (CSPM): findings of many accounts and Regions in one place. */
export const createSecurityHub = (deps: SecurityHubDeps): SecurityHub => {
  const hubs: Hubs = createHubs({ ...deps, findings: (): Findings => part.findings });
  const part = createFindings({ ...deps, hubs });
  const parts = { ...deps, hubs, findings: part.findings };
  return {
    service: {
      ...COMMON,
      id: 'securityhub',
      operations: { ...hubOperations(parts), ...part.operations },
      migrations: [...hubMigrations, ...part.migrations],
      work: part.work,
      prepare: (tx, now) => part.prepare(tx, now),
    },
    consoleService: {
      ...COMMON,
      id: 'securityhub-console',
      operations: {
        CountFindings: countFindings(parts),
        SendFindingEvents: sendFindingEvents(parts),
        SendInsightEvents: sendInsightEvents(parts),
      },
      migrations: [],
    },
    membership: createMembershipListener(deps),
    seed: createSeed(deps),
  };
};
