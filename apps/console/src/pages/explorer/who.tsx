import type { GetCallerIdentityResponse } from '@aws-sdk/client-sts';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { AccessRequest } from '../../access/broker-types.ts';
import type { Broker } from '../../access/broker.ts';
import { usePerson } from '../../access/person-context.tsx';
import { useSession, useSessionContext } from '../../session/session-context.tsx';
import { Copyable } from '../../shared/copyable.tsx';
import { Facts } from '../../shared/facts.tsx';
import { FailureOr } from '../../shared/failure-or.tsx';
import { PageLink } from '../../shared/link.tsx';
import { Time } from '../../shared/time.tsx';
import { useAws, useLoad } from '../../shared/use-aws.ts';
import { Countdown } from '../access/shared/countdown.tsx';
import { requestPath } from '../access/shared/request-columns.tsx';

/** `alice-r1` of `arn:aws:sts::111122223333:assumed-role/Admin/alice-r1`. */
export const sessionNameOf = (arn: string): string | undefined =>
  /:assumed-role\/.+\/([^/]+)$/.exec(arn)?.[1];

/** The live request of this person that the session was given out for. */
const sourceOf = async (
  broker: Broker,
  sessionName: string,
  signal: AbortSignal,
): Promise<AccessRequest | undefined> => {
  const { requests } = await broker.call('GET /v1/requests', {
    query: { scope: 'mine', state: 'active' },
    signal,
  });
  const views = await Promise.all(
    requests.map(({ id }) => broker.call('GET /v1/requests/{id}', { path: { id }, signal })),
  );
  return views.find(({ sessions }) =>
    sessions.some(({ roleSessionName }) => roleSessionName === sessionName),
  )?.request;
};

const Source = ({ sessionName }: { readonly sessionName: string }) => {
  const { state, broker } = usePerson();
  const { data, loading } = useLoad<AccessRequest | undefined>(
    `source ${state} ${sessionName}`,
    async (signal) => (state === 'in' ? sourceOf(broker, sessionName, signal) : undefined),
  );
  if (state !== 'in') return 'Sign in with your organization to see the request it comes from.';
  if (data !== undefined)
    return (
      <>
        Request <PageLink to={requestPath(data)}>{data.id}</PageLink>
      </>
    );
  return loading ? 'Looking for it' : 'No live request of yours';
};

export const Who = () => {
  const session = useSession();
  const { reload } = useSessionContext();
  const identity = useAws<GetCallerIdentityResponse>({
    service: 'sts',
    operation: 'GetCallerIdentity',
    input: {},
  });
  const expiresAt = session.role?.expiresAt ?? session.expiresAt;
  return (
    <Container
      header={
        <Header variant="h2" description="As AWS itself answers sts:GetCallerIdentity.">
          Who am I
        </Header>
      }
    >
      <FailureOr of={identity}>
        {({ Arn = '', Account, UserId }) => {
          const name = sessionNameOf(Arn);
          return (
            <SpaceBetween size="m">
              <Facts
                items={[
                  ['ARN', <Copyable key="arn" text={Arn} what="ARN" />],
                  ['Account', Account],
                  ['Unique ID', UserId],
                  ['Session name', name],
                  [
                    'Ends',
                    <span key="ends">
                      <Time at={expiresAt} />, in <Countdown until={expiresAt} over={reload} />
                    </span>,
                  ],
                  [
                    'Comes from',
                    name === undefined ? 'A sign-in' : <Source key="source" sessionName={name} />,
                  ],
                ]}
              />
            </SpaceBetween>
          );
        }}
      </FailureOr>
    </Container>
  );
};
