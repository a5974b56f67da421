import type { AwsSecurityFinding } from '@aws-sdk/client-securityhub';
import type { Tx } from '@gatehouse/store';
import { changedFinding } from '../findings/change.ts';
import { members } from '../members/members.ts';
import type { AutomationChange, AutomationRules, Findings, HubRef } from '../ports.ts';
import { automationRules, ruleArn } from './rules.ts';

/**
 * The rules that apply to an owner's findings: its administrator's in the same Region, or its own when it has none
 * (User Guide, "Automation rules": only the administrator makes rules, and they apply in the Region where they are).
 */
export const rulesFor = async (
  findings: Pick<Findings, 'matcher'>,
  tx: Tx,
  owner: HubRef,
  now: Date,
): Promise<AutomationRules | undefined> => {
  const membership = await members.ofAccount(tx, owner);
  const hub = { account: membership?.administrator ?? owner.account, region: owner.region };
  const rules = (await automationRules.all(tx, hub))
    .filter(({ status }) => status === 'ENABLED')
    .map((rule) => ({
      arn: ruleArn(rule, rule.id),
      isTerminal: rule.isTerminal,
      matches: findings.matcher(rule.criteria, now),
      updates: rule.actions.flatMap(({ FindingFieldsUpdate }) => FindingFieldsUpdate ?? []),
    }));
  if (rules.length === 0) return undefined;

  return (finding: AwsSecurityFinding) => {
    const changes: AutomationChange[] = [];
    // Each rule sees what the rules before it have made of the finding.
    let current = finding;
    for (const { arn, isTerminal, matches, updates } of rules) {
      if (!matches(current)) continue;
      for (const change of updates) {
        changes.push({ ruleArn: arn, change });
        current = changedFinding({ finding: current, customerFields: [] }, change, now).finding;
      }
      if (isTerminal) break;
    }
    return changes;
  };
};
