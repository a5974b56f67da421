const FORMAT = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'medium' });

/** An instant in the reader's own time zone; the exact one on hover. */
export const Time = ({ at }: { readonly at: string | undefined }) =>
  at === undefined ? (
    '–'
  ) : (
    <time dateTime={at} title={at}>
      {FORMAT.format(new Date(at))}
    </time>
  );
