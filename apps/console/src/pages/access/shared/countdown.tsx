import { useEffect, useState } from 'react';

const SECOND_MILLISECONDS = 1000;

const two = (value: number): string => String(value).padStart(2, '0');

const clockText = (milliseconds: number): string => {
  const seconds = Math.max(0, Math.ceil(milliseconds / SECOND_MILLISECONDS));
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
};

interface Props {
  readonly until: string;
  /** Called once when the time is over. */
  readonly over?: (() => void) | undefined;
}

/** Time that is left, to the second. Screen readers hear of it when they come by, not with every tick. */
export const Countdown = ({ until, over }: Props) => {
  const end = new Date(until).getTime();
  const [left, setLeft] = useState(() => end - Date.now());
  useEffect(() => {
    const tick = (): void => {
      const now = end - Date.now();
      setLeft(now);
      if (now > 0) return;
      clearInterval(timer);
      over?.();
    };
    const timer = setInterval(tick, SECOND_MILLISECONDS);
    return () => clearInterval(timer);
  }, [end, over]);
  return (
    <span role="timer" aria-live="off" className="gh-countdown">
      {clockText(left)}
    </span>
  );
};
