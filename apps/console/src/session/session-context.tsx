import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { type Aws, awsIn } from '../api/aws.ts';
import { SESSION_ENDED } from '../api/request.ts';
import { keepRegion, keptRegion } from './preferences.ts';
import { type Session, sessionApi, type SignedIn } from './session.ts';

interface SessionContextValue {
  /** Undefined until the server has answered. */
  readonly session: Session | undefined;
  readonly failed: boolean;
  /** The session ended while somebody worked, rather than by signing out. */
  readonly ended: boolean;
  readonly set: (session: Session) => void;
  readonly reload: () => void;
  readonly region: string;
  readonly setRegion: (region: string) => void;
}

const Context = createContext<SessionContextValue | undefined>(undefined);

export const SessionProvider = ({ children }: { readonly children: ReactNode }) => {
  const [session, set] = useState<Session>();
  const [failedTurn, setFailedTurn] = useState<number>();
  const [ended, setEnded] = useState(false);
  const [turn, setTurn] = useState(0);
  const [region, setRegion] = useState(keptRegion);

  useEffect(() => {
    const abort = new AbortController();
    const load = async (): Promise<void> => {
      try {
        set(await sessionApi.show(abort.signal));
      } catch {
        if (!abort.signal.aborted) setFailedTurn(turn);
      }
    };
    void load();
    return () => abort.abort();
  }, [turn]);

  useEffect(() => {
    const reload = (): void => {
      setEnded(true);
      setTurn((before) => before + 1);
    };
    window.addEventListener(SESSION_ENDED, reload);
    return () => window.removeEventListener(SESSION_ENDED, reload);
  }, []);

  const value = useMemo(
    () => ({
      session,
      failed: failedTurn === turn,
      ended,
      set: (next: Session) => {
        setEnded(false);
        set(next);
      },
      reload: () => setTurn((before) => before + 1),
      region,
      setRegion: (next: string) => {
        keepRegion(next);
        setRegion(next);
      },
    }),
    [session, failedTurn, turn, ended, region],
  );
  return <Context value={value}>{children}</Context>;
};

export const useSessionContext = (): SessionContextValue => {
  const value = useContext(Context);
  if (value === undefined) throw new Error('a page is outside of SessionProvider');
  return value;
};

/** For pages, which only exist while somebody is signed in. */
export const useSession = (): SignedIn => {
  const { session } = useSessionContext();
  if (session?.signedIn !== true) throw new Error('a page is shown to somebody not signed in');
  return session;
};

/** The account whose resources the pages show. */
export const useAccount = (): string => {
  const { home, role } = useSession();
  return role?.account ?? home.account;
};

export const useAwsClient = (): Aws => {
  const { region } = useSessionContext();
  return useMemo(() => awsIn(region), [region]);
};
