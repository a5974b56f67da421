import type { CompiledPolicies } from './documents.ts';
import type { ManagedPolicies } from './managed-policies.ts';
import type { IamDeps } from './parts.ts';

/** What the operations on roles and policies are given. */
export interface AccessDeps extends IamDeps {
  readonly compiled: CompiledPolicies;
  readonly managed: ManagedPolicies;
}
