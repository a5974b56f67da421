import type { z } from '@hono/zod-openapi';
import type {
  AccessRequest,
  ApprovalStep,
  AutoApproval,
  Catalog,
  Cut,
  Eligible,
  Explanation,
  Issued,
  IssuedSession,
  Person,
  RequestTemplate,
  RequestView,
  StepView,
  Target,
} from '../model/index.ts';
import type * as Parts from './schemas/parts.ts';
import type * as Dto from './schemas/requests.ts';

const iso = (at: Date | undefined): string | undefined => at?.toISOString();

export const personView = ({ id, name, email }: Person): z.input<typeof Parts.Person> => ({
  id,
  name,
  email,
});

const roleNameOf = (arn: string): string => arn.slice(arn.indexOf('/') + 1);

export const targetView = (
  { account, roleArn }: Target,
  catalog: Catalog,
): z.input<typeof Parts.NamedTarget> => ({
  account,
  roleArn,
  accountName: catalog.accounts.get(account)?.name ?? account,
  roleName: catalog.roles.get(roleArn)?.name ?? roleNameOf(roleArn),
});

const stepView = ({
  name,
  groups,
  quorum,
  escalation,
}: ApprovalStep): z.input<typeof Parts.ApprovalStep> => ({
  name,
  groups: [...groups],
  quorum,
  escalation: escalation && { ...escalation, groups: [...escalation.groups] },
});

const automaticWords = (auto: AutoApproval | undefined): string | undefined =>
  auto &&
  (auto.by === 'rule'
    ? `Rule ${auto.ruleId} asks for no approval.`
    : `Rule ${auto.ruleId}: ${auto.evidence.join('; ')}`);

const reviewView = (review: AccessRequest['review']): z.input<typeof Dto.AccessRequest>['review'] =>
  review && {
    state: review.state,
    by: review.by,
    comment: review.comment,
    at: iso(review.at),
  };

export const requestView = (
  request: AccessRequest,
  catalog: Catalog,
): z.input<typeof Dto.AccessRequest> => ({
  id: request.id,
  version: request.version,
  state: request.state,
  requester: personView(request.requester),
  targets: request.targets.map((target) => targetView(target, catalog)),
  justification: request.justification,
  fields: Object.fromEntries(request.fields),
  durationSeconds: request.durationSeconds,
  startAt: iso(request.startAt),
  sessionPolicy: request.sessionPolicy,
  breakGlass: request.breakGlass,
  extends: request.extends,
  policyVersion: request.requirement.policyVersion,
  steps: request.requirement.steps.map(stepView),
  automatic: automaticWords(request.autoApproval),
  approvals: request.approvals.map(({ person, name, decision, comment, durationSeconds, at }) => ({
    person: { id: person, name },
    decision,
    comment,
    durationSeconds,
    at: at.toISOString(),
  })),
  createdAt: request.createdAt.toISOString(),
  pendingUntil: request.pendingUntil.toISOString(),
  startsAt: iso(request.startsAt),
  endsAt: iso(request.endsAt),
  closedAt: iso(request.closedAt),
  closedReason: request.closedReason,
  review: reviewView(request.review),
});

export const sessionView = (session: IssuedSession): z.input<typeof Dto.IssuedSession> => ({
  id: session.id,
  grant: session.grantId,
  kind: session.kind,
  roleSessionName: session.roleSessionName,
  state: session.state,
  accessKeyId: session.accessKeyId,
  askedAt: session.askedAt.toISOString(),
  expiresAt: iso(session.expiresAt),
});

const cutView = ({
  grantId,
  state,
  latencyMilliseconds,
  detail,
}: Cut): z.input<typeof Dto.Cut> => ({ grant: grantId, state, latencyMilliseconds, detail });

const stepWithPeople = (
  step: ApprovalStep & { readonly couldApprove: readonly Person[] },
): z.input<typeof Parts.StepWithPeople> => ({
  ...stepView(step),
  couldApprove: step.couldApprove.map(personView),
});

const judgedStep = (step: StepView): z.input<typeof Dto.StepView> => ({
  ...stepWithPeople(step),
  approvedBy: step.approvedBy.map(personView),
  satisfied: step.satisfied,
  escalated: step.escalated,
});

export const wholeView = (
  view: RequestView,
  catalog: Catalog,
): z.input<typeof Dto.RequestView> => ({
  request: requestView(view.request, catalog),
  steps: view.steps.map(judgedStep),
  sessions: view.sessions.map(sessionView),
  cuts: view.cuts.map(cutView),
  may: view.may,
  unapprovable: view.unapprovable,
});

export const issuedView = (issued: Issued): z.input<typeof Dto.Issued> => ({
  session: sessionView(issued.session),
  ...(issued.kind === 'console'
    ? { url: issued.url }
    : {
        credentials: {
          Version: 1,
          AccessKeyId: issued.credentials.accessKeyId,
          SecretAccessKey: issued.credentials.secretAccessKey,
          SessionToken: issued.credentials.sessionToken,
          Expiration: issued.credentials.expiration.toISOString(),
        },
      }),
});

const automaticOf = ({ automatic }: Eligible['requirement']): 'never' | 'conditions' | 'always' => {
  if (automatic.some(({ kind }) => kind === 'always')) return 'always';
  return automatic.length > 0 ? 'conditions' : 'never';
};

export const eligibleView = (
  { target, ruleId, requirement, fields }: Eligible,
  catalog: Catalog,
): z.input<typeof Dto.Eligible> => ({
  target: targetView(target, catalog),
  ruleId,
  maxDurationSeconds: requirement.maxDurationSeconds,
  steps: requirement.steps.map(stepView),
  automatic: automaticOf(requirement),
  breakGlassSeconds: requirement.breakGlass?.maxDurationSeconds,
  fields: [...fields],
});

export const explanationView = (answer: Explanation): z.input<typeof Dto.Explanation> => ({
  eligible: answer.eligible,
  because: answer.because,
  maxDurationSeconds: answer.maxDurationSeconds,
  fields: [...answer.fields],
  steps: answer.steps.map(stepWithPeople),
  automatic: [...answer.automatic],
  breakGlass: answer.breakGlass,
});

export const templateView = (template: RequestTemplate): z.input<typeof Dto.Template> => ({
  ...template,
  targets: [...template.targets],
});
