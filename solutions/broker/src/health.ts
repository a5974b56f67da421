import type { Store } from '@gatehouse/store';
import type { z } from '@hono/zod-openapi';
import type { Health } from './api/schemas/insight.ts';
import type { Audit } from './audit/index.ts';
import type { AwsSide } from './aws/index.ts';
import { checkInvariants, readSnapshots } from './requests/index.ts';

type Answer = z.input<typeof Health>;

const MOST_LISTED = 100;
const MOST_LEAVES = 1000;

const auditState = (outcome: ReturnType<Audit['status']>): Answer['audit'] => {
  if (outcome === undefined) return { state: 'unknown' };
  return outcome.state === 'broken'
    ? { state: 'broken', fault: outcome.fault.message }
    : { state: outcome.state, size: outcome.size };
};

/** Looks at everything that is stored: each request with its sessions and leaves, the log, and how fresh the catalog is. */
export const healthOf = async (store: Store, audit: Audit, aws: AwsSide): Promise<Answer> => {
  const violations: Answer['violations'] = [];
  let requestsChecked = 0;
  const snapshots = readSnapshots({
    store,
    sessions: aws.sessions,
    leavesOf: async (_tx, requestId) =>
      (await audit.read.leaves({ requestId, limit: MOST_LEAVES })).leaves,
  });
  for await (const snapshot of snapshots) {
    requestsChecked += 1;
    if (violations.length < MOST_LISTED) violations.push(...checkInvariants(snapshot));
  }
  const { version, syncedAt, problem, failing } = await aws.catalog.status();
  return {
    audit: auditState(audit.status()),
    violations,
    requestsChecked,
    catalog: {
      version,
      syncedAt: syncedAt?.toISOString(),
      problem,
      failing: failing.map((account) => ({ account: account.id, problem: account.problem ?? '' })),
    },
  };
};
