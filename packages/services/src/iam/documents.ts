import {
  type CompiledPolicy,
  compilePolicy,
  PolicySyntaxError,
  type PolicyType,
} from '@gatehouse/policy';
import type { Limit } from '@gatehouse/service-kit';
import { legacyFault, SYNTAX, withStrictEffects } from './legacy-grammar.ts';
import { malformedPolicy } from './policy-errors.ts';

/** `PolicyDocument` and `AssumeRolePolicyDocument` of the API model. */
export const DOCUMENT: Limit = {
  minLength: 1,
  maxLength: 131_072,
  pattern: '[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+',
  sensitive: true,
};

/** Compiles each document once, however many principals have it. */
export interface CompiledPolicies {
  /** Throws PolicySyntaxError. */
  of(
    document: string,
    type: PolicyType,
    principalIds?: ReadonlyMap<string, string>,
  ): CompiledPolicy;
}

const CAPACITY = 5_000;

export const createCompiledPolicies = (): CompiledPolicies => {
  const kept = new Map<string, CompiledPolicy>();
  return {
    of: (document, type, principalIds = new Map()) => {
      const key = `${type}\n${JSON.stringify([...principalIds])}\n${document}`;
      const found = kept.get(key);
      if (found !== undefined) return found;
      const compiled = compilePolicy(document, type, { principalIds });
      if (kept.size >= CAPACITY) {
        const oldest = kept.keys().next();
        if (oldest.done !== true) kept.delete(oldest.value);
      }
      kept.set(key, compiled);
      return compiled;
    },
  };
};

const compile = (
  compiled: CompiledPolicies,
  document: string,
  type: PolicyType,
): CompiledPolicy | PolicySyntaxError => {
  try {
    return compiled.of(document, type);
  } catch (error) {
    if (error instanceof PolicySyntaxError) return error;
    throw error;
  }
};

/** The compiled document of a request; throws MalformedPolicyDocument with AWS's words. */
export const checkedPolicy = (
  compiled: CompiledPolicies,
  document: string,
  type: PolicyType,
): CompiledPolicy => {
  const policy = compile(compiled, document, type);
  if (policy instanceof PolicySyntaxError) throw malformedPolicy(policy.message);
  return policy;
};

/**
 * A permissions policy of a request, checked in the order in which IAM does it: that it is a policy at all, then its
 * old grammar, then all the rest. Only managed policies must say that they are of today's version.
 */
export const checkedPermissions = (
  compiled: CompiledPolicies,
  document: string,
  { managed }: { readonly managed: boolean },
): CompiledPolicy => {
  const policy = compile(compiled, document, 'identity');
  if (isNoPolicy(policy) && !isPolicyWithLooseEffects(compiled, document))
    throw malformedPolicy(SYNTAX);
  const fault = legacyFault(JSON.parse(document), { managed });
  if (fault !== undefined) throw malformedPolicy(fault);
  if (policy instanceof PolicySyntaxError) throw malformedPolicy(policy.message);
  return policy;
};

const isNoPolicy = (policy: CompiledPolicy | PolicySyntaxError): boolean =>
  policy instanceof PolicySyntaxError && policy.message === SYNTAX;

const isPolicyWithLooseEffects = (compiled: CompiledPolicies, document: string): boolean => {
  const strict = withStrictEffects(parsed(document));
  return strict !== undefined && !isNoPolicy(compile(compiled, JSON.stringify(strict), 'identity'));
};

const parsed = (document: string): unknown => {
  try {
    return JSON.parse(document);
  } catch {
    return undefined;
  }
};

/** What counts against a size quota: every character but white space (IAM User Guide, "IAM and AWS STS quotas"). */
export const policySize = (document: string): number => document.replaceAll(/\s/g, '').length;

/** As IAM returns documents: percent-encoded as RFC 3986 says, more than encodeURIComponent does. */
export const encodedDocument = (document: string): string =>
  encodeURIComponent(document).replaceAll(
    /[!'()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
