import Alert from '@cloudscape-design/components/alert';
import Badge, { type BadgeProps } from '@cloudscape-design/components/badge';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { type AuditFinding, auditGrants, type GrantsAudit } from '../../../api/keys.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { AwsTable } from '../../../shared/aws-table.tsx';
import type { Column } from '../../../shared/column.ts';
import { CopyBlock } from '../../../shared/copy-block.tsx';
import { FailureOr } from '../../../shared/failure-or.tsx';
import { PageLink } from '../../../shared/link.tsx';
import { useLoad } from '../../../shared/use-aws.ts';
import { counted, keyPath, shortId } from '../shared/names.ts';
import type { OfKey } from '../shared/of-key.ts';

const COLORS: Readonly<Record<AuditFinding['severity'], NonNullable<BadgeProps['color']>>> = {
  critical: 'severity-critical',
  high: 'severity-high',
  medium: 'severity-medium',
  low: 'severity-low',
  info: 'severity-neutral',
};
const ORDER = Object.keys(COLORS);
const SHOWN_GRANTS = 5;

const GrantLinks = ({ ids, path }: { readonly ids: readonly string[]; readonly path: string }) => (
  <>
    {ids.slice(0, SHOWN_GRANTS).map((id) => (
      <div key={id}>
        <PageLink to={`${path}?tab=grants&grant=${encodeURIComponent(id)}`}>{shortId(id)}</PageLink>
      </div>
    ))}
    {ids.length > SHOWN_GRANTS ? `and ${ids.length - SHOWN_GRANTS} more` : null}
  </>
);

const columns = (path: string): readonly Column<AuditFinding>[] => [
  {
    id: 'severity',
    header: 'Severity',
    cell: ({ severity }) => (
      <Badge color={COLORS[severity]}>
        {severity.slice(0, 1).toUpperCase() + severity.slice(1)}
      </Badge>
    ),
    text: ({ severity }) => ORDER.indexOf(severity),
  },
  {
    id: 'title',
    header: 'Finding',
    isRowHeader: true,
    cell: ({ title, text, evidence = [] }) => (
      <>
        <Box variant="strong">{title}</Box>
        <div>{text}</div>
        {evidence.map(({ text: fact, eventId }) => (
          <Box key={fact} variant="small">
            {fact}{' '}
            {eventId === undefined ? null : (
              <PageLink to={`/events/${eventId}`}>View event</PageLink>
            )}
          </Box>
        ))}
      </>
    ),
    text: ({ title, text }) => `${title} ${text}`,
  },
  { id: 'rule', header: 'Rule', cell: ({ rule }) => rule, text: ({ rule }) => rule },
  {
    id: 'grants',
    header: 'Grants',
    cell: ({ grantIds }) => <GrantLinks ids={grantIds} path={path} />,
    text: ({ grantIds }) => grantIds.join(' '),
  },
];

const Plan = ({ audit }: { readonly audit: GrantsAudit }) => {
  const commands = audit.plan.flatMap((fix) => fix.commands);
  return (
    <Container
      header={
        <Header
          variant="h2"
          counter={`(${audit.plan.length})`}
          description="Nothing here runs by itself: read each command, then run it where the AWS CLI is signed in."
        >
          Fix plan
        </Header>
      }
    >
      <SpaceBetween size="m">
        {audit.plan.map(({ text, grantIds, commands: own, risk }) => (
          <SpaceBetween key={`${text} ${grantIds.join(' ')}`} size="xs">
            <StatusIndicator type={risk === 'review' ? 'warning' : 'success'}>
              {risk === 'review' ? 'Look first' : 'Safe'}: {text}
            </StatusIndicator>
            <CopyBlock text={own.join('\n')} what="commands" />
          </SpaceBetween>
        ))}
        {commands.length === 0 ? (
          <Box color="text-body-secondary">There is nothing to fix.</Box>
        ) : null}
      </SpaceBetween>
    </Container>
  );
};

const byWeight = (a: AuditFinding, b: AuditFinding): number =>
  ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity);

/** What is wrong or left over among the grants of the key, and how to mend it. */
export const GrantsAuditView = ({ metadata }: OfKey) => {
  const { region } = useAwsClient();
  const { KeyId: keyId = '', KeyManager } = metadata;
  const audit = useLoad(`audit ${region} ${keyId}`, (signal) =>
    auditGrants({ region, keyId }, signal),
  );
  return (
    <FailureOr of={audit}>
      {(found) => (
        <SpaceBetween size="l">
          {found.truncated ? (
            <Alert type="warning">The key has more grants than were looked at.</Alert>
          ) : null}
          <AwsTable
            title="Findings"
            name="audit"
            wrapLines
            description={`Of ${counted(found.grants, 'grant')}: duplicates, leftovers, what is broader than it need be, and what nobody used.`}
            columns={columns(keyPath(keyId, KeyManager))}
            loadKey={JSON.stringify(found.findings)}
            load={async () => ({ items: found.findings.toSorted(byWeight) })}
            idOf={({ rule, grantIds }) => `${rule} ${grantIds.join(' ')}`}
            empty="Nothing to find fault with"
            filterLabel="Filter findings"
            actions={<Button onClick={audit.reload}>Audit again</Button>}
          />
          <Plan audit={found} />
          {found.remarks.map((remark) => (
            <StatusIndicator key={remark} type="info">
              {remark}
            </StatusIndicator>
          ))}
        </SpaceBetween>
      )}
    </FailureOr>
  );
};
