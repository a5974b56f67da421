import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { type Broker, createBroker, PERSON_ENDED } from './broker.ts';
import { CALLBACK_PATH, createPersonSession, type PersonSession } from './person-session.ts';

type State = 'out' | 'arriving' | 'in';

interface PersonContextValue {
  readonly state: State;
  readonly problem: string | undefined;
  readonly broker: Broker;
  /** Leaves for the identity provider and comes back to `returnTo`. */
  readonly signIn: (returnTo: string) => void;
  readonly signOut: () => void;
}

const Context = createContext<PersonContextValue | undefined>(undefined);

const wordsOf = (error: unknown): string =>
  error instanceof Error && error.name === 'SignInError'
    ? error.message
    : 'The identity provider cannot be reached.';

/** At the callback, or where somebody was signed in before the page was loaded, they arrive by themselves. */
const arrive = async (session: PersonSession): Promise<State> => {
  const address = new URL(window.location.href);
  if (address.pathname === CALLBACK_PATH) {
    const returnTo = await session.finish(address);
    window.history.replaceState(null, '', returnTo);
    return 'in';
  }
  if (!session.wasSignedIn()) return 'out';
  await session.begin(address.pathname + address.search);
  return 'arriving';
};

const arrivesHere = (session: PersonSession): boolean =>
  window.location.pathname === CALLBACK_PATH || session.wasSignedIn();

export const PersonProvider = ({ children }: { readonly children: ReactNode }) => {
  const [session] = useState(createPersonSession);
  const [state, setState] = useState<State>(() => (arrivesHere(session) ? 'arriving' : 'out'));
  const [problem, setProblem] = useState<string>();

  useEffect(() => {
    const fail = (error: unknown): void => {
      session.forget();
      setProblem(wordsOf(error));
      setState('out');
      if (window.location.pathname === CALLBACK_PATH) window.history.replaceState(null, '', '/');
    };
    if (!session.isSignedIn()) arrive(session).then(setState, fail);
    const ended = (): void => setState('out');
    window.addEventListener(PERSON_ENDED, ended);
    return () => window.removeEventListener(PERSON_ENDED, ended);
  }, [session]);

  const value = useMemo(
    (): PersonContextValue => ({
      state,
      problem,
      broker: createBroker(session),
      signIn: (returnTo) => {
        setProblem(undefined);
        session.begin(returnTo).catch((error: unknown) => setProblem(wordsOf(error)));
      },
      signOut: () => {
        setState('out');
        session.signOut().catch((error: unknown) => setProblem(wordsOf(error)));
      },
    }),
    [session, state, problem],
  );
  return <Context value={value}>{children}</Context>;
};

export const usePerson = (): PersonContextValue => {
  const value = useContext(Context);
  if (value === undefined) throw new Error('a page is outside of PersonProvider');
  return value;
};

/** For pages that only exist while a person is signed in. */
export const useBroker = (): Broker => usePerson().broker;
