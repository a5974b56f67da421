import I18nProvider from '@cloudscape-design/components/i18n';
import messages from '@cloudscape-design/components/i18n/messages/all.en';
import { lazy, Suspense } from 'react';
import { PersonProvider, usePerson } from './access/person-context.tsx';
import { SessionProvider, useSessionContext } from './session/session-context.tsx';
import { SignInPage } from './session/sign-in-page.tsx';
import { Unreachable } from './session/unreachable.tsx';

// Who signs in waits for the sign-in page only.
const Pages = lazy(async () => ({ default: (await import('./pages.tsx')).Pages }));

const Waiting = () => <output className="gh-waiting" aria-label="Loading" />;

const Console = () => {
  const { session, failed, reload } = useSessionContext();
  const { state } = usePerson();
  if (failed && session === undefined) return <Unreachable retry={reload} />;
  if (session === undefined || state === 'arriving') return <Waiting />;
  if (!session.signedIn && state === 'out') return <SignInPage />;
  return (
    <Suspense fallback={<Waiting />}>
      <Pages />
    </Suspense>
  );
};

export const App = () => (
  <I18nProvider locale="en" messages={[messages]}>
    <SessionProvider>
      <PersonProvider>
        <Console />
      </PersonProvider>
    </SessionProvider>
  </I18nProvider>
);
