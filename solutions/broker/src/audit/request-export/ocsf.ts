import type { AccessRequest } from '../../model/index.ts';
import {
  accountResource,
  entityObject,
  OCSF_VERSION,
  personObject,
  productObject,
  type Product,
  roleObject,
  userObject,
} from './ocsf-objects.ts';

// Categories, classes and activities by their numbers and captions in the schema. Since 1.9.0, User Management takes the
// place of User Access Management (3005).
const CATEGORY = { category_uid: 3, category_name: 'Identity & Access Management' };
const USER_MANAGEMENT = { class_uid: 3007, class_name: 'User Management' };
const ENTITY_MANAGEMENT = { class_uid: 3004, class_name: 'Entity Management' };

const ACTIVITIES = {
  created: { ...ENTITY_MANAGEMENT, activity_id: 1, activity_name: 'Create' },
  updated: { ...ENTITY_MANAGEMENT, activity_id: 3, activity_name: 'Update' },
  assigned: { ...USER_MANAGEMENT, activity_id: 16, activity_name: 'Assign Roles' },
  removed: { ...USER_MANAGEMENT, activity_id: 17, activity_name: 'Remove Roles' },
};

const INFORMATIONAL = { severity_id: 1, severity: 'Informational' };
const LOW = { severity_id: 2, severity: 'Low' };
const MEDIUM = { severity_id: 3, severity: 'Medium' };
const SUCCESS = { status_id: 1, status: 'Success' };
const FAILURE = { status_id: 2, status: 'Failure' };

interface Happening {
  /** Unique within its request. */
  readonly name: string;
  readonly activity: (typeof ACTIVITIES)[keyof typeof ACTIVITIES];
  readonly at: Date;
  readonly actor: object;
  readonly message: string;
  readonly severity: object;
  readonly outcome: object;
  /** What the class wants beside the base event. */
  readonly members: object;
}

/** What happened to a request so far, one OCSF event each, in the order of time. */
export const ocsfEvents = (request: AccessRequest, product: Product): readonly object[] =>
  happenings(request)
    .toSorted((a, b) => a.at.getTime() - b.at.getTime())
    .map((happening) => event(request, happening, product));

const event = (request: AccessRequest, happening: Happening, product: Product): object => {
  const { activity, at, actor, message, severity, outcome, members, name } = happening;
  return {
    ...CATEGORY,
    ...activity,
    type_uid: activity.class_uid * 100 + activity.activity_id,
    type_name: `${activity.class_name}: ${activity.activity_name}`,
    time: at.getTime(),
    ...severity,
    ...outcome,
    message,
    metadata: {
      version: OCSF_VERSION,
      product: productObject(product),
      uid: `${request.id}/${name}`,
      correlation_uid: request.id,
      original_time: at.toISOString(),
      log_name: 'access-requests',
    },
    actor: { user: actor },
    ...members,
  };
};

const happenings = (request: AccessRequest): readonly Happening[] => [
  creation(request),
  ...request.approvals.map((approval, at) => decision(request, approval, at)),
  ...assignment(request),
  ...closing(request),
  ...review(request),
];

const severityOf = ({ breakGlass }: AccessRequest): object => (breakGlass ? MEDIUM : INFORMATIONAL);

const entity = (request: AccessRequest, state: string, comment: string): object => ({
  entity: entityObject(request, state),
  comment,
});

const creation = (request: AccessRequest): Happening => ({
  name: 'created',
  activity: ACTIVITIES.created,
  at: request.createdAt,
  actor: userObject(request),
  message: `Access request ${request.id} created`,
  severity: severityOf(request),
  outcome: SUCCESS,
  members: entity(request, 'pending', request.justification),
});

const decision = (
  request: AccessRequest,
  { person, name, decision: verdict, comment, at }: AccessRequest['approvals'][number],
  index: number,
): Happening => ({
  name: `decision-${index + 1}`,
  activity: ACTIVITIES.updated,
  at,
  actor: personObject(person, name),
  message: `Access request ${request.id}: ${verdict}`,
  severity: severityOf(request),
  outcome: SUCCESS,
  members: entity(request, verdict === 'approve' ? 'approved' : 'rejected', comment),
});

const roles = (request: AccessRequest): object => ({
  user: userObject(request),
  iam_roles: request.targets.map(roleObject),
  resources: [...new Set(request.targets.map(({ account }) => account))].map(accountResource),
});

/** Whether the roles were ever usable: a scheduled request that was cancelled or revoked first never was. */
const wasActive = ({ state, startsAt, closedAt }: AccessRequest): boolean =>
  state === 'active' ||
  state === 'ended' ||
  (state === 'revoked' &&
    startsAt !== undefined &&
    closedAt !== undefined &&
    startsAt.getTime() <= closedAt.getTime());

const assignment = (request: AccessRequest): readonly Happening[] => {
  const { startsAt, id } = request;
  if (startsAt === undefined || !wasActive(request)) return [];
  return [
    {
      name: 'assigned',
      activity: ACTIVITIES.assigned,
      at: startsAt,
      actor: personObject('system'),
      message: `Access request ${id}: roles assigned${until(request)}`,
      severity: severityOf(request),
      outcome: SUCCESS,
      members: roles(request),
    },
  ];
};

const until = ({ endsAt }: AccessRequest): string =>
  endsAt === undefined ? '' : ` until ${endsAt.toISOString()}`;

const closing = (request: AccessRequest): readonly Happening[] => {
  const { closedAt, closedBy, closedReason, state, id } = request;
  // A rejection is in its decision already.
  if (closedAt === undefined || state === 'rejected') return [];
  const common = {
    name: 'closed',
    at: closedAt,
    actor: personObject(closedBy ?? 'system'),
    message: `Access request ${id}: ${state}${closedReason === undefined ? '' : ` (${closedReason})`}`,
  };
  return [
    wasActive(request)
      ? {
          ...common,
          activity: ACTIVITIES.removed,
          severity: state === 'revoked' ? LOW : INFORMATIONAL,
          outcome: SUCCESS,
          members: roles(request),
        }
      : {
          ...common,
          activity: ACTIVITIES.updated,
          severity: INFORMATIONAL,
          outcome: state === 'expired' ? FAILURE : SUCCESS,
          members: entity(request, state, closedReason ?? ''),
        },
  ];
};

const review = (request: AccessRequest): readonly Happening[] => {
  const found = request.review;
  if (found?.at === undefined || found.by === undefined) return [];
  return [
    {
      name: 'reviewed',
      activity: ACTIVITIES.updated,
      at: found.at,
      actor: personObject(found.by),
      message: `Access request ${request.id}: use reviewed, ${found.state}`,
      severity: found.state === 'abuse' ? MEDIUM : INFORMATIONAL,
      outcome: SUCCESS,
      members: entity(request, `reviewed: ${found.state}`, found.comment ?? ''),
    },
  ];
};
