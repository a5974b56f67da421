import type { IncomingMessage } from 'node:http';
import type * as Detection from '@gatehouse/detection';
import { principalArn } from '@gatehouse/service-kit';
import type { z } from 'zod';
import type { RunningDetection } from '../../detection/start-detection.ts';
import { requireSession, type Sessions } from '../active-session.ts';
import type { ConsoleDeps } from '../console-deps.ts';
import { type ConsoleAnswer, ConsoleError, readBody, readSmallJson } from '../http.ts';
import type { Route } from '../session-routes.ts';
import { type Powers, powersOf, requirePower, requireRunning } from './access.ts';
import {
  Alert,
  AlertChange,
  Alerts,
  Calls,
  Changes,
  Investigation,
  Named,
  Nothing,
  ParameterChange,
  RuleChange,
  RuleImport,
  Search,
  Suppression,
} from './forms.ts';
import { trapRoutes } from './trap-routes.ts';

/** What an answer is made from. */
interface Given {
  readonly detection: typeof Detection;
  readonly running: RunningDetection;
  readonly deps: Pick<ConsoleDeps, 'store' | 'clock' | 'ids'> & {
    readonly live: RunningDetection['live'];
    readonly history: RunningDetection['history'];
  };
  readonly powers: Powers;
  readonly asking: Detection.Asking;
}

interface Expected<Form extends z.ZodType> {
  readonly form: Form;
  readonly power: 'read' | 'changeAlerts' | 'changeSettings';
  /** A question may have so many bytes. */
  readonly bytes?: number;
}

const STATUS = { InvalidRequest: 400, NotFound: 404, NotRunning: 404 } as const;

const parsed = async (request: IncomingMessage, bytes: number | undefined): Promise<unknown> => {
  if (bytes === undefined) return readSmallJson(request);
  const body = await readBody(request, bytes);
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new ConsoleError(400, 'InvalidJson', 'The request is not JSON.');
  }
};

/** What is wrong with a question, by the first member that is. */
const formProblem = (error: z.core.$ZodError): ConsoleError => {
  const [first] = error.issues;
  const place = first?.path.join('.') ?? '';
  return new ConsoleError(
    400,
    'InvalidRequest',
    `${place === '' ? 'The question' : place}: ${first?.message ?? 'is none'}`,
  );
};

/** A question about detection in a known form, by somebody of the account that administers Security Hub. */
export const asked =
  <Form extends z.ZodType>(
    deps: ConsoleDeps,
    sessions: Sessions,
    { form, power, bytes }: Expected<Form>,
    answer: (question: z.output<Form>, given: Given) => Promise<unknown>,
  ): Route =>
  async (request, visitor): Promise<ConsoleAnswer> => {
    const session = await requireSession(deps, sessions, request);
    if (session.roleExpired)
      throw new ConsoleError(401, 'RoleSessionEnded', 'The session of the role has ended.');
    const running = requireRunning(deps);
    const { account, region } = running.live.settings;
    const powers = await powersOf(deps, session, { account, region }, visitor);
    requirePower(powers, power, { account, region });
    const question = form.safeParse(await parsed(request, bytes));
    if (!question.success) throw formProblem(question.error);
    // Loaded by whoever runs it already.
    const detection = await import('@gatehouse/detection');
    const { store, clock, ids } = deps;
    const asking = { by: principalArn(session.principal), seesTraps: powers.seeTraps };
    try {
      const body = await answer(question.data, {
        detection,
        running,
        deps: { store, clock, ids, live: running.live, history: running.history },
        powers,
        asking,
      });
      return { status: 200, body };
    } catch (error) {
      if (error instanceof detection.DetectionRefusal)
        throw new ConsoleError(STATUS[error.code], error.code, error.message);
      throw error;
    }
  };

