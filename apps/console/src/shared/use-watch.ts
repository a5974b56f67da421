import { useEffect } from 'react';
import { useLatest } from './use-latest.ts';

// Every question is a call of the API, and CloudTrail records it: not more often than somebody notices.
const PAUSE_MILLISECONDS = 5000;

/** Asks again while the page is looked at, and at once when somebody comes back to it; never while it is hidden. */
export const useWatch = (again: () => void): void => {
  const latest = useLatest(again);
  useEffect(() => {
    const askIfSeen = (): void => {
      if (document.visibilityState === 'visible') latest.current();
    };
    const timer = setInterval(askIfSeen, PAUSE_MILLISECONDS);
    document.addEventListener('visibilitychange', askIfSeen);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', askIfSeen);
    };
  }, [latest]);
};
