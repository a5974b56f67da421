import type {
  ApprovalStep,
  AutomaticCondition,
  BreakGlassRule,
  ConditionSource,
  FieldRule,
  Requirement,
} from '../model/index.ts';
import { durationInWords } from './duration.ts';
import type { Terms } from './rule.ts';

/** `up to 4 h, approval by 1 of security-approvers, rule s3-admin` */
export const termsInWords = ({ requirement }: Terms): string =>
  [
    `up to ${durationInWords(requirement.maxDurationSeconds)}`,
    approvalInWords(requirement),
    ...(requirement.breakGlass === undefined
      ? []
      : [`break-glass ${breakGlassInWords(requirement.breakGlass)}`]),
    `rule ${requirement.ruleIds.join(', ')}`,
  ].join(', ');

/** What became of each part that is not the same; empty where nothing changes for the person. */
export const differenceInWords = (was: Terms, is: Terms): string =>
  [
    changed('duration', was, is, ({ requirement }) =>
      durationInWords(requirement.maxDurationSeconds),
    ),
    changed('waiting', was, is, ({ requirement }) => durationInWords(requirement.pendingSeconds)),
    changed('approval', was, is, ({ requirement }) => stepsInWords(requirement.steps)),
    changed('without approval', was, is, ({ requirement }) =>
      automaticInWords(requirement.automatic),
    ),
    changed('break-glass', was, is, ({ requirement }) =>
      requirement.breakGlass === undefined ? 'no' : breakGlassInWords(requirement.breakGlass),
    ),
    changed('fields', was, is, ({ fields }) => fieldsInWords(fields)),
  ]
    .filter((part) => part !== '')
    .join('; ');

const changed = (what: string, was: Terms, is: Terms, words: (terms: Terms) => string): string => {
  const [before, after] = [words(was), words(is)];
  return before === after ? '' : `${what}: ${before} → ${after}`;
};

const approvalInWords = ({ steps, automatic }: Requirement): string => {
  const condition = automaticInWords(automatic);
  if (steps.length === 0) return `without approval: ${condition}`;
  const approval = `approval by ${stepsInWords(steps)}`;
  return condition === 'never' ? approval : `${approval}, unless ${condition}`;
};

const stepsInWords = (steps: readonly ApprovalStep[]): string =>
  steps.length === 0 ? 'nobody' : steps.map(stepInWords).join(' and ');

const stepInWords = ({ groups, quorum, escalation }: ApprovalStep): string => {
  const step = `${quorum} of ${groups.join(' or ')}`;
  if (escalation === undefined) return step;
  const after = durationInWords(escalation.afterSeconds);
  return `${step} (after ${after} also ${escalation.groups.join(' or ')})`;
};

const automaticInWords = (automatic: readonly AutomaticCondition[]): string =>
  automatic.length === 0
    ? 'never'
    : automatic
        .map((condition) =>
          condition.kind === 'always'
            ? 'always'
            : condition.sources.map(sourceInWords).join(' and '),
        )
        .join(' or ');

const sourceInWords = (source: ConditionSource): string => {
  switch (source.kind) {
    case 'on-call':
      return `on call in ${source.schedule} (${source.source})`;
    case 'ticket':
      return `${source.field} is approved (${source.source})`;
    case 'time-window':
      return `${source.days.join(' ')} ${source.from}–${source.to} ${source.zone}`;
    default:
      return source satisfies never;
  }
};

const breakGlassInWords = ({ maxDurationSeconds, reviewers }: BreakGlassRule): string =>
  `up to ${durationInWords(maxDurationSeconds)}, reviewed by ${reviewers.join(' or ')}`;

const fieldsInWords = (fields: readonly FieldRule[]): string =>
  fields.length === 0
    ? 'none'
    : fields
        .map(({ name, required, pattern }) =>
          [
            name,
            required ? 'required' : 'optional',
            ...(pattern === undefined ? [] : [pattern]),
          ].join(' '),
        )
        .toSorted()
        .join(', ');
