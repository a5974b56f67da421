export { answerTraps, TRAP_ROUTES } from './api.ts';
export { TRAP_RULE_LIST } from './facts.ts';
export {
  KEEPER_ROLE,
  KEEPER_SESSION,
  keeperPolicy,
  keeperTrust,
  type KeeperPlace,
} from './keeper-policy.ts';
export { trapMigrations } from './migrations.ts';
export type { Secrecy, TrapView } from './model.ts';
export { TRAP_DEFAULTS, type TrapSettings } from './settings.ts';
export { createTraps, type MadeTrap, type TrapDeps, type Traps } from './traps.ts';
export { touchTrap, type TouchingCall } from './simulate.ts';
export type { TrapListener } from './watch/trap-watch.ts';
