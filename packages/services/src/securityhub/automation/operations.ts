import type {
  AutomationRulesConfig,
  AutomationRulesMetadata,
  BatchDeleteAutomationRulesRequest,
  BatchDeleteAutomationRulesResponse,
  BatchGetAutomationRulesRequest,
  BatchGetAutomationRulesResponse,
  BatchUpdateAutomationRulesRequest,
  BatchUpdateAutomationRulesResponse,
  CreateAutomationRuleRequest,
  CreateAutomationRuleResponse,
  ListAutomationRulesRequest,
  ListAutomationRulesResponse,
  UnprocessedAutomationRule,
} from '@aws-sdk/client-securityhub';
import { AwsError } from '@gatehouse/core';
import {
  type Call,
  principalArn,
  reads,
  requestTagKeys,
  tagStore,
  writes,
} from '@gatehouse/service-kit';
import type { SecurityHubDeps } from '../deps.ts';
import {
  actionsInvalid,
  criteriaMissing,
  resourceNotFound,
  ruleNotAllowed,
  tooManyRules,
} from '../errors.ts';
import { pageOf, permit, permitAny, requireHub } from '../hub/access.ts';
import { requestTags, tagOwner } from '../hub/tags.ts';
import { filtersNothing } from '../insights/insights.ts';
import { members } from '../members/members.ts';
import type { Findings } from '../ports.ts';
import { automationRules, type Rule, ruleArn } from './rules.ts';

type Deps = Pick<SecurityHubDeps, 'acceptsLooseInput'> & { readonly findings: Findings };

/** User Guide, "Security Hub quotas". */
const MOST_RULES = 100;
const STATUSES = ['ENABLED', 'DISABLED'] as const;

