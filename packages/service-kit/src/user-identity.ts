import { type Principal, principalArn, rootArn, type Session, userId } from './principal.ts';

export type UserIdentity = Readonly<Record<string, unknown>>;

const attributes = (session: Session): Record<string, unknown> => ({
  creationDate: `${session.issuedAt.toISOString().slice(0, 19)}Z`,
  mfaAuthenticated: String(session.mfaAuthenticated),
});

const sessionContext = (principal: Principal): Record<string, unknown> => {
  switch (principal.kind) {
    case 'root':
    case 'user':
      return principal.session === undefined
        ? {}
        : { sessionContext: { attributes: attributes(principal.session) } };
    case 'assumed-role': {
      const { session, federatedProvider } = principal;
      return {
        sessionContext: {
          sessionIssuer: {
            type: 'Role',
            principalId: principal.roleId,
            arn: principal.roleArn,
            accountId: principal.account,
            userName: principal.roleName,
          },
          ...(federatedProvider === undefined || federatedProvider.includes(':saml-provider/')
            ? {}
            : { webIdFederationData: { federatedProvider, attributes: {} } }),
          attributes: attributes(session),
          ...(session.sourceIdentity === undefined
            ? {}
            : { sourceIdentity: session.sourceIdentity }),
        },
      };
    }
    case 'federated-user':
      return {
        sessionContext: {
          sessionIssuer:
            principal.user === undefined
              ? {
                  type: 'Root',
                  principalId: principal.account,
                  arn: rootArn(principal.account),
                  accountId: principal.account,
                }
              : {
                  type: 'IAMUser',
                  principalId: principal.user.id,
                  arn: principal.user.arn,
                  accountId: principal.account,
                  userName: principal.user.name,
                },
          attributes: attributes(principal.session),
        },
      };
    default:
      return {};
  }
};

const TYPES = {
  root: 'Root',
  user: 'IAMUser',
  'assumed-role': 'AssumedRole',
  'federated-user': 'FederatedUser',
} as const;

/** CloudTrail's `userIdentity` (CloudTrail User Guide, "CloudTrail userIdentity element"). */
export const userIdentity = (
  principal: Principal,
  accessKeyId: string | undefined,
  invokedBy: string | undefined,
): UserIdentity => {
  if (principal.kind === 'service') return { type: 'AWSService', invokedBy: principal.name };
  if (principal.kind === 'anonymous')
    return { type: 'AWSAccount', principalId: '', accountId: 'ANONYMOUS_PRINCIPAL' };
  return {
    type: TYPES[principal.kind],
    principalId: userId(principal),
    arn: principalArn(principal),
    accountId: principal.account,
    ...(accessKeyId === undefined ? {} : { accessKeyId }),
    ...(principal.kind === 'user' ? { userName: principal.name } : {}),
    ...sessionContext(principal),
    ...(invokedBy === undefined ? {} : { invokedBy }),
  };
};

/** How the caller appears in the events of another account that owns the resource. */
export const foreignIdentity = (principal: Principal): UserIdentity =>
  principal.kind === 'service' || principal.kind === 'anonymous'
    ? userIdentity(principal, undefined, undefined)
    : { type: 'AWSAccount', principalId: userId(principal), accountId: principal.account };
