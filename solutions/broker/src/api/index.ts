export { createApi } from './app.ts';
export type { AuditDesk, Visitor } from './ports.ts';