const fieldLimits = (path: string) => ({
  [`${path}RuleStatus`]: { oneOf: STATUSES },
  [`${path}RuleOrder`]: { minValue: 1, maxValue: 1000 },
  [`${path}RuleName`]: { minLength: 1, maxLength: 256 },
  [`${path}Description`]: { minLength: 1, maxLength: 1024 },
  [`${path}Actions`]: { minLength: 1, maxLength: 1 },
  [`${path}Actions[].Type`]: { oneOf: ['FINDING_FIELDS_UPDATE'] },
  [`${path}Actions[].FindingFieldsUpdate.Note.Text`]: { minLength: 1, maxLength: 512 },
  [`${path}Actions[].FindingFieldsUpdate.Note.UpdatedBy`]: { minLength: 1, maxLength: 512 },
  [`${path}Actions[].FindingFieldsUpdate.Severity.Label`]: {
    oneOf: ['INFORMATIONAL', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL'],
  },
  [`${path}Actions[].FindingFieldsUpdate.Severity.Normalized`]: { minValue: 0, maxValue: 100 },
  [`${path}Actions[].FindingFieldsUpdate.Workflow.Status`]: {
    oneOf: ['NEW', 'NOTIFIED', 'RESOLVED', 'SUPPRESSED'],
  },
  [`${path}Actions[].FindingFieldsUpdate.VerificationState`]: {
    oneOf: ['UNKNOWN', 'TRUE_POSITIVE', 'FALSE_POSITIVE', 'BENIGN_POSITIVE'],
  },
  [`${path}Actions[].FindingFieldsUpdate.Confidence`]: { minValue: 0, maxValue: 100 },
  [`${path}Actions[].FindingFieldsUpdate.Criticality`]: { minValue: 0, maxValue: 100 },
  [`${path}Actions[].FindingFieldsUpdate.Types`]: { maxLength: 50 },
  [`${path}Actions[].FindingFieldsUpdate.UserDefinedFields`]: { maxLength: 50 },
  [`${path}Actions[].FindingFieldsUpdate.RelatedFindings`]: { maxLength: 10 },
});

const ARNS = { AutomationRulesArns: { minLength: 1, maxLength: 100 } } as const;

const statusOf = (text: string | undefined): Rule['status'] | undefined =>
  STATUSES.find((status) => status === text);

const requireSound = ({ findings }: Deps, { criteria, actions }: Rule): void => {
  if (filtersNothing(criteria)) throw criteriaMissing();
  findings.requireFilters(criteria);
  const updates = actions.map(({ FindingFieldsUpdate }) => FindingFieldsUpdate ?? {});
  if (updates.length !== 1 || updates.some((update) => Object.keys(update).length === 0))
    throw actionsInvalid();
};

const requireAdministrator = async (deps: Deps, call: Call): Promise<void> => {
  await requireHub(deps, call);
  if ((await members.ofAccount(call.tx, call)) !== undefined) throw ruleNotAllowed();
};

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_CreateAutomationRule.html */
export const createAutomationRule = (deps: Deps & Pick<SecurityHubDeps, 'ids'>) =>
  writes<CreateAutomationRuleRequest, CreateAutomationRuleResponse>(
    { limits: fieldLimits('') },
    async (input, call) => {
      const { tx, account, region, now } = call;
      const tags = requestTags(input.Tags);
      await permitAny(call, 'CreateAutomationRule', requestTagKeys(tags));
      await requireAdministrator(deps, call);
      const rule: Rule = {
        account,
        region,
        id: deps.ids.uuid(),
        status: statusOf(input.RuleStatus) ?? 'ENABLED',
        order: input.RuleOrder ?? 1,
        name: input.RuleName ?? '',
        description: input.Description ?? '',
        isTerminal: input.IsTerminal ?? false,
        criteria: input.Criteria ?? {},
        actions: input.Actions ?? [],
        createdBy: principalArn(call.principal) ?? account,
        createdAt: now,
        updatedAt: now,
      };
      requireSound(deps, rule);
      if ((await automationRules.count(tx, call)) >= MOST_RULES) throw tooManyRules();
      await automationRules.put(tx, rule);
      const arn = ruleArn(rule, rule.id);
      await tagStore.put(tx, tagOwner(call, arn), tags);
      call.touch({ type: 'AWS::SecurityHub::AutomationRule', name: arn, arn });
      return { RuleArn: arn };
    },
  );

const NOT_FOUND = 404;
const INVALID = 400;

interface Batch {
  readonly done: string[];
  readonly failed: UnprocessedAutomationRule[];
}

/** Does something with each rule that is named; the caller must be allowed to with each of them. */
const eachRule = async (
  deps: Deps,
  call: Call,
  action: string,
  arns: readonly string[],
  process: (rule: Rule, arn: string) => Promise<void>,
): Promise<Batch> => {
  for (const arn of arns) await permit(call, action, arn);
  if (arns.length === 0) await permitAny(call, action);
  await requireAdministrator(deps, call);
  const batch: Batch = { done: [], failed: [] };
  const refuse = (RuleArn: string, ErrorCode: number, error: AwsError): void => {
    batch.failed.push({ RuleArn, ErrorCode, ErrorMessage: error.message });
  };
  for (const arn of new Set(arns)) {
    const rule = await automationRules.find(call.tx, call, arn.split('/').at(-1) ?? '');
    if (rule === undefined || ruleArn(rule, rule.id) !== arn) {
      refuse(arn, NOT_FOUND, resourceNotFound(arn));
      continue;
    }
    call.touch({ type: 'AWS::SecurityHub::AutomationRule', name: arn, arn });
    try {
      await process(rule, arn);
      batch.done.push(arn);
    } catch (error) {
      // The checks come before anything is written.
      if (!(error instanceof AwsError)) throw error;
      refuse(arn, INVALID, error);
    }
  }
  return batch;
};

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_BatchUpdateAutomationRules.html */
export const batchUpdateAutomationRules = (deps: Deps) =>
  writes<BatchUpdateAutomationRulesRequest, BatchUpdateAutomationRulesResponse>(
    {
      limits: {
        UpdateAutomationRulesRequestItems: { minLength: 1, maxLength: 100 },
        ...fieldLimits('UpdateAutomationRulesRequestItems[].'),
      },
    },
    async (input, call) => {
      const items = new Map(
        (input.UpdateAutomationRulesRequestItems ?? []).map((item) => [item.RuleArn ?? '', item]),
      );
      const { done, failed } = await eachRule(
        deps,
        call,
        'BatchUpdateAutomationRules',
        [...items.keys()],
        async (rule, arn) => {
          const item = items.get(arn);
          const changed: Rule = {
            ...rule,
            status: statusOf(item?.RuleStatus) ?? rule.status,
            order: item?.RuleOrder ?? rule.order,
            name: item?.RuleName ?? rule.name,
            description: item?.Description ?? rule.description,
            isTerminal: item?.IsTerminal ?? rule.isTerminal,
            criteria: item?.Criteria ?? rule.criteria,
            actions: item?.Actions ?? rule.actions,
            updatedAt: call.now,
          };
          requireSound(deps, changed);
          await automationRules.put(call.tx, changed);
        },
      );
      return { ProcessedAutomationRules: done, UnprocessedAutomationRules: failed };
    },
  );

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_BatchDeleteAutomationRules.html */
export const batchDeleteAutomationRules = (deps: Deps) =>
  writes<BatchDeleteAutomationRulesRequest, BatchDeleteAutomationRulesResponse>(
    { limits: ARNS },
    async (input, call) => {
      const { done, failed } = await eachRule(
        deps,
        call,
        'BatchDeleteAutomationRules',
        input.AutomationRulesArns ?? [],
        async (rule, arn) => {
          await automationRules.remove(call.tx, rule);
          await tagStore.removeAll(call.tx, arn);
        },
      );
      return { ProcessedAutomationRules: done, UnprocessedAutomationRules: failed };
    },
  );

const metadata = (rule: Rule): AutomationRulesMetadata => ({
  RuleArn: ruleArn(rule, rule.id),
  RuleStatus: rule.status,
  RuleOrder: rule.order,
  RuleName: rule.name,
  Description: rule.description,
  IsTerminal: rule.isTerminal,
  CreatedAt: rule.createdAt,
  UpdatedAt: rule.updatedAt,
  CreatedBy: rule.createdBy,
});

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_BatchGetAutomationRules.html */
export const batchGetAutomationRules = (deps: Deps) =>
  reads<BatchGetAutomationRulesRequest, BatchGetAutomationRulesResponse>(
    { limits: ARNS },
    async (input, call) => {
      const found: AutomationRulesConfig[] = [];
      const { failed } = await eachRule(
        deps,
        call,
        'BatchGetAutomationRules',
        input.AutomationRulesArns ?? [],
        async (rule) => {
          found.push({
            ...metadata(rule),
            Criteria: rule.criteria,
            Actions: [...rule.actions],
          });
        },
      );
      return { Rules: found, UnprocessedAutomationRules: failed };
    },
  );

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_ListAutomationRules.html */
export const listAutomationRules = (deps: Deps & Pick<SecurityHubDeps, 'pages'>) =>
  reads<ListAutomationRulesRequest, ListAutomationRulesResponse>(
    { limits: { MaxResults: { minValue: 1, maxValue: 100 } } },
    async (input, call) => {
      await permitAny(call, 'ListAutomationRules');
      await requireAdministrator(deps, call);
      const { items, more } = await pageOf(
        deps,
        call,
        'ListAutomationRules',
        input,
        100,
        (after, limit) => automationRules.list(call.tx, call, after, limit),
        ({ order, updatedAt, id }) => [order, updatedAt.getTime(), id],
      );
      return { AutomationRulesMetadata: items.map(metadata), ...more };
    },
  );
