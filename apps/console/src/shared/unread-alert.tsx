import Alert from '@cloudscape-design/components/alert';

interface Props {
  readonly unread: readonly { readonly what: string; readonly because: string }[];
}

/** What an answer does not know. */
export const UnreadAlert = ({ unread }: Props) =>
  unread.length === 0 ? null : (
    <Alert type="warning" header="Not everything could be read">
      <ul className="gh-plain-list">
        {unread.map(({ what, because }) => (
          <li key={`${what} ${because}`}>
            {what}: {because}
          </li>
        ))}
      </ul>
    </Alert>
  );
