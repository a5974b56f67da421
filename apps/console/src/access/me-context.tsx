import { createContext, type ReactNode, useContext } from 'react';
import { type Loaded, useLoad } from '../shared/use-aws.ts';
import type { Me } from './broker-types.ts';
import { usePerson } from './person-context.tsx';

const Context = createContext<Loaded<Me> | undefined>(undefined);

/** What the broker says of the person: their name, their groups, what waits for them. Nothing while nobody is signed in. */
export const MeProvider = ({ children }: { readonly children: ReactNode }) => {
  const { state, broker } = usePerson();
  const me = useLoad<Me | undefined>(`me ${state}`, async (signal) =>
    state === 'in' ? broker.call('GET /v1/me', { signal }) : undefined,
  );
  const { data, ...others } = me;
  return (
    <Context value={data === undefined ? { ...others, data: undefined } : { ...others, data }}>
      {children}
    </Context>
  );
};

export const useMe = (): Loaded<Me> => {
  const value = useContext(Context);
  if (value === undefined) throw new Error('a page is outside of MeProvider');
  return value;
};
