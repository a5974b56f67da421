import { useEffect } from 'react';
import { useLatest } from './use-latest.ts';

/** Does it again and again while the page is looked at; a pause of 0 is an end. */
export const usePoll = (again: () => void, pauseMilliseconds: number): void => {
  const latest = useLatest(again);
  useEffect(() => {
    if (pauseMilliseconds === 0) return undefined;
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') latest.current();
    }, pauseMilliseconds);
    return () => clearInterval(timer);
  }, [pauseMilliseconds, latest]);
};
