import type { AccessRequest } from '../../model/index.ts';

const time = (at: Date | undefined): string => at?.toISOString() ?? '';

const COLUMNS: readonly (readonly [string, (request: AccessRequest) => string])[] = [
  ['id', ({ id }) => id],
  ['state', ({ state }) => state],
  ['requester_id', ({ requester }) => requester.id],
  ['requester_issuer', ({ requester }) => requester.issuer],
  ['requester_subject', ({ requester }) => requester.subject],
  ['requester_name', ({ requester }) => requester.name],
  ['requester_email', ({ requester }) => requester.email ?? ''],
  ['accounts', ({ targets }) => targets.map(({ account }) => account).join(' ')],
  ['roles', ({ targets }) => targets.map(({ roleArn }) => roleArn).join(' ')],
  ['justification', ({ justification }) => justification],
  ['fields', ({ fields }) => [...fields].map(([name, value]) => `${name}=${value}`).join('; ')],
  ['duration_seconds', ({ durationSeconds }) => String(durationSeconds)],
  ['narrowed', ({ sessionPolicy }) => (sessionPolicy === undefined ? 'no' : 'yes')],
  ['break_glass', ({ breakGlass }) => (breakGlass ? 'yes' : 'no')],
  ['extends', (request) => request.extends ?? ''],
  ['policy_version', ({ requirement }) => String(requirement.policyVersion)],
  ['rules', ({ requirement }) => requirement.ruleIds.join(' ')],
  ['automatic_approval', ({ autoApproval }) => (autoApproval ? autoApproval.ruleId : '')],
  ['decisions', ({ approvals }) => approvals.map(decision).join('; ')],
  ['created_at', ({ createdAt }) => time(createdAt)],
  ['starts_at', ({ startsAt }) => time(startsAt)],
  ['ends_at', ({ endsAt }) => time(endsAt)],
  ['closed_at', ({ closedAt }) => time(closedAt)],
  ['closed_by', ({ closedBy }) => closedBy ?? ''],
  ['closed_reason', ({ closedReason }) => closedReason ?? ''],
  ['review', ({ review }) => review?.state ?? ''],
  ['review_by', ({ review }) => review?.by ?? ''],
  ['review_comment', ({ review }) => review?.comment ?? ''],
];

const decision = (approval: AccessRequest['approvals'][number]): string =>
  `${approval.decision} by ${approval.name} (${approval.person}) at ${time(approval.at)}`;

// A spreadsheet takes a cell that begins so for a formula and would run it (OWASP, "CSV Injection"). The apostrophe makes
// it text. White space before it does not help the reader, so it does not help the attacker either.
const FORMULA = /^\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|^[\t\r\n]/;

/** RFC 4180 §2: quoted where it has to be. */
export const csvCell = (text: string): string => {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

const line = (cells: readonly string[]): string => `${cells.map(csvCell).join(',')}\r\n`;

export const csvHeader = (): string => line(COLUMNS.map(([name]) => name));

export const csvRow = (request: AccessRequest): string =>
  line(COLUMNS.map(([, cell]) => cell(request)));
