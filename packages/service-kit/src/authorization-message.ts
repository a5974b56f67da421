import type { AuthorizationRequest, Decision } from '@gatehouse/policy';
import type { Vault } from './vault.ts';

const CONTEXT = 'authorization-message';

/** The text that EC2 appends to a refusal and `sts:DecodeAuthorizationMessage` turns back. */
export interface AuthorizationMessages {
  encode(request: AuthorizationRequest, decision: Decision): string;
  /** The JSON text that DecodeAuthorizationMessage returns, or undefined for a message that is not ours. */
  decode(message: string): string | undefined;
}

export const createAuthorizationMessages = (vault: Vault): AuthorizationMessages => ({
  encode: (request, decision) => {
    const { principal, action, resource, context } = request;
    const conditions = [...context].map(([key, value]) => ({
      key,
      values: { items: [value].flat().map((item) => ({ value: item })) },
    }));
    const details = {
      allowed: decision.allowed,
      explicitDeny: !decision.allowed && decision.because === 'explicit-deny',
      matchedStatements: {
        items: decision.by.map(({ policyId, index, sid }) => ({
          statementId: sid ?? '',
          policyId,
          index,
        })),
      },
      failures: { items: [] },
      context: {
        principal: {
          id: 'id' in principal ? principal.id : '',
          arn: 'arn' in principal ? principal.arn : principal.kind,
        },
        action,
        resource,
        conditions: { items: conditions },
      },
    };
    return vault.seal(Buffer.from(JSON.stringify(details)), CONTEXT).toString('base64url');
  },
  decode: (message) => vault.open(Buffer.from(message, 'base64url'), CONTEXT)?.toString('utf8'),
});
