import type { Explanation } from './explanation.ts';
import type {
  AuthorizationRequest,
  CompiledPolicy,
  Decision,
  PolicySet,
  PolicyType,
  RawContext,
  RequestContext,
  RequestPrincipal,
} from './model.ts';
import { PolicySyntaxError } from './syntax-error.ts';

export { PolicySyntaxError };
export type * from './explanation.ts';
export type * from './model.ts';

const soon = (): never => {
  throw new Error('the engine is being filled in');
};
export interface CompileOptions {
  readonly principalIds?: ReadonlyMap<string, string> | undefined;
}
export interface PolicyPrincipal {
  readonly type: 'AWS' | 'Service' | 'Federated' | 'CanonicalUser';
  readonly value: string;
}
export const compilePolicy: (
  document: unknown,
  type: PolicyType,
  options?: CompileOptions,
) => CompiledPolicy = soon;
export const requestContext: (raw: RawContext) => RequestContext = soon;
export const layeredContext: (base: RequestContext, own: RawContext) => RequestContext = soon;
export const principalContext: (principal: RequestPrincipal) => RawContext = soon;
export const decide: (request: AuthorizationRequest, policies: PolicySet) => Decision = soon;
export const explain: (request: AuthorizationRequest, policies: PolicySet) => Explanation = soon;
export const renderExplanation: (explanation: Explanation) => string = soon;
export const deniedMessage: (
  request: AuthorizationRequest,
  decision: Decision & { allowed: false },
) => string = soon;
export const contextKeysOf: (policy: CompiledPolicy) => readonly string[] = soon;
export const missingContextKeys: (
  policies: readonly CompiledPolicy[],
  context: RequestContext,
) => readonly string[] = soon;
export const principalsOf: (policy: CompiledPolicy) => readonly PolicyPrincipal[] = soon;
