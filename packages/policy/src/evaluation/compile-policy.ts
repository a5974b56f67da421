import { parsePolicy } from '../language/parse-policy.ts';
import type { PolicyDocument, PolicyPrincipal } from '../language/policy-document.ts';
import { PolicySyntaxError } from '../language/syntax-error.ts';
import { parseTemplate } from '../matching/template.ts';
import type { PolicyType, RequestContext } from '../model.ts';
import type { CompiledPolicy } from '../policy-set.ts';
import { actionIndex } from './action-index.ts';
import { conditionKeys } from './compile-condition.ts';
import { compileStatement } from './compile-statement.ts';

export interface CompileOptions {
  /**
   * Unique ids (`AROA…`, `AIDA…`) by the ARNs of the principals that the policy names, as they were when it was
   * stored. An ARN found here matches only the principal with that id.
   */
  readonly principalIds?: ReadonlyMap<string, string> | undefined;
}

/** A policy, from its JSON text or the value of it, ready for decisions; throws PolicySyntaxError. */
export const compilePolicy = (
  document: unknown,
  type: PolicyType,
  { principalIds = new Map() }: CompileOptions = {},
): CompiledPolicy => {
  const source = typeof document === 'string' ? document : jsonText(document);
  const parsed = parsePolicy(source, type);
  const variables = parsed.version === '2012-10-17';
  const statements = parsed.statements.map((statement) =>
    compileStatement(statement, { variables, principalIds }),
  );
  return {
    document: source,
    program: {
      type,
      document: parsed,
      statements,
      contextKeys: keysOf(parsed, variables),
      candidates: actionIndex(statements),
    },
  };
};

const jsonText = (document: unknown): string => {
  try {
    return JSON.stringify(document) ?? '';
  } catch {
    // A cycle, a bigint or nesting beyond the stack: no JSON, so no policy.
    throw new PolicySyntaxError('Syntax errors in policy.', [], 0);
  }
};

const keysOf = ({ statements }: PolicyDocument, variables: boolean): readonly string[] => {
  const keys = statements.flatMap(({ resource, conditions }) => [
    ...(resource?.values ?? []).flatMap(
      (value) => parseTemplate(value, { variables, wildcards: true }).keys,
    ),
    ...conditions.flatMap((condition) => conditionKeys(condition, variables)),
  ]);
  const byLowerName = new Map<string, string>();
  for (const key of keys) {
    const name = key.toLowerCase();
    if (!byLowerName.has(name)) byLowerName.set(name, key);
  }
  return [...byLowerName.values()];
};

/** The condition keys that a policy mentions in conditions and variables, each once, as first written. */
export const contextKeysOf = (policy: CompiledPolicy): readonly string[] =>
  policy.program.contextKeys;

/** The keys that the policies mention and the context lacks. */
export const missingContextKeys = (
  policies: readonly CompiledPolicy[],
  context: RequestContext,
): readonly string[] => {
  const missing = new Map<string, string>();
  for (const key of policies.flatMap(contextKeysOf)) {
    const name = key.toLowerCase();
    if (!context.has(name) && !missing.has(name)) missing.set(name, key);
  }
  return [...missing.values()];
};

/** The principals that a policy names, for its service to check that they exist. */
export const principalsOf = (policy: CompiledPolicy): readonly PolicyPrincipal[] =>
  policy.program.document.statements.flatMap(({ principal }) => principal?.principals ?? []);
