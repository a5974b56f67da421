/** What one look at the installation found. */
export interface Check {
  readonly name: string;
  readonly state: 'pass' | 'warn' | 'fail';
  readonly detail: string;
  /** What to do about it. */
  readonly advice?: string;
}

export const pass = (name: string, detail: string): Check => ({ name, state: 'pass', detail });

export const warn = (name: string, detail: string, advice: string): Check => ({
  name,
  state: 'warn',
  detail,
  advice,
});

export const fail = (name: string, detail: string, advice: string): Check => ({
  name,
  state: 'fail',
  detail,
  advice,
});
