import { isProviderKey } from '../../catalog/index.ts';
import type { CatalogAction } from '../../catalog/index.ts';
import { globalConditionKeys, splitAction } from '../../catalog/index.ts';
import { type ConditionView, hasWildcard, type StatementView } from '../document.ts';
import { type Problem, problem } from '../issues.ts';
import type { Knowledge } from '../knowledge.ts';
import type { StatementRule } from '../rule.ts';

/** Condition keys that the statement's actions do not carry: the condition then says something else than it seems. */
export const supportProblems: StatementRule = (statement, _policy, knowledge) =>
  statement.conditions.flatMap((condition) =>
    /^aws:resourcetag\/./.test(condition.lowerKey)
      ? tagProblems(condition, statement, knowledge)
      : keyProblems(condition, statement, knowledge),
  );

/** An absent key decides such a condition: true for negated operators and IfExists, and Null asks for just that. */
const needsKey = ({ operator }: ConditionView): boolean =>
  operator !== undefined && operator.family !== 'Null' && !operator.negated && !operator.ifExists;

const tagProblems = (
  condition: ConditionView,
  { actions, effect }: StatementView,
  knowledge: Knowledge,
): readonly Problem[] => {
  if (actions === undefined || effect === undefined || !needsKey(condition)) return [];
  const { key, node } = condition;
  const deny = effect === 'Deny';
  if (actions.element === 'NotAction')
    return [
      problem(
        deny
          ? 'DENY_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE'
          : 'ALLOW_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE',
        node,
        { key },
      ),
    ];
  const without = actions.values.filter(({ value }) => {
    const named = namedActions(value, knowledge);
    return (
      named.length > 0 && named.every((action) => action.conditionKeys.find(key) === undefined)
    );
  });
  if (without.length === 0) return [];
  const prefixes = new Set(without.map(({ value }) => splitAction(value)[0].toLowerCase()));
  return [
    problem(
      deny
        ? 'DENY_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE'
        : 'ALLOW_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE',
      [node, ...without],
      { key, services: [...prefixes].join(', ') },
    ),
  ];
};

const namedActions = (text: string, knowledge: Knowledge): readonly CatalogAction[] => {
  const [prefix, name] = splitAction(text);
  if (name === undefined || hasWildcard(prefix)) return [];
  return knowledge.expand(text);
};

/** Keys of a service: only actions named in full are judged, as the reference says. */
const keyProblems = (
  condition: ConditionView,
  { actions }: StatementView,
  knowledge: Knowledge,
): readonly Problem[] => {
  const { key, node, operator } = condition;
  if (actions?.element !== 'Action' || operator === undefined || operator.ifExists) return [];
  const provider = isProviderKey(key);
  if (globalConditionKeys().find(key) !== undefined) return [];
  if (!provider && knowledge.conditionKey(key) === undefined) return [];
  const without = actions.values.filter(({ value }) => {
    const action = hasWildcard(value) ? undefined : knowledge.action(value);
    return action !== undefined && !carries(action, key, provider);
  });
  if (without.length === 0) return [];
  const words = { actions: without.map(({ value }) => value).join(', '), key };
  return [problem('UNSUPPORTED_ACTION_FOR_CONDITION_KEY', [...without, node], words)];
};

/** Claims of a provider that the data do not list come with its tokens all the same. */
const carries = (action: CatalogAction, key: string, provider: boolean): boolean =>
  action.conditionKeys.find(key) !== undefined ||
  (provider && action.service === 'sts' && action.name === 'AssumeRoleWithWebIdentity');
