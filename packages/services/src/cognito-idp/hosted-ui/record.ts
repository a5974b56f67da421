import type { SignInParts } from '../sign-in/sign-in-parts.ts';
import type { Visit } from './visit.ts';

/** CloudTrail's names for what people and clients ask of the pages (Developer Guide, "Logging Amazon Cognito API calls"). */
const EVENTS = new Map([
  ['/oauth2/authorize', 'OAuth2_Authorize'],
  ['/authorize', 'OAuth2_Authorize'],
  ['/oauth2/token', 'Token'],
  ['/oauth2/userInfo', 'UserInfo'],
  ['/oauth2/revoke', 'Revoke'],
  ['/oauth2/device_authorization', 'DeviceAuthorization'],
  ['/device', 'Device'],
  ['/login', 'Login'],
  ['/logout', 'Logout'],
  ['/forgotPassword', 'ForgotPassword'],
  ['/confirmForgotPassword', 'ConfirmForgotPassword'],
  ['/signup', 'Signup'],
  ['/confirm', 'Confirm'],
  ['/error', 'Error'],
]);

/** What of a query the history shows: nothing that anybody could use. */
const SHOWN = ['client_id', 'redirect_uri', 'response_type', 'scope'];
const LONGEST = 1024;

const requestParameters = ({ query }: Visit): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(
    SHOWN.flatMap((name) => {
      const value = query.get(name);
      return value === undefined ? [] : [[name, [value.slice(0, LONGEST)]]];
    }),
  );

const FAILED = 400;

/** The visit in the pool's event history. Keys and discovery are asked for by everybody all the time, and are left out. */
export const recordVisit = (
  { audit, ids, clock }: SignInParts,
  visit: Visit,
  status: number,
): void => {
  const { pool, request, visitor, path, notes } = visit;
  const name = EVENTS.get(path);
  if (name === undefined) return;
  const now = clock.now();
  const failed = status >= FAILED;
  audit.later([
    {
      at: now.getTime(),
      record: {
        eventVersion: '1.11',
        userIdentity: { type: 'Unknown', principalId: 'Anonymous' },
        eventTime: `${now.toISOString().slice(0, 19)}Z`,
        eventSource: 'cognito-idp.amazonaws.com',
        eventName: `${name}_${request.method === 'HEAD' ? 'GET' : request.method}`,
        awsRegion: pool.region,
        sourceIPAddress: visitor.sourceIp,
        userAgent: (request.headers.get('user-agent') ?? '-').slice(0, LONGEST),
        ...(failed ? { errorCode: String(status), errorMessage: 'The request was refused.' } : {}),
        requestParameters: null,
        responseElements: null,
        additionalEventData: {
          responseParameters: { status },
          requestParameters: requestParameters(visit),
          userPoolId: pool.id,
          ...(notes.sub === undefined ? {} : { sub: notes.sub }),
          ...(notes.clientId === undefined ? {} : { clientId: notes.clientId }),
        },
        requestID: ids.uuid(),
        eventID: ids.uuid(),
        readOnly: request.method !== 'POST',
        eventType: 'AwsServiceEvent',
        managementEvent: true,
        recipientAccountId: pool.account,
        serviceEventDetails: { serviceAccountId: pool.account },
        eventCategory: 'Management',
      },
      resources: [{ type: 'AWS::Cognito::UserPool', name: pool.id }],
    },
  ]);
};
