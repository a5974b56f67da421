import type { AuditEntry } from '@gatehouse/service-kit';
import type { ConsoleDeps, Visitor } from './console-deps.ts';

export interface LoginAttempt {
  readonly account: string;
  readonly userIdentity: Readonly<Record<string, unknown>>;
  readonly mfaUsed: boolean;
  /** Why it failed; undefined when it did not. */
  readonly failure: string | undefined;
}

/** For the event of a failed attempt: a name that no user has may be a password typed into the wrong field. */
export const identityOfAttempt = (
  account: string,
  user: { readonly id: string; readonly name: string } | undefined,
): Readonly<Record<string, unknown>> => ({
  type: 'IAMUser',
  ...(user === undefined ? {} : { principalId: user.id }),
  accountId: account,
  accessKeyId: '',
  userName: user?.name ?? 'HIDDEN_DUE_TO_SECURITY_REASONS',
});

/** CloudTrail User Guide, "AWS Management Console sign-in events". */
export const loginEvent = (
  { clock, ids }: Pick<ConsoleDeps, 'clock' | 'ids'>,
  visitor: Visitor,
  attempt: LoginAttempt,
): AuditEntry => {
  const now = clock.now();
  const { failure } = attempt;
  return {
    at: now.getTime(),
    record: {
      eventVersion: '1.11',
      userIdentity: attempt.userIdentity,
      eventTime: `${now.toISOString().slice(0, 19)}Z`,
      eventSource: 'signin.amazonaws.com',
      eventName: 'ConsoleLogin',
      awsRegion: 'us-east-1',
      sourceIPAddress: visitor.sourceIp,
      userAgent: visitor.userAgent,
      ...(failure === undefined ? {} : { errorMessage: failure }),
      requestParameters: null,
      responseElements: { ConsoleLogin: failure === undefined ? 'Success' : 'Failure' },
      additionalEventData: {
        LoginTo: `http://${visitor.host}/`,
        MobileVersion: 'No',
        MFAUsed: attempt.mfaUsed ? 'Yes' : 'No',
      },
      eventID: ids.uuid(),
      readOnly: false,
      eventType: 'AwsConsoleSignIn',
      managementEvent: true,
      recipientAccountId: attempt.account,
      eventCategory: 'Management',
    },
    resources: [],
  };
};
