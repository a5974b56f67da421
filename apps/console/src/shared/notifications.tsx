import Alert from '@cloudscape-design/components/alert';
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

interface Notice {
  readonly type: 'success' | 'error';
  readonly header?: string;
  readonly content: ReactNode;
}

interface ShownNotice extends Notice {
  readonly id: string;
  readonly dismiss: () => void;
}

interface Notifications {
  readonly succeeded: (text: ReactNode) => void;
  /** AWS's code and its whole message. */
  readonly failed: (error: ApiError, what: string) => void;
  readonly items: readonly ShownNotice[];
}

const Context = createContext<Notifications | undefined>(undefined);
const MOST = 4;

export const NotificationProvider = ({ children }: { readonly children: ReactNode }) => {
  const [items, setItems] = useState<readonly ShownNotice[]>([]);
  const count = useRef(0);

  const add = useCallback((item: Notice) => {
    count.current += 1;
    const id = `notice-${count.current}`;
    const dismiss = (): void => setItems((before) => before.filter((other) => other.id !== id));
    setItems((before) => [{ ...item, id, dismiss }, ...before.slice(0, MOST - 1)]);
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

/** The place of notices is there before the first one, so that screen readers hear of it. */
export const NotificationBar = () => {
  const { items } = useNotifications();
  return (
    <section className="gh-notices" aria-label="Notifications" aria-live="polite">
      {items.map(({ id, type, header, content, dismiss }) => (
        <Alert
          key={id}
          type={type}
          header={header}
          dismissible
          dismissAriaLabel="Dismiss"
          onDismiss={dismiss}
        >
          {content}
        </Alert>
      ))}
    </section>
  );
};
