import { request } from '../request.ts';
import type {
  AlertAnswer,
  AlertsAnswer,
  AlertsQuestion,
  ChangeAlerts,
  ChangeAlertsAnswer,
} from './alerts.ts';
import type { InvestigateAnswer, InvestigateQuestion } from './investigation.ts';
import type { SearchAnswer, SearchQuestion } from './search.ts';
import type { CallsAnswer, CallsQuestion } from './series.ts';
import type {
  ChangeParameters,
  ChangeRule,
  ChangesAnswer,
  ImportRules,
  ImportRulesAnswer,
  RuleRow,
  RulesAnswer,
  SuppressionForm,
  SuppressionsAnswer,
} from './settings.ts';
import type { StatusAnswer } from './status.ts';
import type { MadeTrap, Shown, TrapForm, TrapsAnswer, TrapView } from './traps.ts';

const ask = <Answer>(what: string, body: object, signal?: AbortSignal): Promise<Answer> =>
  request(`/api/detection/${what}`, { method: 'POST', body, signal });

interface ById {
  readonly id: string;
}

/** `POST /api/detection/*`: live detection, asked as whoever is signed in to the account that administers Security Hub. */
export const detection = {
  status: (signal?: AbortSignal) => ask<StatusAnswer>('status', {}, signal),
  calls: (question: CallsQuestion, signal?: AbortSignal) =>
    ask<CallsAnswer>('calls', question, signal),
  alerts: (question: AlertsQuestion, signal?: AbortSignal) =>
    ask<AlertsAnswer>('alerts', question, signal),
  alert: (id: string, signal?: AbortSignal) => ask<AlertAnswer>('alert', { id }, signal),
  changeAlerts: (change: ChangeAlerts) => ask<ChangeAlertsAnswer>('alerts/change', change),
  investigate: (question: InvestigateQuestion, signal?: AbortSignal) =>
    ask<InvestigateAnswer>('investigate', question, signal),
  search: (question: SearchQuestion, signal?: AbortSignal) =>
    ask<SearchAnswer>('search', question, signal),
  rules: (signal?: AbortSignal) => ask<RulesAnswer>('rules', {}, signal),
  changeRule: (change: ChangeRule) => ask<RuleRow>('rules/change', change),
  changeParameters: (change: ChangeParameters) => ask<RulesAnswer>('parameters/change', change),
  importRules: (files: ImportRules) => ask<ImportRulesAnswer>('rules/import', files),
  removeRule: (rule: ById) => ask<object>('rules/remove', rule),
  suppressions: (signal?: AbortSignal) => ask<SuppressionsAnswer>('suppressions', {}, signal),
  addSuppression: (form: SuppressionForm) => ask<SuppressionsAnswer>('suppressions/add', form),
  removeSuppression: (suppression: ById) =>
    ask<SuppressionsAnswer>('suppressions/remove', suppression),
  changes: (after: string | undefined, signal?: AbortSignal) =>
    ask<ChangesAnswer>('changes', after === undefined ? {} : { after }, signal),
  traps: (signal?: AbortSignal) => ask<TrapsAnswer>('traps', {}, signal),
  createTrap: (form: TrapForm) => ask<MadeTrap>('traps/create', form),
  rotateTrap: (trap: ById) => ask<MadeTrap>('traps/rotate', trap),
  removeTrap: (trap: ById) => ask<{ readonly trap: TrapView }>('traps/remove', trap),
  verifyTrap: (trap: ById) => ask<{ readonly trap: TrapView }>('traps/verify', trap),
  revealTrap: (trap: ById) => ask<{ readonly secret: Shown | undefined }>('traps/reveal', trap),
} as const;
