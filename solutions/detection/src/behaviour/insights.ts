import {
  type ApiCall,
  type Baseline,
  type ChartPoint,
  createInsightsModel,
  type InsightsSettings,
  type InsightSubject,
  type InsightTransition,
  type InsightType,
} from '@gatehouse/anomaly';
import type { JsonObject, RuleFacts, Severity, Signal, TrailEvent } from '../model.ts';
import type { LearningDetector } from './behaviours.ts';
import type { LearnedRow } from './rows.ts';

const FACTS: Readonly<
  Record<
    InsightType,
    Pick<RuleFacts, 'id' | 'title' | 'description' | 'question' | 'techniques' | 'nextSteps'>
  >
> = {
  ApiCallRateInsight: {
    id: 'insight.api-call-rate',
    title: 'An API is called much more often than usual',
    description:
      'The write calls of one API in one account and Region left the baseline of the seven days before.',
    question: 'Which release, batch or person caused the calls, and were they meant?',
    techniques: [
      { id: 'T1578', name: 'Modify Cloud Compute Infrastructure', tactics: ['TA0005'] },
      { id: 'T1496', name: 'Resource Hijacking', tactics: ['TA0040'] },
    ],
    nextSteps: [
      'Compare who called and with what during the insight and before it (attributions).',
      'List the resources made or changed in these minutes.',
    ],
  },
  ApiErrorRateInsight: {
    id: 'insight.api-error-rate',
    title: 'An API fails much more often than usual',
    description: 'The errors of one code of one API in one account and Region left their baseline.',
    question: 'Are these failed calls around sensitive services or information?',
    techniques: [
      { id: 'T1526', name: 'Cloud Service Discovery', tactics: ['TA0007'] },
      { id: 'T1580', name: 'Cloud Infrastructure Discovery', tactics: ['TA0007'] },
    ],
    nextSteps: [
      'See who was refused, and which of their calls succeeded.',
      'Throttling and missing resources point to a program that is broken, denials to one that is probing.',
    ],
  },
  ApiCallGap: {
    id: 'insight.gap',
    title: 'An API that was called steadily no longer is',
    description: 'Calls that came in a steady rhythm for a week have stopped or are few.',
    question:
      'Was the job behind these calls (a backup, a rotation, a scan) switched off on purpose?',
    techniques: [{ id: 'T1562', name: 'Impair Defenses', tactics: ['TA0005'] }],
    nextSteps: [
      'Find what made the calls before (baseline attributions) and whether it still runs.',
      'Look for changes of its schedule, role or trail since the last call.',
    ],
  },
};

/** CloudTrail's insights begin an inquiry, they do not conclude one: what is only frequent is LOW. */
const severityOf = ({ type, errorCode, score }: InsightTransition): Severity => {
  if (type === 'ApiCallGap') return 'LOW';
  const refused =
    errorCode !== undefined && (errorCode.includes('Denied') || errorCode.includes('Unauthorized'));
  return refused && score >= 70 ? 'MEDIUM' : 'LOW';
};

/** An insight that lasts longer is told as over in an alert of its own. */
const DAY_SECONDS = 86_400;

const ruleFor = (type: InsightType, severity: Severity): RuleFacts => ({
  ...FACTS[type],
  origin: 'insight',
  severity,
  references: [
    'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-insights-events-with-cloudtrail.html',
  ],
  threshold: 1,
  windowSeconds: DAY_SECONDS,
  countsDistinct: false,
});

export const INSIGHT_RULES: readonly RuleFacts[] = [
  ruleFor('ApiCallRateInsight', 'LOW'),
  ruleFor('ApiErrorRateInsight', 'LOW'),
  ruleFor('ApiCallGap', 'LOW'),
];

const callOf = (event: TrailEvent): ApiCall => ({
  at: event.at,
  account: event.account,
  region: event.region,
  source: event.source,
  name: event.name,
  write: !event.readOnly,
  errorCode: event.errorCode,
  userIdentityArn: event.actor.key,
  userAgent: event.userAgent === '' ? undefined : event.userAgent,
});

const rates = ({ insightAverage, baselineAverage, insightDuration }: InsightTransition): string =>
  `${Number(insightAverage.toPrecision(3))} a minute for ${insightDuration} ${insightDuration === 1 ? 'minute' : 'minutes'} against ${Number(baselineAverage.toPrecision(3))} before`;

