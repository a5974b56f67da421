import type { Progress } from '@gatehouse/detection';
import type { Terminal } from '../terminal.ts';

const CLEAR_LINE = '\r\u001B[K';
const WIDTH = 24;
const SECOND_MS = 1000;

const sizeOf = (bytes: number): string => {
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(1)} GB`;
  return bytes >= 1e6 ? `${(bytes / 1e6).toFixed(1)} MB` : `${Math.ceil(bytes / 1e3)} kB`;
};

const durationOf = (seconds: number): string => {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole}s`;
  const minutes = Math.floor(whole / 60);
  return minutes < 60
    ? `${minutes}m ${whole % 60}s`
    : `${Math.floor(minutes / 60)}h ${minutes % 60}m`;
};

/** `[#######·······] 41%  1.2 of 2.9 GB  63 211 events/s  1m 12s left` */
export const progressText = (
  { bytes, events }: Progress,
  total: number | undefined,
  elapsedMs: number,
  /** Done before this run, when it goes on where another stopped. */
  earlier: { readonly bytes: number; readonly events: number },
): string => {
  const seconds = Math.max(elapsedMs, 1) / SECOND_MS;
  const rate = `${Math.round((events - earlier.events) / seconds).toLocaleString('en')} events/s`;
  if (total === undefined || total === 0) return `${sizeOf(bytes)}  ${rate}`;
  const share = Math.min(1, bytes / total);
  const full = Math.round(share * WIDTH);
  const bar = `[${'#'.repeat(full)}${'.'.repeat(WIDTH - full)}]`;
  const speed = (bytes - earlier.bytes) / seconds;
  const left = speed > 0 ? `  ${durationOf((total - bytes) / speed)} left` : '';
  return `${bar} ${Math.floor(share * 100)}%  ${sizeOf(bytes)} of ${sizeOf(total)}  ${rate}${left}`;
};

export interface ProgressLine {
  show(progress: Progress): void;
  resumed(from: { readonly bytes: number; readonly events: number }): void;
  clear(): void;
}

/** One line that is written over, when a person sees it; nothing in a pipe or file. */
export const createProgressLine = (terminal: Terminal, total: number | undefined): ProgressLine => {
  if (terminal.showsProgress !== true)
    return { show: () => {}, resumed: () => {}, clear: () => {} };
  const begun = terminal.clock.now().getTime();
  let earlier = { bytes: 0, events: 0 };
  return {
    show: (progress) => {
      const elapsed = terminal.clock.now().getTime() - begun;
      terminal.err(`${CLEAR_LINE}${progressText(progress, total, elapsed, earlier)}`);
    },
    resumed: (from) => {
      earlier = from;
    },
    clear: () => terminal.err(CLEAR_LINE),
  };
};
