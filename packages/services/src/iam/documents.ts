import {
  type CompiledPolicy,
  compilePolicy,
  PolicySyntaxError,
  type PolicyType,
} from '@gatehouse/policy';
import type { Limit } from '@gatehouse/service-kit';
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

/** The compiled document of a request; throws MalformedPolicyDocument with AWS's words. */
export const checkedPolicy = (
  compiled: CompiledPolicies,
  document: string,
  type: PolicyType,
): CompiledPolicy => {
  try {
    return compiled.of(document, type);
  } catch (error) {
    if (error instanceof PolicySyntaxError) throw malformedPolicy(error.message);
    throw error;
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