const causes = (transition: InsightTransition): readonly string[] =>
  transition.attributions.flatMap(({ attribute, insight }) => {
    const [first] = insight;
    return first === undefined || first.value === 'null' || attribute === 'errorCode'
      ? []
      : [`mostly ${attribute} ${first.value} (${Number(first.average.toPrecision(3))} a minute)`];
  });

const serviceOf = (source: string): string => source.replace('.amazonaws.com', '');

const api = ({ source, name, errorCode }: InsightTransition): string =>
  `${serviceOf(source)}:${name}${errorCode === undefined ? '' : ` ${errorCode}`}`;

/** As CloudTrail writes it (User Guide, "CloudTrail Insights insightDetails element"), with our kind of a gap beside its two. */
const detailsOf = (transition: InsightTransition): JsonObject => ({
  state: transition.state,
  eventSource: transition.source,
  eventName: transition.name,
  insightType: transition.type,
  ...(transition.errorCode === undefined ? {} : { errorCode: transition.errorCode }),
  insightContext: {
    statistics: {
      baseline: { average: transition.baselineAverage },
      insight: { average: transition.insightAverage },
      insightDuration: transition.insightDuration,
      baselineDuration: transition.baselineDuration,
    },
    attributions: transition.attributions,
  },
});

const mostFrequent = (
  { attributions }: InsightTransition,
  attribute: 'userIdentityArn' | 'userAgent',
): string | undefined => {
  const found = attributions.find((one) => one.attribute === attribute);
  // Of a gap the calls that are missing are those of the baseline.
  const value = (found?.insight[0] ?? found?.baseline[0])?.value;
  return value === 'null' ? undefined : value;
};

/** An insight is of many calls: its signal carries an event of its own, made as CloudTrail makes them. */
const eventOf = (transition: InsightTransition): TrailEvent => {
  const { account, region, source, name, errorCode, key, state } = transition;
  const identity = mostFrequent(transition, 'userIdentityArn');
  return {
    id: `${key}|${state}`,
    at: transition.endedAt ?? transition.startedAt,
    name,
    source,
    service: serviceOf(source),
    region,
    account,
    category: 'Insight',
    readOnly: false,
    errorCode,
    errorMessage: undefined,
    sourceIp: '',
    userAgent: mostFrequent(transition, 'userAgent') ?? '',
    actor: {
      kind: 'account',
      key: identity ?? account,
      account,
      name: identity?.slice(identity.lastIndexOf('/') + 1) ?? account,
      session: key,
      sessionName: undefined,
      accessKeyId: undefined,
      mfa: undefined,
    },
    record: {
      eventType: 'AwsCloudTrailInsight',
      eventCategory: 'Insight',
      insightDetails: detailsOf(transition),
    },
  };
};

const signalOf = (transition: InsightTransition): Signal => {
  const started = transition.state === 'Start';
  return {
    rule: ruleFor(transition.type, severityOf(transition)),
    event: eventOf(transition),
    group: transition.key,
    distinct: undefined,
    because: [
      `${api(transition)} ${started ? 'began' : 'is over'}: ${rates(transition)}`,
      ...(started ? [...transition.because, ...causes(transition)] : transition.because.slice(-1)),
    ],
    score: transition.score,
    resources: [],
  };
};

export interface InsightsDetector extends LearningDetector {
  /** Decides what time alone decides: live by the clock; after a scan by a time ten minutes after its last event. */
  advance(at: number): readonly Signal[];
  /** What charts show: calls by hour of eight days, beside what is usual. */
  hours(subject: InsightSubject): readonly ChartPoint[];
  baseline(subject: InsightSubject): Baseline | undefined;
  /** Insights under way. */
  open(): readonly InsightTransition[];
}

const NONE: readonly Signal[] = [];

/** The model of CloudTrail Insights over the events of a scan or a stream, and gaps beside it. */
export const createInsights = (
  settings: Partial<InsightsSettings> = {},
  restored: Iterable<LearnedRow> = [],
): InsightsDetector => {
  const model = createInsightsModel(restored, settings);
  return {
    observe: (event) => {
      if (event.category !== 'Management') return NONE;
      const said = model.observe(callOf(event));
      return said.length === 0 ? NONE : said.map(signalOf);
    },
    advance: (at) => model.advance(at).map(signalOf),
    hours: (subject) => model.hours(subject),
    baseline: (subject) => model.baseline(subject),
    open: () => model.open(),
    changes: () => model.changes(),
  };
};
