import Button, { type ButtonProps } from '@cloudscape-design/components/button';
import { type ReactNode, type RefObject, useCallback, useEffect, useRef, useState } from 'react';

const NARROW = '(max-width: 768px)';

const isNarrow = (): boolean => window.matchMedia(NARROW).matches;

interface NavigationState {
  readonly open: boolean;
  readonly set: (open: boolean) => void;
  readonly opener: RefObject<ButtonProps.Ref | null>;
  readonly closer: RefObject<ButtonProps.Ref | null>;
}

/** On a wide screen the navigation stands beside the page; on a narrow one it lies over it and goes with each step. */
const useNavigationState = (path: string): NavigationState => {
  const [open, setOpen] = useState(() => !isNarrow());
  const [shownAt, setShownAt] = useState(path);
  const opener = useRef<ButtonProps.Ref>(null);
  const closer = useRef<ButtonProps.Ref>(null);
  const moved = useRef(false);
  if (shownAt !== path) {
    setShownAt(path);
    if (isNarrow()) setOpen(false);
  }
  useEffect(() => {
    const query = window.matchMedia(NARROW);
    const follow = (): void => setOpen(!query.matches);
    query.addEventListener('change', follow);
    return () => query.removeEventListener('change', follow);
  }, []);
  // The button that was pressed is gone: the focus goes to the one that undoes it.
  useEffect(() => {
    if (!moved.current) return;
    moved.current = false;
    (open ? closer : opener).current?.focus();
  }, [open]);
  const set = useCallback((next: boolean): void => {
    moved.current = true;
    setOpen(next);
  }, []);
  useEffect(() => {
    const leave = (event: KeyboardEvent): void => {
      if (event.key === 'Escape' && open && isNarrow()) set(false);
    };
    document.addEventListener('keydown', leave);
    return () => document.removeEventListener('keydown', leave);
  }, [open, set]);
  return { open, set, opener, closer };
};

interface Props {
  readonly path: string;
  readonly navigation: ReactNode;
  readonly notifications: ReactNode;
  readonly breadcrumbs: ReactNode;
  readonly children: ReactNode;
}

/** Navigation, breadcrumbs, notices and the page itself, below the top bar. */
export const Frame = ({ path, navigation, notifications, breadcrumbs, children }: Props) => {
  const { open, set, opener, closer } = useNavigationState(path);
  return (
    <div className="gh-frame" data-navigation={open ? 'open' : 'closed'}>
      <nav className="gh-navigation" aria-label="Services" hidden={!open}>
        <div className="gh-navigation-close">
          <Button
            ref={closer}
            variant="icon"
            iconName="angle-left"
            ariaLabel="Close navigation"
            onClick={() => set(false)}
          />
        </div>
        {navigation}
      </nav>
      <div className="gh-shade" aria-hidden="true" onClick={() => set(false)} />
      <div className="gh-column">
        {notifications}
        <div className="gh-way">
          {open ? null : (
            <Button
              ref={opener}
              variant="icon"
              iconName="menu"
              ariaLabel="Open navigation"
              onClick={() => set(true)}
            />
          )}
          {breadcrumbs}
        </div>
        <main id="gh-main" tabIndex={-1}>
          {children}
        </main>
      </div>
    </div>
  );
};
