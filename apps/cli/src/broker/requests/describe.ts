import { printable, type Style, styled, type Terminal } from '../../terminal.ts';
import { inWords, timeInWords } from '../../words.ts';
import type {
  AccessRequest,
  Approval,
  ApprovalStep,
  Cut,
  IssuedSession,
  NamedTarget,
  Person,
  RequestState,
  RequestView,
  StepView,
} from '../broker-types.ts';

const STYLES: Readonly<Record<RequestState, Style>> = {
  pending: 'yellow',
  scheduled: 'cyan',
  active: 'green',
  ended: 'dim',
  revoked: 'red',
  rejected: 'red',
  cancelled: 'dim',
  expired: 'dim',
};

export const stateOf = ({ state }: AccessRequest, terminal: Terminal): string =>
  styled(terminal, STYLES[state], state);

/** `TempAccessRoleS3Admin in workloads (111122223333)` */
export const targetInWords = ({ account, accountName, roleName }: NamedTarget): string =>
  `${roleName} in ${accountName === account ? account : `${accountName} (${account})`}`;

export const namesOf = (people: readonly Person[]): string =>
  people.map(({ name }) => name).join(', ');

/** `1 of security-approvers` */
export const stepInWords = ({ quorum, groups }: ApprovalStep): string =>
  `${quorum} of ${groups.join(' or ')}`;

/** The request in one line. */
export const headline = (request: AccessRequest, terminal: Terminal): string => {
  const what = request.targets.map(targetInWords).join(', ');
  return `${request.id} ${stateOf(request, terminal)}: ${printable(what)} for ${inWords(request.durationSeconds)}\n`;
};

type Line = readonly [string, string | undefined];

const linesOf = (lines: readonly Line[]): string => {
  const known = lines.filter(([, text]) => text !== undefined && text !== '');
  const width = Math.max(...known.map(([name]) => name.length));
  return known
    .map(([name, text]) => `  ${name.padEnd(width)}  ${printable(text ?? '')}\n`)
    .join('');
};

const windowOf = ({ startAt, startsAt, endsAt, pendingUntil, state }: AccessRequest): Line[] => [
  ['wanted from', startAt === undefined ? undefined : timeInWords(startAt)],
  ['from', startsAt === undefined ? undefined : timeInWords(startsAt)],
  ['until', endsAt === undefined ? undefined : timeInWords(endsAt)],
  ['decide by', state === 'pending' ? timeInWords(pendingUntil) : undefined],
];

const approvalInWords = ({ person, decision, comment, durationSeconds, at }: Approval): string =>
  `${person.name} ${decision === 'approve' ? 'approved' : 'rejected'} at ${timeInWords(at)}` +
  `${durationSeconds === undefined ? '' : ` for ${inWords(durationSeconds)}`}${comment === '' ? '' : `: ${comment}`}`;

const reviewInWords = ({ review }: AccessRequest): string | undefined =>
  review && `${review.state}${review.comment === undefined ? '' : `: ${review.comment}`}`;

const stepLine = (step: StepView): string => {
  const { name, approvedBy, satisfied, escalated, couldApprove } = step;
  const state = satisfied ? 'done' : escalated ? 'open, escalated' : 'open';
  const who = satisfied
    ? `by ${namesOf(approvedBy)}`
    : `could approve: ${couldApprove.length === 0 ? 'nobody' : namesOf(couldApprove)}`;
  return `${name}: ${stepInWords(step)}, ${state}; ${who}`;
};

const sessionLine = ({ grant, kind, state, expiresAt, accessKeyId }: IssuedSession): string =>
  `${kind} of ${grant}, ${state}${accessKeyId === undefined ? '' : ` as ${accessKeyId}`}` +
  (expiresAt === undefined ? '' : ` until ${timeInWords(expiresAt)}`);

const cutLine = ({ grant, state, latencyMilliseconds, detail }: Cut): string =>
  `${grant}: ${state}${latencyMilliseconds === undefined ? '' : ` after ${Math.round(latencyMilliseconds)} ms`}` +
  (detail === undefined ? '' : `; ${detail}`);

const numbered = (name: string, lines: readonly string[]): Line[] =>
  lines.map((line, index) => [index === 0 ? name : '', line]);

const mayInWords = (may: RequestView['may']): string =>
  Object.entries(may)
    .filter(([, allowed]) => allowed)
    .map(([name]) => (name === 'invoke' ? 'creds, console' : name))
    .join(', ');

/** Everything about a request, as the person sees it. */
export const describe = (view: RequestView, terminal: Terminal): string => {
  const { request, steps, sessions, cuts, may, unapprovable } = view;
  const isOpen = request.state === 'pending';
  return (
    headline(request, terminal) +
    linesOf([
      ['who', request.requester.name],
      ...numbered(
        'roles',
        request.targets.map(({ roleArn }) => roleArn),
      ),
      ['why', request.justification],
      ...numbered(
        'fields',
        Object.entries(request.fields).map(([name, value]) => `${name}: ${value}`),
      ),
      ['session policy', request.sessionPolicy],
      ['break-glass', request.breakGlass ? 'yes' : undefined],
      ['extends', request.extends],
      ['asked at', timeInWords(request.createdAt)],
      ...windowOf(request),
      ...numbered('steps', isOpen ? steps.map(stepLine) : []),
      ['attention', isOpen && unapprovable ? 'nobody can approve this any more' : undefined],
      ['automatic', request.automatic],
      ...numbered('decisions', request.approvals.map(approvalInWords)),
      [
        'closed',
        request.closedAt && `${timeInWords(request.closedAt)}: ${request.closedReason ?? ''}`,
      ],
      ['review', reviewInWords(request)],
      ...numbered('sessions', sessions.map(sessionLine)),
      ...numbered('cut', cuts.map(cutLine)),
      ['you may', mayInWords(may)],
    ])
  );
};
