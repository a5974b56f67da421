import { useEffect, useRef } from 'react';
import { useLatest } from './use-latest.ts';
import { usePoll } from './use-poll.ts';

const POLL_MILLISECONDS = 2500;

/** Asks again whenever `turn` has changed. */
export const useTurn = (turn: number, reload: () => void): void => {
  const latest = useLatest(reload);
  const seen = useRef(turn);
  useEffect(() => {
    if (seen.current === turn) return;
    seen.current = turn;
    latest.current();
  }, [turn, latest]);
};

/** Asks again every few seconds while something moves and the page is looked at. */
export const usePolling = (active: boolean, reload: () => void): void =>
  usePoll(reload, active ? POLL_MILLISECONDS : 0);
