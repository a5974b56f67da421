import FormField from '@cloudscape-design/components/form-field';

interface Props {
  readonly label: string;
  readonly value: string;
  readonly change: (value: string) => void;
}

const MINIMUM_LINES = 16;

/** Source text with line numbers. */
export const CodeEditor = ({ label, value, change }: Props) => {
  const lines = Math.max(value.split('\n').length, MINIMUM_LINES);
  return (
    <FormField label={label} stretch>
      <div className="gh-json">
        <div className="gh-json-text">
          <div className="gh-json-numbers" aria-hidden="true">
            {Array.from({ length: lines }, (_, at) => (
              <span key={at}>{at + 1}</span>
            ))}
          </div>
          <textarea
            aria-label={label}
            value={value}
            rows={lines}
            wrap="off"
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => change(event.target.value)}
          />
        </div>
      </div>
    </FormField>
  );
};
