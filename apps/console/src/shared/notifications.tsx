import Flashbar, { type FlashbarProps } from '@cloudscape-design/components/flashbar';
import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useMemo,
  useRef,
  useState,
} from 'react';
import type { ApiError } from '../api/api-error.ts';
import { ErrorDetails } from './error-details.tsx';

interface Notifications {
  readonly succeeded: (text: ReactNode) => void;
  /** AWS's code and its whole message. */
  readonly failed: (error: ApiError, what: string) => void;
  readonly items: readonly FlashbarProps.MessageDefinition[];
}

const Context = createContext<Notifications | undefined>(undefined);
const MOST = 4;

export const NotificationProvider = ({ children }: { readonly children: ReactNode }) => {
  const [items, setItems] = useState<readonly FlashbarProps.MessageDefinition[]>([]);
  const count = useRef(0);

  const add = useCallback((item: FlashbarProps.MessageDefinition) => {
    count.current += 1;
    const id = `notice-${count.current}`;
    const dismiss = (): void => setItems((before) => before.filter((other) => other.id !== id));
    setItems((before) => [
      { ...item, id, dismissible: true, dismissLabel: 'Dismiss', onDismiss: dismiss },
      ...before.slice(0, MOST - 1),
    ]);
  }, []);

  const value = useMemo<Notifications>(
    () => ({
      items,
      succeeded: (content) => add({ type: 'success', content }),
      failed: (error, what) =>
        add({
          type: 'error',
          header: `${what}: ${error.code}`,
          content: <ErrorDetails error={error} />,
        }),
    }),
    [items, add],
  );
  return <Context value={value}>{children}</Context>;
};

export const useNotifications = (): Notifications => {
  const value = useContext(Context);
  if (value === undefined) throw new Error('a page is outside of NotificationProvider');
  return value;
};

export const NotificationBar = () => {
  const { items } = useNotifications();
  return <Flashbar items={items} stackItems={false} />;
};
