import { type Call, emitEvents, type ServiceEvent, writes } from '@gatehouse/service-kit';
import type { SecurityHubDeps } from '../deps.ts';
import { resourceNotFound, tooManyForAction } from '../errors.ts';
import { permittedHub } from '../hub/access.ts';
import { type InsightDeps, requireInsight, resultsOf } from '../insights/operations.ts';
import type { FindingId } from '../ports.ts';
import { requireAction } from './operations.ts';
import { actionArn, type ActionTarget } from './targets.ts';

type Deps = InsightDeps & Pick<SecurityHubDeps, 'ids'>;

/** User Guide, "Using custom actions to send findings and insight results to EventBridge". */
const MOST_FINDINGS = 20;
const MOST_RESULTS = 100;

export interface SendFindingEventsRequest {
  readonly ActionTargetArn: string;
  readonly FindingIdentifiers: readonly FindingId[];
}

export interface SendInsightEventsRequest {
  readonly ActionTargetArn: string;
  readonly InsightArn: string;
  /** Of the insight's results, those that are sent; all of them when absent. */
  readonly GroupByAttributeValues?: readonly string[];
}

const eventOf = (
  { ids }: Pick<SecurityHubDeps, 'ids'>,
  call: Call,
  target: ActionTarget,
  detailType: string,
  detail: object,
): ServiceEvent => ({
  id: ids.uuid(),
  source: 'aws.securityhub',
  detailType,
  account: call.account,
  region: call.region,
  at: call.now,
  resources: [actionArn(target)],
  detail: { actionName: target.name, actionDescription: target.description, ...detail },
});

/** Each finding is an event of its own (User Guide, "EventBridge event formats for Security Hub"). */
export const sendFindingEvents = (deps: Deps) =>
  writes<SendFindingEventsRequest, object>({}, async (input, call) => {
    const { tx, account, region } = call;
    await permittedHub(deps, call, 'SendFindingEvents');
    const target = await requireAction(call, input.ActionTargetArn);
    if (input.FindingIdentifiers.length > MOST_FINDINGS) throw tooManyForAction(MOST_FINDINGS);
    const visible = await deps.hubs.visibility(tx, { account, region });
    const records = await deps.findings.find(tx, visible, input.FindingIdentifiers);
    const missing = input.FindingIdentifiers.find(
      ({ Id, ProductArn }) =>
        !records.some(({ finding }) => finding.Id === Id && finding.ProductArn === ProductArn),
    );
    if (missing !== undefined) throw resourceNotFound(missing.Id);
    const events = records.map(({ finding }) =>
      eventOf(deps, call, target, 'Security Hub Findings - Custom Action', { findings: [finding] }),
    );
    await emitEvents(tx, events, call.now);
    return {};
  });

export const sendInsightEvents = (deps: Deps) =>
  writes<SendInsightEventsRequest, object>({}, async (input, call) => {
    await permittedHub(deps, call, 'SendInsightEvents');
    const target = await requireAction(call, input.ActionTargetArn);
    const insight = await requireInsight(call, input.InsightArn);
    const wanted = input.GroupByAttributeValues;
    if (wanted !== undefined && wanted.length > MOST_RESULTS) throw tooManyForAction(MOST_RESULTS);
    const results = (await resultsOf(deps, call, insight)).filter(
      ({ value }) => wanted === undefined || wanted.includes(value),
    );
    const event = eventOf(deps, call, target, 'Security Hub Insight Results', {
      insightArn: insight.arn,
      insightName: insight.name,
      resultType: insight.groupBy,
      'number of results': String(results.length),
      insightResults: results.map(({ value, count }) => Object.fromEntries([[value, count]])),
    });
    await emitEvents(call.tx, [event], call.now);
    return {};
  });
