import { indented } from '../../../shared/json-fault.ts';
import { PageLink } from '../../../shared/link.tsx';
import { Time } from '../../../shared/time.tsx';
import { isoOf, streamPath } from '../shared/names.ts';
import type { Line } from './question.ts';

/** Whether a message has more to show than its one line. */
const isJson = (message: string): boolean =>
  /^\s*[[{]/.test(message) && indented(message) !== message;

const Message = ({ message }: { readonly message: string }) =>
  isJson(message) ? (
    <details>
      <summary>{message}</summary>
      <pre>{indented(message)}</pre>
    </details>
  ) : (
    <span>{message}</span>
  );

interface Props {
  readonly lines: readonly Line[];
  /** Undefined where all are of one stream. */
  readonly group?: string | undefined;
}

/** Log events, the oldest first; JSON opens. */
export const LogLines = ({ lines, group }: Props) => (
  <ol className="gh-log" aria-label="Log events">
    {lines.map(({ id, at, message, stream }) => (
      <li key={id}>
        <span className="gh-log-time">
          <Time at={isoOf(at)} />
          {group === undefined ? null : (
            <PageLink to={streamPath(group, stream)}>{stream}</PageLink>
          )}
        </span>
        <Message message={message} />
      </li>
    ))}
  </ol>
);
