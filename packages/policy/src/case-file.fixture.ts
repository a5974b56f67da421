import { readFileSync, readdirSync } from 'node:fs';
import {
  type AuthorizationRequest,
  type NamedPolicy,
  type OrganizationLevel,
  type PolicySet,
  type PolicyType,
  type RawContext,
  type RequestPrincipal,
  compilePolicy,
  requestContext,
} from './index.ts';

type Document = Readonly<Record<string, unknown>>;

interface LevelDocuments {
  readonly targetId: string;
  readonly policies: readonly Document[];
}

/** The policies of a case, as documents. */
export interface PolicyDocuments {
  readonly identity: readonly Document[];
  readonly resource?: Document;
  readonly resourceKind?: 'delegates' | 'trust' | 'kms';
  readonly boundary?: Document;
  readonly session?: readonly Document[];
  readonly scps?: readonly LevelDocuments[];
  readonly rcps?: readonly LevelDocuments[];
  readonly endpoint?: Document;
  readonly grant?: { readonly id: string; readonly delegates?: boolean; readonly toRole?: boolean };
}

/** One case of `cases/*.json`: a request, the policies that apply to it and the answer. */
export interface EvaluationCase {
  readonly name: string;
  /** The document and section that the answer follows from. */
  readonly source: string;
  readonly request: {
    readonly action: string;
    readonly resource: string;
    readonly resourceAccount?: string;
    readonly principal: RequestPrincipal;
    readonly context: RawContext;
  };
  readonly policies: PolicyDocuments;
  readonly expect: {
    readonly allowed: boolean;
    readonly because?: 'explicit-deny' | 'no-allow';
    readonly layer?: string;
  };
}

const folder = new URL('../cases/', import.meta.url);

/** The cases of each file, by the file's name. */
export const caseFiles = (): ReadonlyMap<string, readonly EvaluationCase[]> =>
  new Map(
    readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .map((name) => [name.slice(0, -'.json'.length), readJson(name) as readonly EvaluationCase[]]),
  );

/** One case of `cases/syntax/*.json`: a document and whether it is a policy of its type. */
export interface SyntaxCase {
  readonly name: string;
  readonly source: string;
  readonly type: PolicyType;
  /** A text stands for itself, so that it need not be JSON. */
  readonly document: unknown;
  readonly expect: {
    readonly valid: boolean;
    readonly path?: readonly (string | number)[];
    readonly message?: string;
  };
}

export const syntaxCases = (): readonly SyntaxCase[] =>
  readJson('syntax/policy-grammar.json') as readonly SyntaxCase[];

const readJson = (name: string): unknown => JSON.parse(readFileSync(new URL(name, folder), 'utf8'));

const named = (document: Document, type: PolicyType, id: string): NamedPolicy => ({
  id,
  policy: compilePolicy(document, type),
});

const list = (documents: readonly Document[], type: PolicyType): readonly NamedPolicy[] =>
  documents.map((document, at) => named(document, type, `${type}-${at}`));

const levels = (
  documents: readonly LevelDocuments[] | undefined,
  type: PolicyType,
): readonly OrganizationLevel[] | undefined =>
  documents?.map(({ targetId, policies }) => ({ targetId, policies: list(policies, type) }));

export const compileCase = (documents: PolicyDocuments): PolicySet => {
  const { identity, resource, resourceKind, boundary, session, endpoint, grant } = documents;
  return {
    identity: list(identity, 'identity'),
    resource:
      resource && named(resource, resourceKind === 'trust' ? 'trust' : 'resource', 'resource'),
    resourceKind,
    boundary: boundary && named(boundary, 'boundary', 'boundary'),
    session: session && list(session, 'session'),
    scps: levels(documents.scps, 'scp'),
    rcps: levels(documents.rcps, 'rcp'),
    endpoint: endpoint && named(endpoint, 'endpoint', 'endpoint'),
    grant,
  };
};

export const caseRequest = ({ request }: EvaluationCase): AuthorizationRequest => ({
  ...request,
  resourceAccount: request.resourceAccount,
  context: requestContext(request.context),
});
