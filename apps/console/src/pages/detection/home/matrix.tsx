import { detection } from '../../../api/detection/client.ts';
import type { RuleRow } from '../../../api/detection/settings.ts';
import { FailureOr } from '../../../shared/failure-or.tsx';
import { useLoad } from '../../../shared/use-aws.ts';
import '../shared/detection.css';
import { Section } from '../shared/section.tsx';
import { TACTICS } from '../shared/words.ts';

interface Cell {
  readonly id: string;
  readonly name: string;
  readonly rules: number;
  readonly open: number;
}

/** Techniques that rules know, by tactic, those with open alerts first. */
const cellsOf = (rules: readonly RuleRow[]): ReadonlyMap<string, readonly Cell[]> => {
  const byTactic = new Map<string, Map<string, Cell>>();
  for (const rule of rules)
    for (const { id, name, tactics } of rule.enabled ? rule.techniques : [])
      for (const tactic of tactics) {
        const cells = byTactic.get(tactic) ?? new Map<string, Cell>();
        byTactic.set(tactic, cells);
        const before = cells.get(id);
        cells.set(id, {
          id,
          name,
          rules: (before?.rules ?? 0) + 1,
          open: (before?.open ?? 0) + rule.open,
        });
      }
  return new Map(
    [...byTactic].map(([tactic, cells]) => [
      tactic,
      [...cells.values()].toSorted(
        (left, right) => right.open - left.open || left.id.localeCompare(right.id),
      ),
    ]),
  );
};

const countText = (open: number): string =>
  open === 0 ? '' : `: ${open === 1 ? '1 open alert' : `${open} open alerts`}`;

const Matrix = ({ rules }: { readonly rules: readonly RuleRow[] }) => {
  const cells = cellsOf(rules);
  return (
    <div className="gh-matrix">
      {TACTICS.filter(([id]) => cells.has(id)).map(([id, name]) => (
        <section key={id} aria-label={name}>
          <h3>{name}</h3>
          <ul>
            {(cells.get(id) ?? []).map((cell) => (
              <li key={cell.id} data-open={cell.open > 0} title={cell.name}>
                {cell.id}
                {countText(cell.open)}
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
};

/** What of ATT&CK rules look for, and what was found. */
export const Tactics = () => {
  const rules = useLoad('detection rules', (signal) => detection.rules(signal));
  return (
    <Section
      title="Tactics and techniques"
      description="Of MITRE ATT&CK: what the rules that are on look for. Those with open alerts are marked."
    >
      <FailureOr of={rules}>{(answer) => <Matrix rules={answer.rules} />}</FailureOr>
    </Section>
  );
};
