import type { Log } from '@gatehouse/core';
import type { Tx } from '@gatehouse/store';
import {
  type AuditLog,
  BrokerError,
  type CatalogSource,
  type PolicySource,
} from '../model/index.ts';
import { createDesk, type Desk } from './desk.ts';
import { parsePolicy, problemText } from './parse.ts';
import { createProposals, type ProposalParts, type Proposals, sha256 } from './proposals.ts';
import { insertVersion, newestVersion } from './repository.ts';
import { createSource, POLICY_CHANNEL } from './source.ts';

export {
  type ApprovalCount,
  mayApprove,
  satisfies,
  whoCould,
  withEscalations,
} from './approval.ts';
export { fieldRefusal } from './asked.ts';
export { policyMigrations } from './migrations.ts';
export { inTimeWindow } from './time-window.ts';

export interface PolicyParts extends Omit<ProposalParts, 'source'> {
  readonly catalog: CatalogSource;
  readonly audit: AuditLog;
  readonly log: Log;
}

export interface Policies {
  readonly source: PolicySource;
  /** Groups of the policy in force that act for the whole broker, for notices. */
  groups(): Promise<{
    readonly auditors: readonly string[];
    readonly policyAdministrators: readonly string[];
  }>;
  /**
   * Puts the first policy in force, in a transaction of the caller; false, and nothing changes, where there is one.
   * Throws BrokerError `invalid` for a document that is not sound.
   */
  install(tx: Tx, document: string, at: Date): Promise<boolean>;
  readonly proposals: Proposals;
  /** All of it as the API shows it. */
  readonly desk: Desk;
}

export const createPolicies = (parts: PolicyParts): Policies => {
  const source = createSource(parts.store);
  const proposals = createProposals({ ...parts, source });
  return {
    source,
    proposals,
    groups: async () => {
      const { settings } = (await source.inForce()).document;
      return {
        auditors: settings.auditors?.groups ?? [],
        policyAdministrators: settings.policyAdministrators.groups,
      };
    },
    install: (tx, document, at) => install(parts, tx, document, at),
    desk: createDesk({ ...parts, source, proposals }),
  };
};

const install = async (
  { audit }: PolicyParts,
  tx: Tx,
  document: string,
  at: Date,
): Promise<boolean> => {
  if ((await newestVersion(tx)) !== undefined) return false;
  const answer = parsePolicy(document);
  if (!answer.ok) {
    const message = answer.problems.map(problemText).join('; ');
    throw new BrokerError('invalid', message, { problems: answer.problems });
  }
  const inserted = await insertVersion(tx, {
    version: 1,
    document,
    sha256: sha256(document),
    comment: 'installed',
    proposalId: undefined,
    proposedBy: undefined,
    approvedBy: undefined,
    at,
  });
  if (!inserted) return false;
  await audit.append(tx, [
    {
      type: 'policy.installed',
      at,
      actor: 'system',
      data: { version: 1, sha256: sha256(document) },
    },
  ]);
  tx.notify(POLICY_CHANNEL, '1');
  return true;
};
