import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useEffect } from 'react';
import { useParams } from 'react-router';
import type { RequestView } from '../../../access/broker-types.ts';
import { useMe } from '../../../access/me-context.tsx';
import { useBroker } from '../../../access/person-context.tsx';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { FailureOr } from '../../../shared/failure-or.tsx';
import { Page } from '../../../shared/page.tsx';
import { UrlTabs } from '../../../shared/url-tabs.tsx';
import { useLoad } from '../../../shared/use-aws.ts';
import { Activity } from './activity.tsx';
import { Approvals } from './approvals.tsx';
import { ApproveButton, EndButton, RejectButton, ReviewButtons } from './decide.tsx';
import { ExtendButton } from './extend.tsx';
import { RequestFacts } from './facts.tsx';
import { Insight } from './insight.tsx';
import { Sessions } from './sessions.tsx';
import { Timeline } from './timeline.tsx';

interface Props {
  readonly view: RequestView;
  readonly reload: () => void;
}

const RequestActions = ({ view, reload }: Props) => {
  const broker = useBroker();
  const { request, may } = view;
  const { id } = request;
  const props = { request, done: reload };
  return (
    <>
      <Button iconName="refresh" ariaLabel="Reload the request" onClick={reload} />
      {may.extend ? <ExtendButton request={request} /> : null}
      {may.end ? <EndButton {...props} /> : null}
      {may.cancel ? (
        <ConfirmButton
          label="Take back"
          title={`Take back request ${id}`}
          text="Nobody can approve it any more. You can ask again."
          act={() => broker.call('POST /v1/requests/{id}/cancel', { path: { id }, body: {} })}
          done={reload}
        />
      ) : null}
      {may.reject ? <RejectButton {...props} /> : null}
      {may.review ? <ReviewButtons {...props} /> : null}
      {may.approve ? <ApproveButton key={request.version} {...props} /> : null}
    </>
  );
};

/** Somebody who follows an old link learns that it was settled. */
const AlreadyHandled = ({ view }: { readonly view: RequestView }) => {
  const { data } = useMe();
  const { state, requester, approvals } = view.request;
  if (state === 'pending' || data === undefined || requester.id === data.person.id) return null;
  const [last] = approvals.slice(-1);
  if (last === undefined || last.person.id === data.person.id) return null;
  return (
    <Alert type="info" header="This request has been handled already">
      {last.person.name} {last.decision === 'approve' ? 'approved' : 'rejected'} it.
    </Alert>
  );
};

const Overview = ({ view, reload }: Props) => (
  <SpaceBetween size="l">
    <RequestFacts request={view.request} over={reload} />
    <Approvals view={view} />
    {['pending', 'rejected', 'cancelled', 'expired'].includes(view.request.state) ? null : (
      <Sessions view={view} reload={reload} />
    )}
  </SpaceBetween>
);

const MOVING_MILLISECONDS = 1000;
const RESTING_MILLISECONDS = 15_000;

/** What others do with the request shows without being asked for; a cut that is under way sooner. */
const useFresh = (view: RequestView | undefined, reload: () => void): void => {
  const moving = view?.cuts.some(({ state }) => state === 'applying' || state === 'applied');
  const open =
    view !== undefined && ['pending', 'scheduled', 'active'].includes(view.request.state);
  const pause = moving === true ? MOVING_MILLISECONDS : open ? RESTING_MILLISECONDS : undefined;
  useEffect(() => {
    if (pause === undefined) return undefined;
    const timer = setInterval(reload, pause);
    return () => clearInterval(timer);
  }, [pause, reload]);
};

export const Component = () => {
  const { id = '' } = useParams();
  const broker = useBroker();
  const loaded = useLoad(`request ${id}`, (signal) =>
    broker.call('GET /v1/requests/{id}', { path: { id }, signal }),
  );
  const { data: view, reload } = loaded;
  useFresh(view, reload);
  return (
    <Page
      title={`Request ${id}`}
      actions={view === undefined ? undefined : <RequestActions view={view} reload={reload} />}
    >
      <FailureOr of={loaded}>
        {(found) => (
          <SpaceBetween size="l">
            <AlreadyHandled view={found} />
            <UrlTabs
              label="Request"
              tabs={[
                ['overview', 'Overview', <Overview key="overview" view={found} reload={reload} />],
                ['insight', 'What it allows', <Insight key="insight" id={id} />],
                ['activity', 'Activity', <Activity key="activity" id={id} />],
                ['timeline', 'Timeline', <Timeline key="timeline" id={id} />],
              ]}
            />
          </SpaceBetween>
        )}
      </FailureOr>
    </Page>
  );
};