const alertRoutes = (
  deps: ConsoleDeps,
  sessions: Sessions,
): readonly (readonly [string, Route])[] => [
  [
    'POST /api/detection/status',
    asked(deps, sessions, { form: Nothing, power: 'read' }, (_question, given) => {
      const { changeAlerts, changeSettings, seeTraps } = given.powers;
      return given.detection.statusOf(given.deps, given.running.state(), {
        changeAlerts,
        changeSettings,
        seeTraps,
      });
    }),
  ],
  [
    'POST /api/detection/alerts',
    asked(deps, sessions, { form: Alerts, power: 'read' }, (question, given) =>
      given.detection.listAlerts(given.deps, question, given.asking),
    ),
  ],
  [
    'POST /api/detection/alert',
    asked(deps, sessions, { form: Alert, power: 'read' }, ({ id }, given) =>
      given.detection.showAlert(given.deps, id, given.asking),
    ),
  ],
  [
    'POST /api/detection/alerts/change',
    asked(deps, sessions, { form: AlertChange, power: 'changeAlerts' }, (question, given) =>
      given.detection.changeAlerts(given.deps, question, given.asking),
    ),
  ],
  [
    'POST /api/detection/calls',
    asked(deps, sessions, { form: Calls, power: 'read' }, (question, given) =>
      given.detection.callsOf(given.deps, question),
    ),
  ],
  [
    'POST /api/detection/search',
    asked(deps, sessions, { form: Search, power: 'read' }, (question, given) =>
      given.detection.searchEvents(given.deps, question),
    ),
  ],
  [
    'POST /api/detection/investigate',
    asked(deps, sessions, { form: Investigation, power: 'read' }, (question, given) =>
      given.detection.investigate(given.deps, question, given.asking.seesTraps),
    ),
  ],
];

const IMPORT_BYTES = 8 * 1024 * 1024;
const SETTINGS_BYTES = 512 * 1024;

const ruleRoutes = (
  deps: ConsoleDeps,
  sessions: Sessions,
): readonly (readonly [string, Route])[] => {
  const change = { power: 'changeSettings', bytes: SETTINGS_BYTES } as const;
  return [
    [
      'POST /api/detection/rules',
      asked(deps, sessions, { form: Nothing, power: 'read' }, (_question, given) =>
        given.detection.rulesOf(given.deps, given.asking),
      ),
    ],
    [
      'POST /api/detection/rules/change',
      asked(deps, sessions, { form: RuleChange, ...change }, (question, given) =>
        given.detection.changeRule(given.deps, question, given.asking),
      ),
    ],
    [
      'POST /api/detection/parameters/change',
      asked(deps, sessions, { form: ParameterChange, ...change }, (question, given) =>
        given.detection.changeParameters(given.deps, question, given.asking),
      ),
    ],
    [
      'POST /api/detection/rules/import',
      asked(
        deps,
        sessions,
        { form: RuleImport, power: 'changeSettings', bytes: IMPORT_BYTES },
        (question, given) => given.detection.importRules(given.deps, question, given.asking),
      ),
    ],
    [
      'POST /api/detection/rules/remove',
      asked(deps, sessions, { form: Named, ...change }, async ({ id }, given) => {
        await given.detection.removeRule(given.deps, id, given.asking);
        return {};
      }),
    ],
  ];
};

const suppressionRoutes = (
  deps: ConsoleDeps,
  sessions: Sessions,
): readonly (readonly [string, Route])[] => {
  const change = { power: 'changeSettings', bytes: SETTINGS_BYTES } as const;
  return [
    [
      'POST /api/detection/suppressions',
      asked(deps, sessions, { form: Nothing, power: 'read' }, (_question, given) =>
        given.detection.suppressionsOf(given.deps),
      ),
    ],
    [
      'POST /api/detection/suppressions/add',
      asked(deps, sessions, { form: Suppression, ...change }, (question, given) =>
        given.detection.addSuppression(given.deps, question, given.asking),
      ),
    ],
    [
      'POST /api/detection/suppressions/remove',
      asked(deps, sessions, { form: Named, ...change }, ({ id }, given) =>
        given.detection.removeSuppression(given.deps, id, given.asking),
      ),
    ],
    [
      'POST /api/detection/changes',
      asked(deps, sessions, { form: Changes, power: 'read' }, ({ after }, given) =>
        given.detection.changesOf(given.deps, after),
      ),
    ],
  ];
};

/** What the pages of detection ask (solutions/detection/src/live/api). */
export const detectionRoutes = (
  deps: ConsoleDeps,
  sessions: Sessions,
): readonly (readonly [string, Route])[] => [
  ...alertRoutes(deps, sessions),
  ...ruleRoutes(deps, sessions),
  ...suppressionRoutes(deps, sessions),
  ...trapRoutes(deps, sessions),
];
