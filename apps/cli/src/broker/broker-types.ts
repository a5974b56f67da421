// Made from the broker’s OpenAPI document by tools/generate-broker-types.ts; not to be edited.

export type StepWithPeople = ApprovalStep & {
  couldApprove: Person[];
};
export type RequestState =
  | 'pending'
  | 'scheduled'
  | 'active'
  | 'ended'
  | 'revoked'
  | 'rejected'
  | 'cancelled'
  | 'expired';
export type StepView = StepWithPeople & {
  approvedBy: Person[];
  satisfied: boolean;
  escalated: boolean;
};
export type PolicyDocument = PolicyVersion & {
  document: string;
};

export interface Operations {
  'GET /v1/sign-in': {
    path: {};
    query: {};
    answer: SignInConfiguration;
  };
  'GET /v1/schemas/access-policy.json': {
    path: {};
    query: {};
    answer: {
      [k: string]: unknown;
    };
  };
  'GET /v1/me': {
    path: {};
    query: {};
    answer: Me;
  };
  'GET /v1/eligible': {
    path: {};
    query: {
      cursor?: string;
      limit?: number;
      query?: string;
    };
    answer: EligiblePage;
  };
  'POST /v1/explain': {
    path: {};
    query: {};
    body: Question;
    answer: Explanation;
  };
  'GET /v1/templates': {
    path: {};
    query: {};
    answer: {
      templates: Template[];
    };
  };
  'GET /v1/requests': {
    path: {};
    query: {
      cursor?: string;
      limit?: number;
      state?: string;
      account?: string;
      roleArn?: string;
      requester?: string;
      from?: string;
      to?: string;
      text?: string;
      scope?: 'mine' | 'review' | 'all';
    };
    answer: RequestPage;
  };
  'POST /v1/requests': {
    path: {};
    query: {};
    body: NewRequest;
    answer: AccessRequest;
  };
  'GET /v1/requests/{id}': {
    path: {
      id: string;
    };
    query: {};
    answer: RequestView;
  };
  'POST /v1/requests/{id}/approve': {
    path: {
      id: string;
    };
    query: {};
    body: Decision;
    answer: AccessRequest;
  };
  'POST /v1/requests/{id}/reject': {
    path: {
      id: string;
    };
    query: {};
    body: Rejection;
    answer: AccessRequest;
  };
  'POST /v1/requests/{id}/cancel': {
    path: {
      id: string;
    };
    query: {};
    body: {};
    answer: AccessRequest;
  };
  'POST /v1/requests/{id}/end': {
    path: {
      id: string;
    };
    query: {};
    body: Ending;
    answer: AccessRequest;
  };
  'POST /v1/requests/{id}/extend': {
    path: {
      id: string;
    };
    query: {};
    body: Extension;
    answer: AccessRequest;
  };
  'POST /v1/requests/{id}/review': {
    path: {
      id: string;
    };
    query: {};
    body: ReviewVerdict;
    answer: AccessRequest;
  };
  'POST /v1/requests/{id}/sessions': {
    path: {
      id: string;
    };
    query: {};
    body: Invocation;
    answer: Issued;
  };
  'GET /v1/requests/{id}/insight': {
    path: {
      id: string;
    };
    query: {};
    answer: Insight;
  };
  'GET /v1/requests/{id}/activity': {
    path: {
      id: string;
    };
    query: {};
    answer: Activity;
  };
  'GET /v1/requests/{id}/timeline': {
    path: {
      id: string;
    };
    query: {};
    answer: {
      entries: TimelineEntry[];
    };
  };
  'GET /v1/findings': {
    path: {};
    query: {};
    answer: {
      findings: Finding[];
    };
  };
  'GET /v1/audit/export': {
    path: {};
    query: {
      state?: string;
      account?: string;
      roleArn?: string;
      requester?: string;
      from?: string;
      to?: string;
      text?: string;
      format?: 'csv' | 'json' | 'ocsf';
    };
    answer: string;
  };
  'GET /v1/audit/log': {
    path: {};
    query: {
      from?: number | null;
    };
    answer: string;
  };
  'GET /v1/audit/checkpoints': {
    path: {};
    query: {};
    answer: Checkpoints;
  };
  'GET /v1/audit/hashes': {
    path: {};
    query: {};
    answer: string;
  };
  'GET /v1/audit/proof': {
    path: {};
    query: {
      sequence?: number | null;
      size?: number;
    };
    answer: InclusionProof;
  };
  'GET /v1/audit/health': {
    path: {};
    query: {};
    answer: Health;
  };
  'GET /v1/policy': {
    path: {};
    query: {};
    answer: PolicyDocument;
  };
  'GET /v1/policy/versions': {
    path: {};
    query: {};
    answer: {
      versions: PolicyVersion[];
    };
  };
  'GET /v1/policy/versions/{version}': {
    path: {
      version: number;
    };
    query: {};
    answer: PolicyDocument;
  };
  'POST /v1/policy/plan': {
    path: {};
    query: {};
    body: PolicyDraft;
    answer: PolicyPlan;
  };
  'POST /v1/policy/proposals': {
    path: {};
    query: {};
    body: NewProposal;
    answer: Proposal;
  };
  'GET /v1/policy/proposals': {
    path: {};
    query: {};
    answer: {
      proposals: Proposal[];
    };
  };
  'POST /v1/policy/proposals/{id}/approve': {
    path: {
      id: string;
    };
    query: {};
    body: ProposalDecision;
    answer: Proposal;
  };
  'POST /v1/policy/proposals/{id}/reject': {
    path: {
      id: string;
    };
    query: {};
    body: ProposalDecision;
    answer: Proposal;
  };
  'POST /v1/policy/proposals/{id}/withdraw': {
    path: {
      id: string;
    };
    query: {};
    body: ProposalDecision;
    answer: Proposal;
  };
}
export interface SignInConfiguration {
  issuer: string;
  clientId: string;
  scopes: string[];
  authorizationEndpoint: string;
  tokenEndpoint: string;
  endSessionEndpoint?: string;
  deviceAuthorizationEndpoint?: string;
  loopbackPorts: number[];
  loopbackHost: '127.0.0.1' | 'localhost';
}
export interface Me {
  person: Person;
  groups: string[];
  may: {
    audit: boolean;
    administerPolicy: boolean;
    endAny: boolean;
    reviewBreakGlass: boolean;
  };
  waiting: number;
}
export interface Person {
  id: string;
  name: string;
  email?: string;
}
export interface EligiblePage {
  eligible: Eligible[];
  nextCursor?: string;
}
export interface Eligible {
  target: NamedTarget;
  ruleId: string;
  maxDurationSeconds: number;
  steps: ApprovalStep[];
  automatic: 'never' | 'conditions' | 'always';
  breakGlassSeconds?: number;
  fields: FieldRule[];
}
export interface NamedTarget {
  account: string;
  accountName: string;
  roleArn: string;
  roleName: string;
}
export interface ApprovalStep {
  name: string;
  groups: string[];
  quorum: number;
  escalation?: {
    afterSeconds: number;
    groups: string[];
  };
}
export interface FieldRule {
  name: string;
  label: string;
  required: boolean;
  pattern?: string;
}
export interface Question {
  /**
   * @minItems 1
   * @maxItems 20
   */
  targets: Target[];
  breakGlass?: boolean;
}
export interface Target {
  account: string;
  roleArn: string;
}
export interface Explanation {
  eligible: boolean;
  because?: {
    code: string;
    message: string;
    ruleId?: string;
  };
  maxDurationSeconds?: number;
  fields: FieldRule[];
  steps: StepWithPeople[];
  automatic: string[];
  breakGlass: boolean;
}
export interface Template {
  id: string;
  title: string;
  targets: Target[];
  durationSeconds: number;
  justification: string;
  sessionPolicy?: string;
}
export interface RequestPage {
  requests: AccessRequest[];
  nextCursor?: string;
}
export interface AccessRequest {
  id: string;
  version: number;
  state: RequestState;
  requester: Person;
  targets: NamedTarget[];
  justification: string;
  fields: Fields;
  durationSeconds: number;
  startAt?: string;
  sessionPolicy?: string;
  breakGlass: boolean;
  extends?: string;
  policyVersion: number;
  steps: ApprovalStep[];
  automatic?: string;
  approvals: Approval[];
  createdAt: string;
  pendingUntil: string;
  startsAt?: string;
  endsAt?: string;
  closedAt?: string;
  closedReason?: string;
  review?: {
    state: 'due' | 'accepted' | 'abuse';
    by?: string;
    comment?: string;
    at?: string;
  };
}
export interface Fields {
  [k: string]: string;
}
export interface Approval {
  person: Person;
  decision: 'approve' | 'reject';
  comment: string;
  durationSeconds?: number;
  at: string;
}
export interface NewRequest {
  /**
   * @minItems 1
   * @maxItems 20
   */
  targets: Target[];
  justification: string;
  durationSeconds: number;
  startAt?: string;
  fields?: Fields;
  sessionPolicy?: string;
  breakGlass?: boolean;
}
export interface RequestView {
  request: AccessRequest;
  steps: StepView[];
  sessions: IssuedSession[];
  cuts: Cut[];
  may: {
    approve: boolean;
    reject: boolean;
    cancel: boolean;
    end: boolean;
    extend: boolean;
    invoke: boolean;
    review: boolean;
  };
  unapprovable: boolean;
}
export interface IssuedSession {
  id: string;
  grant: string;
  kind: 'cli' | 'console';
  roleSessionName: string;
  state: 'issuing' | 'issued' | 'unknown' | 'failed';
  accessKeyId?: string;
  askedAt: string;
  expiresAt?: string;
}
export interface Cut {
  grant: string;
  state: 'none-issued' | 'applying' | 'applied' | 'probed' | 'unproven';
  latencyMilliseconds?: number;
  detail?: string;
}
export interface Decision {
  version?: number;
  comment?: string;
  durationSeconds?: number;
}
export interface Rejection {
  version?: number;
  comment?: string;
}
export interface Ending {
  reason?: string;
}
export interface Extension {
  durationSeconds: number;
  justification: string;
  fields?: Fields;
}
export interface ReviewVerdict {
  verdict: 'accepted' | 'abuse';
  comment?: string;
}
export interface Invocation {
  grant?: number;
  kind: 'cli' | 'console';
  destination?: string;
}
export interface Issued {
  session: IssuedSession;
  credentials?: {
    Version: 1;
    AccessKeyId: string;
    SecretAccessKey: string;
    SessionToken: string;
    Expiration: string;
  };
  url?: string;
}
export interface Insight {
  targets: TargetInsight[];
}
export interface TargetInsight {
  grant: number;
  account: string;
  roleArn: string;
  problem?: string;
  administrator: boolean;
  services: {
    service: string;
    accessLevels: string[];
    actions: string[];
    allActions: boolean;
  }[];
  gains: string[];
  escalation: EscalationPath[];
  exfiltration: string[];
  permissionManagement: string[];
}
export interface EscalationPath {
  name: string;
  actions: string[];
  explanation: string;
}
export interface Activity {
  used: UsedAction[];
  denied: (UsedAction & {
    errorCode: string;
  })[];
  unused: string[];
  events: ActivityEvent[];
  complete: boolean;
}
export interface UsedAction {
  action: string;
  count: number;
  last: string;
}
export interface ActivityEvent {
  eventId: string;
  at: string;
  action: string;
  region: string;
  errorCode?: string;
  sourceIp?: string;
  resources: string[];
  session: string;
}
export interface TimelineEntry {
  sequence: number;
  at: string;
  type: string;
  actor: string;
  actorName: string;
  data: {
    [k: string]: unknown;
  };
}
export interface Finding {
  id: string;
  type: string;
  severity: 'LOW' | 'MEDIUM' | 'HIGH' | 'CRITICAL';
  title: string;
  description: string;
  account: string;
  resource: string;
  state: 'active' | 'resolved';
  firstSeenAt: string;
  lastSeenAt: string;
}
export interface Checkpoints {
  checkpoints: string[];
  publicKey: string;
}
export interface InclusionProof {
  sequence: number;
  leaf: string;
  leafHash: string;
  size: number;
  root: string;
  proof: string[];
}
export interface Health {
  audit: {
    state: 'signed' | 'current' | 'broken' | 'unknown';
    size?: number;
    fault?: string;
  };
  violations: {
    requestId: string;
    rule: string;
    detail: string;
  }[];
  requestsChecked: number;
  catalog: {
    version: number;
    syncedAt?: string;
    problem?: string;
    failing: {
      account: string;
      problem: string;
    }[];
  };
}
export interface PolicyVersion {
  version: number;
  sha256: string;
  comment: string;
  proposedBy?: Person;
  approvedBy?: Person;
  at: string;
}
export interface PolicyDraft {
  document: string;
}
export interface PolicyPlan {
  baseVersion: number;
  changes: PolicyChange[];
  problems: PolicyProblem[];
  complete: boolean;
  text?: string;
}
export interface PolicyChange {
  kind: 'gains' | 'loses' | 'changes';
  who: string;
  account: string;
  roleArn: string;
  detail: string;
}
export interface PolicyProblem {
  code: string;
  severity: 'error' | 'warning';
  message: string;
  ruleId?: string;
  line?: number;
}
export interface NewProposal {
  document: string;
  comment: string;
}
export interface Proposal {
  id: string;
  state: 'pending' | 'approved' | 'rejected' | 'withdrawn' | 'superseded';
  baseVersion: number;
  comment: string;
  proposedBy: Person;
  decidedBy?: Person;
  at: string;
  decidedAt?: string;
  document: string;
  plan?: PolicyPlan;
  mayDecide: boolean;
}
export interface ProposalDecision {
  comment?: string;
}
export interface Failure {
  error: {
    code: string;
    message: string;
    details?: {
      [k: string]: unknown;
    };
  };
}
