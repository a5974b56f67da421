import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import { Outlet, useLocation, useNavigation } from 'react-router';
import { MeProvider } from '../access/me-context.tsx';
import { useSession, useSessionContext } from '../session/session-context.tsx';
import { sessionApi } from '../session/session.ts';
import { NotificationBar, NotificationProvider } from '../shared/notifications.tsx';
import { Breadcrumbs } from './breadcrumbs.tsx';
import { Frame } from './frame.tsx';
import { Navigation } from './navigation.tsx';
import { Top } from './top.tsx';

const RoleEnded = () => {
  const { home } = useSession();
  const { set, reload } = useSessionContext();
  return (
    <Alert
      type="warning"
      header="The session of the role has ended"
      action={
        <Button onClick={() => void sessionApi.switchBack().then(set, reload)}>
          Switch back to {home.name}
        </Button>
      }
    >
      Switch back, or switch to the role again.
    </Alert>
  );
};

/** What every page stands in. Pages start anew when the account, the role or the Region changes. */
export const Layout = () => {
  const { session, region } = useSessionContext();
  const roleExpired = session?.signedIn === true && session.roleExpired;
  const who = session?.signedIn === true ? (session.role?.arn ?? session.home.arn) : 'person';
  const { state } = useNavigation();
  const { pathname } = useLocation();
  return (
    <MeProvider>
      <NotificationProvider>
        <a className="gh-skip" href="#gh-main">
          Skip to the page
        </a>
        <Top />
        <Frame
          path={pathname}
          navigation={<Navigation />}
          notifications={<NotificationBar />}
          breadcrumbs={<Breadcrumbs path={pathname} />}
        >
          <div aria-busy={state === 'loading'} key={`${who} ${region}`}>
            {roleExpired ? <RoleEnded /> : <Outlet />}
          </div>
        </Frame>
      </NotificationProvider>
    </MeProvider>
  );
};
