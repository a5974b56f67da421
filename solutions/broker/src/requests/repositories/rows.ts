import type { AccessRequest, Grant, Person, RequestState } from '../../model/index.ts';

export interface RequestRow {
  readonly id: string;
  readonly version: number;
  readonly state: string;
  readonly document: string;
  readonly created_at: number;
  readonly pending_until: number;
  readonly starts_at: number | null;
  readonly ends_at: number | null;
}

type Approval = AccessRequest['approvals'][number];
type Review = NonNullable<AccessRequest['review']>;

/** Members of a request that have no column of their own; times are milliseconds. */
interface RequestDocument {
  readonly requester: Person;
  readonly targets: AccessRequest['targets'];
  readonly justification: string;
  readonly fields: readonly (readonly [string, string])[];
  readonly durationSeconds: number;
  readonly startAt?: number | undefined;
  readonly sessionPolicy?: string | undefined;
  readonly breakGlass: boolean;
  readonly extends?: string | undefined;
  readonly requirement: AccessRequest['requirement'];
  readonly autoApproval?: AccessRequest['autoApproval'];
  readonly approvals: readonly (Omit<Approval, 'at'> & { readonly at: number })[];
  readonly counted?: AccessRequest['counted'];
  readonly escalated: readonly string[];
  readonly closedAt?: number | undefined;
  readonly closedReason?: string | undefined;
  readonly closedBy?: string | undefined;
  readonly review?: (Omit<Review, 'at'> & { readonly at?: number | undefined }) | undefined;
}

const millis = (at: Date | undefined): number | undefined => at?.getTime();

const date = (at: number | null | undefined): Date | undefined =>
  at === null || at === undefined ? undefined : new Date(at);

export const toDocument = (request: AccessRequest): string =>
  JSON.stringify({
    requester: request.requester,
    targets: request.targets,
    justification: request.justification,
    fields: [...request.fields],
    durationSeconds: request.durationSeconds,
    startAt: millis(request.startAt),
    sessionPolicy: request.sessionPolicy,
    breakGlass: request.breakGlass,
    extends: request.extends,
    requirement: request.requirement,
    autoApproval: request.autoApproval,
    approvals: request.approvals.map((approval) => ({ ...approval, at: approval.at.getTime() })),
    counted: request.counted,
    escalated: request.escalated,
    closedAt: millis(request.closedAt),
    closedReason: request.closedReason,
    closedBy: request.closedBy,
    review: request.review && { ...request.review, at: millis(request.review.at) },
  } satisfies RequestDocument);

export const toRequest = (row: RequestRow): AccessRequest => {
  const document = JSON.parse(row.document) as RequestDocument;
  const { requester, requirement, review } = document;
  return {
    id: row.id,
    version: row.version,
    // Written by toDocument's caller from a request.
    state: row.state as RequestState,
    requester: { ...requester, email: requester.email },
    targets: document.targets,
    justification: document.justification,
    fields: new Map(document.fields),
    durationSeconds: document.durationSeconds,
    startAt: date(document.startAt),
    sessionPolicy: document.sessionPolicy,
    breakGlass: document.breakGlass,
    extends: document.extends,
    requirement: { ...requirement, breakGlass: requirement.breakGlass },
    autoApproval: document.autoApproval,
    approvals: document.approvals.map((approval) => ({ ...approval, at: new Date(approval.at) })),
    counted: document.counted,
    escalated: document.escalated,
    createdAt: new Date(row.created_at),
    pendingUntil: new Date(row.pending_until),
    startsAt: date(row.starts_at),
    endsAt: date(row.ends_at),
    closedAt: date(document.closedAt),
    closedReason: document.closedReason,
    closedBy: document.closedBy,
    review: review && {
      state: review.state,
      by: review.by,
      comment: review.comment,
      at: date(review.at),
    },
  };
};

const LONGEST_WORDS = 8192;

/** Lower case, without control characters, as PostgreSQL's TEXT takes it. */
export const searchable = (text: string): string =>
  text
    .toWellFormed()
    .toLowerCase()
    .replaceAll(/\p{Cc}+/gu, ' ');

/** What a text search looks into: id, justification, requester's name and the fields. */
export const wordsOf = ({ id, requester, justification, fields }: AccessRequest): string =>
  searchable([id, requester.name, ...fields.values(), justification].join('\n')).slice(
    0,
    LONGEST_WORDS,
  );

/** The grants of a request, none before access was given. */
export const grantsOf = (request: AccessRequest): readonly Grant[] => {
  const { id, targets, requester, startsAt, endsAt, sessionPolicy } = request;
  if (startsAt === undefined || endsAt === undefined) return [];
  return targets.map((target, at) => ({
    id: `${id}.${at + 1}`,
    requestId: id,
    target,
    requester,
    startsAt,
    endsAt,
    sessionPolicy,
  }));
};
