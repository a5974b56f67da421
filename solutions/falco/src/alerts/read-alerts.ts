import { alertOf, type FalcoAlert, isAlert, type Origin } from './alert.ts';
import { asObject, asText, type Json, LONGEST_ALERT, own, parseJson } from './json.ts';
import { originOf } from './origin.ts';

/** A piece of input that is no alert, and why; the others are not touched by it. */
export interface Refused {
  readonly why: 'not-json' | 'no-alert' | 'no-priority' | 'too-long' | 'too-many';
  /** The beginning of it. */
  readonly text: string;
}

export interface AlertReading {
  readonly alerts: readonly FalcoAlert[];
  readonly refused: readonly Refused[];
}

interface Gathering {
  readonly alerts: FalcoAlert[];
  readonly refused: Refused[];
  readonly now: Date;
}

const DEEPEST_WRAPPING = 4;
const SHOWN = 120;
/** Alerts in one delivery; what is more is told, not taken. Of what is no alert so many are told. */
export const MOST_ALERTS = 10_000;
/** Where log shippers put the line: as a text or already parsed. */
const WRAPPINGS = ['log', 'log_processed', 'message', 'msg', 'event'];

const refuse = (into: Gathering, why: Refused['why'], text: string): void => {
  if (into.refused.length < MOST_ALERTS) into.refused.push({ why, text: text.slice(0, SHOWN) });
};

const takeObject = (into: Gathering, value: Json, outer: Origin, depth: number): void => {
  if (into.alerts.length >= MOST_ALERTS) return refuse(into, 'too-many', '');
  const origin = originOf(value, outer);
  if (isAlert(value)) {
    const alert = alertOf(value, origin, into.now);
    if (alert === undefined) refuse(into, 'no-priority', asText(own(value, 'rule')) ?? '');
    else into.alerts.push(alert);
    return undefined;
  }
  for (const name of WRAPPINGS) {
    const inner = own(value, name);
    if (inner !== undefined && inner !== null && depth < DEEPEST_WRAPPING)
      return takeValue(into, inner, origin, depth + 1);
  }
  return refuse(into, 'no-alert', Object.keys(value).join(' '));
};

const takeValue = (into: Gathering, value: unknown, origin: Origin, depth: number): void => {
  const text = asText(value);
  const object = asObject(value);
  if (text !== undefined) takeText(into, text, origin, depth);
  else if (object !== undefined) takeObject(into, object, origin, depth);
  else if (Array.isArray(value)) for (const one of value) takeValue(into, one, origin, depth + 1);
  else refuse(into, 'no-alert', String(value));
};

/** One line: JSON, or JSON behind what a container runtime or syslog writes before it. */
const takeLine = (into: Gathering, line: string, origin: Origin, depth: number): void => {
  const text = line.trim();
  if (text === '') return undefined;
  if (text.length > LONGEST_ALERT) return refuse(into, 'too-long', text);
  const start = text.indexOf('{');
  // Banners, and alerts of a Falco that does not write JSON.
  if (start === -1) return refuse(into, 'not-json', text);
  const value = asObject(parseJson(text.slice(start)));
  return value === undefined
    ? refuse(into, 'not-json', text)
    : takeObject(into, value, origin, depth);
};

const takeText = (into: Gathering, text: string, origin: Origin, depth: number): void => {
  const trimmed = text.trim();
  const first = trimmed[0];
  if ((first === '[' || first === '{') && depth <= DEEPEST_WRAPPING) {
    const whole = parseJson(trimmed);
    if (whole !== undefined) return takeValue(into, whole, origin, depth + 1);
  }
  // One after another: a text of nothing but line ends has as many lines as bytes.
  for (let from = 0; from <= text.length;) {
    const end = text.indexOf('\n', from);
    takeLine(into, text.slice(from, end < 0 ? undefined : end), origin, depth);
    from = end < 0 ? text.length + 1 : end + 1;
  }
  return undefined;
};

/**
 * The alerts in a text: one JSON object, an array, or a line each; bare, or wrapped by FireLens, Fluent Bit, Fluentd or a
 * container runtime. One that is broken takes no other with it. Never throws.
 */
export const readAlerts = (text: string, origin: Origin, now: Date): AlertReading => {
  const into: Gathering = { alerts: [], refused: [], now };
  takeText(into, text, origin, 0);
  return into;
};
