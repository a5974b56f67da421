export type * from './alerts.ts';
export type * from './investigation.ts';
export type * from './search.ts';
export type * from './series.ts';
export type * from './settings.ts';
export type * from './status.ts';
export type * from './traps.ts';
