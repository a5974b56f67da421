import type { Constraints, Grant, Unread } from '@gatehouse/access';
import type { Audit, GrantNode, GrantTree } from '@gatehouse/keys';

/** A grant of the tree, as the console's pages have it. */
interface NodeView extends Readonly<Record<string, unknown>> {
  readonly grantId: string;
  readonly children: readonly NodeView[];
}

const constraintView = ({ equals, subset }: Constraints): object => {
  const pairs = equals ?? subset;
  if (pairs === undefined) return {};
  const kind = equals === undefined ? 'EncryptionContextSubset' : 'EncryptionContextEquals';
  return { constraint: { kind, pairs: Object.fromEntries(pairs) } };
};

const grantView = (grant: Grant): object => ({
  ...(grant.name === '' ? {} : { name: grant.name }),
  grantee: grant.grantee,
  retiring: grant.retiring,
  issuingAccount: grant.issuingAccount,
  createdAt: grant.createdAt,
  operations: grant.operations,
  ...constraintView(grant.constraints),
  sourceArn: grant.constraints.sourceArn,
});

const nodeView = ({ grant, issuer, parent, because, narrowed, children }: GrantNode): NodeView => ({
  grantId: grant.id,
  ...grantView(grant),
  issuer,
  parent,
  because,
  ...(narrowed === undefined
    ? {}
    : { narrowed: { ...narrowed, pairsAdded: Object.fromEntries(narrowed.pairsAdded) } }),
  children: children.map(nodeView),
});

const remarksOf = (unread: readonly Unread[]): readonly string[] =>
  unread.map(({ what, because }) => `Not read: ${what}: ${because}`);

export const treeView = (
  { roots, total, remarks }: GrantTree,
  unread: readonly Unread[],
): object => ({
  roots: roots.map(nodeView),
  total,
  truncated: false,
  remarks: [...remarksOf(unread), ...remarks],
});

const SEVERITIES = { HIGH: 'high', MEDIUM: 'medium', LOW: 'low', INFORMATIONAL: 'info' } as const;

export const auditView = ({ grants, findings, plan, remarks }: Audit): object => ({
  grants,
  truncated: false,
  findings: findings.map(({ severity, grants: grantIds, ...finding }) => ({
    ...finding,
    severity: SEVERITIES[severity],
    grantIds,
  })),
  plan: plan.map(({ reason, grantId, command, risk, after }) => ({
    text: reason,
    grantIds: [grantId],
    commands: [command],
    risk,
    after,
  })),
  remarks,
});
