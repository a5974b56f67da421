import { useId } from 'react';
import { jsonFault } from './json-fault.ts';
import type { Remark } from './remark.ts';

interface Props {
  readonly value: string;
  readonly label: string;
  readonly change?: (value: string) => void;
  readonly remarks?: readonly Remark[];
  readonly minimumLines?: number;
}

const SEVERITIES = { error: 'Error', warning: 'Warning', info: 'Suggestion' } as const;

const placeOf = ({ line, column }: Remark): string =>
  line === undefined ? '' : ` · line ${line}${column === undefined ? '' : `, column ${column}`}`;

const select = (editorId: string, value: string, { line, column }: Remark): void => {
  const area = document.getElementById(editorId);
  if (!(area instanceof HTMLTextAreaElement) || line === undefined) return;
  const lines = value.split('\n');
  const start = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
  area.focus();
  area.setSelectionRange(start + (column ?? 1) - 1, start + (lines[line - 1]?.length ?? 0));
};

const Remarks = ({
  remarks,
  follow,
}: {
  readonly remarks: readonly Remark[];
  readonly follow: (remark: Remark) => void;
}) => (
  <ul className="gh-remarks" aria-live="polite" aria-label="Findings">
    {remarks.map((remark) => (
      <li key={`${remark.title} ${placeOf(remark)}`} data-severity={remark.severity}>
        <button type="button" onClick={() => follow(remark)} disabled={remark.line === undefined}>
          {SEVERITIES[remark.severity]}: {remark.title}
          {placeOf(remark)}
        </button>
        <span>{remark.text}</span>
      </li>
    ))}
  </ul>
);

/** Text with line numbers; what is wrong with it stands below and leads to its place. */
export const JsonEditor = ({ value, label, change, remarks = [], minimumLines = 12 }: Props) => {
  const id = useId();
  const lines = value.split('\n').length;
  const fault = change === undefined ? undefined : jsonFault(value);
  const all = fault === undefined ? remarks : [fault];
  const marked = new Map(all.map(({ line, severity }) => [line, severity]));
  return (
    <div className="gh-json">
      <div className="gh-json-text">
        <div className="gh-json-numbers" aria-hidden="true">
          {Array.from({ length: Math.max(lines, minimumLines) }, (_, at) => (
            <span key={at} data-severity={marked.get(at + 1)}>
              {at + 1}
            </span>
          ))}
        </div>
        <textarea
          id={id}
          aria-label={label}
          aria-invalid={all.some(({ severity }) => severity === 'error')}
          value={value}
          rows={Math.max(lines, minimumLines)}
          readOnly={change === undefined}
          wrap="off"
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => change?.(event.target.value)}
        />
      </div>
      {all.length === 0 ? null : (
        <Remarks remarks={all} follow={(remark) => select(id, value, remark)} />
      )}
    </div>
  );
};
